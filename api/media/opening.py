"""Opens what strangers send, in a process of its own: started as a script, it knows nothing of us.

What a decoder does with bytes made to break it is done here, where there is no secret, no database
and no network to be had, and where memory and time are bounded. Pictures are written anew from
their pixels alone: where they were taken, by what and whatever hung on behind, stays behind.

Its last line says what was made, or why nothing was.
"""

import json
import re
import sys
import warnings
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageCms, ImageOps

MEMORY_MAX = 1536 * 1024 * 1024  # bytes, the libraries among them
CPU_SECONDS_MAX = 30
WRITTEN_MAX = 256 * 1024 * 1024  # bytes of one file
SIDE_MAX = 20_000  # pixels
WEBP_QUALITY = 80
JPEG_QUALITY = 85
BOX_DEPTH_MAX = 8
# Boxes of an MP4 that say where and by whom it was made, and those that they stand in.
TOLD = {b"udta", b"meta", b"uuid"}
NESTED = {b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts", b"moof", b"traf"}
INFLATED_MAX = 64 * 1024 * 1024  # bytes of a paper's objects
STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
# What a paper does, rather than shows. A name may spell its letters as #4a.
ACTS = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA)(?![A-Za-z0-9])")
SPELLED = re.compile(rb"#([0-9A-Fa-f]{2})")


class Unfit(Exception):
    """It cannot be shown; the message is the word for it."""


def picture(spec: dict[str, Any], source: Path, target: Path) -> dict[str, Any]:
    """Write a picture in all its sizes."""
    with Image.open(source, formats=[spec["type"]]) as opened:
        width, height = opened.size
        if width * height > spec["pixels_max"] or max(width, height) > SIDE_MAX:
            raise Unfit("too_many_pixels")
        opened.load()
        upright = ImageOps.exif_transpose(opened)
        pixels = _pixels(upright)
    made = []
    smaller = pixels
    for name, longest in sorted(spec["sizes"].items(), key=lambda each: -each[1]):
        smaller = smaller.copy()
        smaller.thumbnail((longest, longest), Image.Resampling.LANCZOS, reducing_gap=3.0)
        for extension in dict.fromkeys(["webp", spec["extension"]]):
            _write(smaller, target / f"{name}.{extension}", extension)
            made.append(f"{name}.{extension}")
    return {"files": made, "width": pixels.width, "height": pixels.height}


def _pixels(found: Image.Image) -> Image.Image:
    """Just the pixels, in the colours that every screen knows."""
    is_clear = "A" in found.getbands() or "transparency" in found.info
    mode = "RGBA" if is_clear else "RGB"
    profile = found.info.get("icc_profile")
    shown: Image.Image = found
    if profile and found.mode in ("RGB", "RGBA", "CMYK"):
        try:
            shown = (
                ImageCms.profileToProfile(
                    found,
                    ImageCms.ImageCmsProfile(BytesIO(profile)),
                    ImageCms.createProfile("sRGB"),
                    outputMode="RGB" if found.mode == "CMYK" else found.mode,
                )
                or found
            )
        except (ImageCms.PyCMSError, OSError, ValueError):
            shown = found  # colours a little off are better than none
    bare = Image.new(mode, shown.size)
    bare.paste(shown.convert(mode))
    return bare


def _write(pixels: Image.Image, path: Path, extension: str) -> None:
    if extension == "webp":
        pixels.save(path, "WEBP", quality=WEBP_QUALITY, method=4)
    elif extension == "jpg":
        pixels.convert("RGB").save(path, "JPEG", quality=JPEG_QUALITY, progressive=True)
    else:
        pixels.save(path, "PNG")


def film(spec: dict[str, Any], source: Path, target: Path) -> dict[str, Any]:
    """Check that a film is one to its last byte, and take out what an MP4 tells of its maker."""
    data = bytearray(source.read_bytes())
    if spec["type"] == "MP4":
        found = {name for name, _ in _boxes(data, 0, len(data), 0)}
        if not {b"ftyp", b"moov"} <= found or not found & {b"mdat", b"moof"}:
            raise Unfit("unreadable")
    else:
        _must_be_webm(data)
    name = f"file.{spec['extension']}"
    (target / name).write_bytes(data)
    return {"files": [name]}


