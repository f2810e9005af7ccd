"""What may come in, how large, and what is made of it: tables, and nothing beside them is taken.

The type is what the bytes say. What somebody calls them, by a name or a header, is not asked.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from domain.catalog.media.states import MediaKind

MEGABYTE: Final = 1024 * 1024
HEAD_SIZE: Final = 64  # bytes that tell the type of a file
PER_PRODUCT_MAX: Final = 50  # media of one product
SIZE_MAX: Mapping[MediaKind, int] = {  # bytes of one file
    MediaKind.IMAGE: 20 * MEGABYTE,
    MediaKind.VIDEO: 200 * MEGABYTE,
    MediaKind.DOCUMENT: 20 * MEGABYTE,
}


class MediaSize(Enum):
    """The longer side that a picture has at most, in pixels. None is made larger than it came."""

    THUMB = "thumb"
    CARD = "card"
    PAGE = "page"
    ZOOM = "zoom"


LONGEST_SIDE: Mapping[MediaSize, int] = {  # pixels
    MediaSize.THUMB: 160,
    MediaSize.CARD: 480,
    MediaSize.PAGE: 1200,
    MediaSize.ZOOM: 2400,
}
WHOLE: Final = "file"  # what a film or a paper is called, of which there is one size


class MediaFormat(Enum):
    """How a picture is written."""

    WEBP = "webp"
    NATIVE = "native"


@dataclass(frozen=True, slots=True)
class FileType:
    """One type of file: what it is sent as when it comes in, and as what it is shown.

    `extension` is that of the picture in its native format: what has no more than one frame to
    show, such as a GIF, is shown as a PNG. `brands` are the names in the head of an MP4.
    """

    name: str
    kind: MediaKind
    extension: str


JPEG: Final = FileType("JPEG", MediaKind.IMAGE, "jpg")
PNG: Final = FileType("PNG", MediaKind.IMAGE, "png")
WEBP: Final = FileType("WEBP", MediaKind.IMAGE, "webp")
GIF: Final = FileType("GIF", MediaKind.IMAGE, "png")
MP4: Final = FileType("MP4", MediaKind.VIDEO, "mp4")
WEBM: Final = FileType("WEBM", MediaKind.VIDEO, "webm")
PDF: Final = FileType("PDF", MediaKind.DOCUMENT, "pdf")
FILE_TYPES: Mapping[str, FileType] = {
    each.name: each for each in (JPEG, PNG, WEBP, GIF, MP4, WEBM, PDF)
}
# What is ever served, and as what. There is no HTML, no SVG and no script among it.
CONTENT_TYPES: Mapping[str, str] = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "mp4": "video/mp4",
    "webm": "video/webm",
    "pdf": "application/pdf",
}
MP4_BRANDS: Final = frozenset(
    {b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"dash"}
)


def type_of(head: bytes) -> FileType | None:
    """The type of a file by its first 64 bytes; None for any that is not taken."""
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    if head.startswith((b"GIF87a", b"GIF89a")):
        return GIF
    if head[4:8] == b"ftyp" and head[8:12] in MP4_BRANDS:
        return MP4
    if head.startswith(b"\x1a\x45\xdf\xa3") and b"\x42\x82\x84webm" in head:
        return WEBM
    if head.startswith((b"%PDF-1.", b"%PDF-2.")):
        return PDF
    return None


def names_of(kind: MediaKind, extension: str) -> list[str]:
    """What is made of a file: the names under which it is shown, such as `card.webp`."""
    if kind is not MediaKind.IMAGE:
        return [f"{WHOLE}.{extension}"]
    return [
        f"{size.value}.{written}"
        for size in MediaSize
        for written in dict.fromkeys(["webp", extension])
    ]
