"""What is brought by those who mean harm: it is refused, or nothing is left of it but a picture."""

import asyncio
import struct
import zlib
from collections.abc import AsyncIterator
from io import BytesIO
from zipfile import ZipFile

import pytest
from PIL import Image

from api.media import receiving, uploads
from tests.api.media.bringing import Bringing, box, film, paper, picture
from tests.shop import staff
from tests.wire import DEADLINE_SECONDS

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"


def zipped() -> bytes:
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        archive.writestr("evil.html", HTML)
    return packed.getvalue()


def bomb(side: int = 30_000) -> bytes:
    """A PNG of a few hundred bytes that says it is of 900 million pixels."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    data = zlib.compress(bytes(10_000))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
    )


REFUSED_AT_THE_DOOR = {
    "a drawing that runs": (SVG, "IMAGE"),
    "a page": (HTML, "DOCUMENT"),
    "an archive": (zipped(), "DOCUMENT"),
    "a program": (b"\x7fELF" + bytes(100), "IMAGE"),
    "a picture of a kind that is not taken": (picture(kind="TIFF"), "IMAGE"),
    "a picture said to be a film": (picture(), "VIDEO"),
    "a film said to be a picture": (film(), "IMAGE"),
    "a film of a brand nobody plays": (box(b"ftyp", b"evil" + bytes(4)) + bytes(64), "VIDEO"),
    "nearly nothing": (b"\xff", "IMAGE"),
}


@pytest.mark.parametrize(
    ("content", "kind"), REFUSED_AT_THE_DOOR.values(), ids=REFUSED_AT_THE_DOOR.keys()
)
async def test_what_it_is_is_told_by_its_bytes_alone(
    stage: Bringing, content: bytes, kind: str
) -> None:
    url = (await stage.way(len(content), kind))["upload"]["url"]

    answer = await stage.put(url, content, **{"Content-Type": "image/jpeg"})

    assert answer.status_code == 415
    assert answer.json()["errors"][0]["extensions"]["code"] == "MEDIA_TYPE_REFUSED"
    assert (await stage.shown(), stage.objects(), stage.on_its_way()) == ([], [], [])


FAILS = {
    "a bomb": (bomb(), "IMAGE", "TOO_MANY_PIXELS"),
    "half a picture": (picture(kind="PNG")[:-40], "IMAGE", "UNREADABLE"),
    "only the head of one": (b"\xff\xd8\xff" + HTML, "IMAGE", "UNREADABLE"),
    "a film with an archive behind": (film() + zipped(), "VIDEO", "UNREADABLE"),
    "a film with a page behind": (film() + HTML, "VIDEO", "UNREADABLE"),
    "a film in boxes without end": (
        box(b"ftyp", b"isom" + bytes(4)) + b"\x00\x00\x00\x01moov" + b"\xff" * 8,
        "VIDEO",
        "UNREADABLE",
    ),
    "a paper that runs": (
        paper(b"1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n"),
        "DOCUMENT",
        "ACTIVE_CONTENT",
    ),
    "one that spells it otherwise": (
        paper(b"1 0 obj<</OpenAction<</S/J#61vaScript/J#53(1)>>>>endobj\n"),
        "DOCUMENT",
        "ACTIVE_CONTENT",
    ),
    "one that packs it away": (
        paper(
            b"1 0 obj<</Type/ObjStm/Filter/FlateDecode>>stream\n"
            + zlib.compress(b"<</S/Launch/F(calc.exe)>>")
            + b"\nendstream endobj\n"
        ),
        "DOCUMENT",
        "ACTIVE_CONTENT",
    ),
    "one that nobody can read": (
        paper(b"1 0 obj<</Encrypt 2 0 R>>endobj\n"),
        "DOCUMENT",
        "UNREADABLE",
    ),
}


async def test_what_is_not_what_it_seems_fails_with_its_reason(stage: Bringing) -> None:
    for content, kind, _ in FAILS.values():
        assert (await stage.bring(content, kind)).status_code == 201
    await stage.open()
    shown = await stage.shown()

    found = dict(zip(FAILS, ((each["status"], each["failure"]) for each in shown), strict=True))
    assert found == {name: ("FAILED", reason) for name, (_, _, reason) in FAILS.items()}
    assert all(each["url"] is None for each in shown)
    assert stage.objects() == []


async def test_of_a_picture_that_is_a_page_too_only_the_picture_is_left(stage: Bringing) -> None:
    for content in (
        picture(kind="GIF").replace(b"GIF87a", b"GIF89a") + HTML,
        picture(comment=HTML) + zipped(),
    ):
        shown = await stage.brought(content)
        (urls,) = [
            each
            for each in await stage.shown(
                fields="media { nodes { id web: url native: url(format: NATIVE) } }"
            )
            if each["id"] == shown["id"]
        ]

        assert shown["status"] == "READY"
        for url in (urls["web"], urls["native"]):
            served = (await stage.get(url)).content
            assert b"script" not in served
            assert b"evil" not in served
            Image.open(BytesIO(served)).verify()


async def test_a_token_is_good_for_nobody_else_and_tells_nothing(stage: Bringing) -> None:
    content = picture()
    url = (await stage.way(len(content)))["upload"]["url"]
    colleague = stage.another(staff("catalog:read", "catalog:write"))
    clerk = stage.another(staff("catalog:read"))
    nobody = stage.another(None)  # type: ignore[arg-type]
    forged = url[:-4] + ("AAAA" if not url.endswith("AAAA") else "BBBB")

    assert (await stage.put(url, content, who=colleague)).status_code == 404
    assert (await stage.put(url, content, who=clerk)).status_code == 403
    assert (await stage.put(url, content, who=nobody)).status_code == 401
    assert (await stage.put(forged, content)).status_code == 404
    for made_up in ("x", "..%2f..%2fetc%2fpasswd", "A" * 48, "%00", "é" * 48):
        assert (await stage.put(f"/media/uploads/{made_up}", content)).status_code == 404
    assert (await stage.put(url, content)).status_code == 201, "and for its owner it still is"


async def test_another_size_than_announced_is_refused(stage: Bringing) -> None:
    content = picture()
    url = (await stage.way(len(content)))["upload"]["url"]

    async def in_parts(size: int) -> AsyncIterator[bytes]:
        for _ in range(size):
            yield b"\xff"

    said = await stage.put(url, content + b"x")
    unsaid = await stage.put(url, in_parts(len(content) + 1))
    short = await stage.put(url, in_parts(5))
    packed = await stage.put(url, content, **{"Content-Encoding": "gzip"})

    assert [each.status_code for each in (said, unsaid, short, packed)] == [413, 413, 400, 415]
    assert (stage.objects(), stage.on_its_way()) == ([], [])


async def test_more_than_a_kind_may_have_is_not_even_let_in(stage: Bringing) -> None:
    for kind, most in (("IMAGE", 20), ("VIDEO", 200), ("DOCUMENT", 20)):
        refused = await stage.way(most * 1024 * 1024 + 1, kind)
        assert refused["userErrors"][0]["field"] == ["byteSize"]


async def test_who_sends_too_slowly_is_cut_off(
    stage: Bringing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "SILENCE_SECONDS_MAX", 0.2)
    url = (await stage.way(100))["upload"]["url"]
    head = f"PUT {url} HTTP/1.1\r\nHost: shop\r\nContent-Length: 100\r\n"
    head += f"Authorization: {stage.client.token()['Authorization']}\r\n\r\n"
    port = int(stage.client.address.rpartition(":")[2])

    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(head.encode() + b"\xff")
    async with asyncio.timeout(DEADLINE_SECONDS):
        answer = await reader.read()
    writer.close()

    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b'"retryable":true' in answer
    assert stage.on_its_way() == []


async def test_no_more_come_in_at_once_than_the_process_can_bear(
    stage: Bringing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "AT_ONCE_MAX", 0)
    url = (await stage.way(100))["upload"]["url"]

    answer = await stage.put(url, bytes(100))

    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0


async def test_nothing_is_shown_by_an_address_of_somebodys_own_making(stage: Bringing) -> None:
    shown = await stage.brought(picture())
    hash_ = shown["url"].split("/")[2]

    for address in (
        f"/media/{hash_}/source",
        f"/media/{hash_}/page.html",
        f"/media/{hash_}/file.jpg",
        f"/media/{hash_.upper()}/page.webp",
        f"/media/{hash_}/..%2f..%2f..%2fsecret",
        "/media/..%2f..%2fsecret/page.webp",
        f"/media/{'0' * 64}/page.webp",
        f"/media/{hash_}/page.webp%00",
    ):
        assert (await stage.get(address)).status_code == 404, address