def _boxes(data: bytearray, start: int, end: int, depth: int) -> Iterator[tuple[bytes, int]]:
    """Walk the boxes of an MP4, and blank those that tell too much: a player passes them by."""
    while start < end:
        size, name, head = (
            int.from_bytes(data[start : start + 4]),
            bytes(data[start + 4 : start + 8]),
            8,
        )
        if size == 1:
            size, head = int.from_bytes(data[start + 8 : start + 16]), 16
        elif size == 0 and depth == 0:
            size = end - start
        if size < head or start + size > end:
            raise Unfit("unreadable")
        if name in TOLD:
            data[start + 4 : start + 8] = b"free"
            data[start + head : start + size] = bytes(size - head)
        elif name in NESTED:
            if depth == BOX_DEPTH_MAX:
                raise Unfit("unreadable")
            for _ in _boxes(data, start + head, start + size, depth + 1):
                pass
        yield name, size
        start += size


def _must_be_webm(data: bytearray) -> None:
    """A head, and a segment that goes to the end of the file or says nothing of its length."""
    place = 0
    for wanted in (b"\x1a\x45\xdf\xa3", b"\x18\x53\x80\x67"):
        if bytes(data[place : place + 4]) != wanted or place + 4 >= len(data):
            raise Unfit("unreadable")
        first = data[place + 4]
        length = 9 - first.bit_length()
        digits = int.from_bytes(data[place + 4 : place + 4 + length]) & ((1 << 7 * length) - 1)
        is_open = digits == (1 << 7 * length) - 1
        place += 4 + length + (len(data) - place - 4 - length if is_open else digits)
    if place != len(data):
        raise Unfit("unreadable")


def paper(spec: dict[str, Any], source: Path, target: Path) -> dict[str, Any]:
    """Check that a paper has an end, and that it does nothing but show."""
    data = source.read_bytes()
    if b"%%EOF" not in data[-1024:]:
        raise Unfit("unreadable")
    if b"/Encrypt" in data:
        raise Unfit("unreadable")  # nobody can say what is in it
    left = INFLATED_MAX
    texts = [STREAM.sub(b"", data)]
    for each in STREAM.finditer(data):
        if b"/ObjStm" not in data[max(0, each.start() - 512) : each.start()]:
            continue
        unpacking = zlib.decompressobj()
        try:
            text = unpacking.decompress(each[1], left)
        except zlib.error:
            raise Unfit("unreadable") from None
        left -= len(text)
        if left <= 0:
            raise Unfit("too_hard")
        texts.append(text)
    for text in texts:
        if ACTS.search(SPELLED.sub(lambda found: bytes([int(found[1], 16)]), text)):
            raise Unfit("active_content")
    name = f"file.{spec['extension']}"
    (target / name).write_bytes(data)
    return {"files": [name]}


KINDS = {"image": picture, "video": film, "document": paper}


def main(spec: dict[str, Any], source: Path, target: Path) -> dict[str, Any]:
    """What came of it."""
    warnings.simplefilter("ignore")  # a picture that is a little odd is no fault of ours
    Image.MAX_IMAGE_PIXELS = spec["pixels_max"]
    try:
        return KINDS[spec["kind"]](spec, source, target)
    except Unfit as unfit:
        return {"failure": str(unfit)}
    except Image.DecompressionBombError:
        return {"failure": "too_many_pixels"}
    except MemoryError:
        return {"failure": "too_hard"}
    except Exception:  # decoders raise whatever they like
        return {"failure": "unreadable"}


def confine() -> None:
    """Take no more than so much of this machine, where it can be said how much."""
    if sys.platform == "win32":
        return
    import resource

    for what, most in (
        (resource.RLIMIT_AS, MEMORY_MAX),
        (resource.RLIMIT_CPU, CPU_SECONDS_MAX),
        (resource.RLIMIT_FSIZE, WRITTEN_MAX),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(what)
        bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (bound, bound))


if __name__ == "__main__":
    confine()
    said = main(json.loads(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]))
    sys.stdout.write(json.dumps(said))
