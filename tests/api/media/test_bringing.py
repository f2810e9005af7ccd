"""A picture from the desk to the page: asked for, put, opened, shown."""

import asyncio
from datetime import timedelta
from io import BytesIO

from PIL import Image

from domain.catalog.media.create_upload import OPEN
from domain.catalog.media.models import MediaFile, MediaUpload
from tests.api.media.bringing import Bringing, film, paper, picture
from tests.shop import staff

ROTATED = 6  # what EXIF calls: turn it a quarter to the right
SIZES = (("THUMB", 160), ("CARD", 480), ("PAGE", 1200), ("ZOOM", 2400))


def exif() -> Image.Exif:
    """What a telephone writes into a picture."""
    told = Image.Exif()
    told[0x0112] = ROTATED
    told[0x010F] = "A telephone"
    told.get_ifd(0x8825)[2] = (52.0, 31.0, 12.0)  # where it was: degrees, minutes, seconds
    return told


async def test_a_picture_is_brought_opened_and_shown(stage: Bringing) -> None:
    answer = await stage.bring(picture(3000, 1500), alt="A tin of tea")
    waiting = await stage.shown()
    opened = await stage.open()
    (shown,) = await stage.shown()

    assert answer.status_code == 201
    assert answer.json()["media"] == {"id": shown["id"], "status": "PENDING"}
    assert (waiting[0]["status"], waiting[0]["url"], opened) == ("PENDING", None, 1)
    assert (shown["status"], shown["width"], shown["height"]) == ("READY", 3000, 1500)
    assert (shown["alt"], shown["position"]) == ("A tin of tea", 0)
    for size, longest in SIZES:
        for format_, kind in (("WEBP", "WEBP"), ("NATIVE", "JPEG")):
            fields = f"media {{ nodes {{ url(size: {size}, format: {format_}) }} }}"
            (found,) = await stage.shown(fields=fields)
            with Image.open(BytesIO((await stage.get(found["url"])).content)) as image:
                assert (image.format, image.size) == (kind, (longest, longest // 2))


async def test_nothing_but_pixels_survives_and_they_are_upright(stage: Bringing) -> None:
    shown = await stage.brought(
        picture(60, 40, exif=exif(), comment=b"taken at home", icc_profile=b"no profile")
    )
    (urls,) = await stage.shown(fields="media { nodes { a: url b: url(format: NATIVE) } }")

    assert (shown["width"], shown["height"]) == (40, 60)
    for url in urls.values():
        content = (await stage.get(url)).content
        with Image.open(BytesIO(content)) as image:
            assert image.size == (40, 60), "never larger than it came"
            assert not image.getexif()
            assert not {"exif", "comment", "icc_profile", "xmp"} & set(image.info)
            top, bottom = (
                image.convert("RGB").getpixel((20, 5)),
                image.convert("RGB").getpixel((20, 55)),
            )
            assert isinstance(top, tuple)
            assert isinstance(bottom, tuple)
            assert top[0] > top[2], "what was on the left is above"
            assert bottom[2] > bottom[0]
        assert b"home" not in content
    assert not [name for name in stage.objects() if name.startswith("source")]


async def test_what_is_clear_stays_clear(stage: Bringing) -> None:
    for kind in ("PNG", "WEBP", "GIF"):
        shown = await stage.brought(picture(20 + len(kind), 20, kind, mode="RGBA"))
        assert shown["status"] == "READY"
    (*_, gif) = await stage.shown(fields="media { nodes { url(format: NATIVE) } }")

    assert gif["url"].endswith(".png")


async def test_a_film_and_a_paper_are_shown_as_they_are(stage: Bringing) -> None:
    made = film(told=b"+52.5200+013.4050/")
    shown = await stage.brought(made, "VIDEO")
    leaflet = await stage.brought(paper(), "DOCUMENT")
    served, read = await stage.get(shown["url"]), await stage.get(leaflet["url"])

    assert shown["url"].endswith("/file.mp4")
    assert (served.headers["content-type"], len(served.content)) == ("video/mp4", len(made))
    assert b"+52.52" not in served.content, "where it was taken"
    assert served.content.endswith(b"frames")
    assert (read.headers["content-type"], read.content) == ("application/pdf", paper())
    assert read.headers["content-disposition"].startswith("attachment;")


async def test_the_same_bytes_are_kept_and_opened_once(stage: Bringing) -> None:
    first = await stage.brought(picture())
    before = stage.objects()
    again = await stage.brought(picture())
    stage.product = await stage.shop.product("Black tea")
    elsewhere = await stage.brought(picture())

    assert again["id"] == first["id"]
    assert elsewhere["id"] != first["id"]
    assert elsewhere["url"] == first["url"]
    assert stage.objects() == before
    assert await MediaFile.all().count() == 1


async def test_two_who_bring_the_same_at_once_bring_one_file(stage: Bringing) -> None:
    ways = [(await stage.way(len(picture())))["upload"]["url"] for _ in range(4)]

    answers = await asyncio.gather(*(stage.put(url, picture()) for url in ways))

    assert [answer.status_code for answer in answers] == [201] * 4
    assert len({answer.json()["media"]["id"] for answer in answers}) == 1
    assert len(stage.objects()) == 1
    assert await stage.open() == 1


async def test_a_way_in_is_good_once_and_says_what_came_of_it(stage: Bringing) -> None:
    way = (await stage.way(len(picture())))["upload"]
    first = await stage.put(way["url"], picture())

    again = await stage.put(way["url"], picture())

    (error,) = again.json()["errors"]
    assert again.status_code == 409
    assert error["extensions"]["code"] == "UPLOAD_USED"
    assert error["extensions"]["mediaId"] == first.json()["media"]["id"]


async def test_of_two_who_take_one_way_at_once_one_is_let_in(stage: Bringing) -> None:
    url = (await stage.way(len(picture())))["upload"]["url"]

    answers = await asyncio.gather(*(stage.put(url, picture()) for _ in range(2)))

    assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert len(await stage.shown()) == 1
    assert stage.on_its_way() == []


async def test_the_same_key_opens_the_same_way(stage: Bringing) -> None:
    first = await stage.way(100, idempotencyKey="picture-1")
    again = await stage.way(100, idempotencyKey="picture-1")
    other = await stage.way(101, idempotencyKey="picture-1")

    assert again["upload"] == first["upload"]
    assert other["userErrors"][0]["code"] == "IDEMPOTENCY_KEY_REUSED"


async def test_a_way_in_closes(stage: Bringing) -> None:
    url = (await stage.way(len(picture())))["upload"]["url"]
    upload = await MediaUpload.get()
    await MediaUpload.all().update(expires_at=upload.expires_at - OPEN - timedelta(seconds=1))

    answer = await stage.put(url, picture())

    assert answer.status_code == 410
    assert answer.json()["errors"][0]["extensions"]["code"] == "UPLOAD_EXPIRED"


async def test_customers_see_what_is_ready_and_nothing_else(stage: Bringing) -> None:
    stranger = stage.another(staff())
    await stage.brought(picture())
    broken = await stage.brought(picture(62)[:100])
    await stage.bring(picture(61))

    assert broken["status"] == "FAILED"
    assert [each["status"] for each in await stage.shown(stranger)] == ["READY"]
    assert len(await stage.shown()) == 3
