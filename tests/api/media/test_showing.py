"""How media are handed out: for good, in parts, and as nothing but what they are."""

from datetime import timedelta

from tests.api.media.bringing import Bringing, film, picture

TWO_DAYS = timedelta(days=2)


async def test_a_browser_takes_it_for_what_it_is_and_keeps_it(stage: Bringing) -> None:
    url = (await stage.brought(picture()))["url"]

    shown = await stage.get(url)
    known = await stage.get(url, **{"If-None-Match": shown.headers["etag"]})
    looked = await stage.get(url, "HEAD")

    assert shown.headers["content-type"] == "image/webp"
    assert shown.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert shown.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert shown.headers["content-disposition"].startswith("inline;")
    assert (known.status_code, known.content) == (304, b"")
    assert (looked.status_code, looked.content) == (200, b"")
    assert looked.headers["content-length"] == str(len(shown.content))


async def test_a_player_asks_for_parts(stage: Bringing) -> None:
    url = (await stage.brought(film(), "VIDEO"))["url"]
    whole = (await stage.get(url)).content
    size = len(whole)
    expected = {
        "bytes=0-9": (206, whole[:10]),
        f"bytes=10-{size * 2}": (206, whole[10:]),
        "bytes=5-": (206, whole[5:]),
        "bytes=-6": (206, b"frames"),
        f"bytes={size}-": (416, b""),
        "bytes=-0": (416, b""),
        "bytes=9-3": (416, b""),
        "bytes=0-1,4-5": (200, whole),
        "words=1-2": (200, whole),
        "bytes=-": (200, whole),
    }

    for asked, (status, content) in expected.items():
        answer = await stage.get(url, Range=asked)
        assert (answer.status_code, answer.content) == (status, content), asked
    part = await stage.get(url, Range="bytes=0-9")
    assert part.headers["content-range"] == f"bytes 0-9/{size}"
    other = await stage.get(url, Range="bytes=0-9", **{"If-Range": '"another"'})
    assert (other.status_code, other.content) == (200, whole)


async def test_what_is_taken_off_is_there_for_a_day_and_then_gone(stage: Bringing) -> None:
    shown = await stage.brought(picture())
    await stage.client.do("productMediaRemove", {"id": shown["id"]}, "product { id }")

    assert await stage.processing.sweep() == 0
    assert (await stage.get(shown["url"])).status_code == 200
    stage.tardy += TWO_DAYS
    assert await stage.processing.sweep() == 1
    assert (await stage.get(shown["url"])).status_code == 404
    assert stage.objects() == []


async def test_what_another_product_shows_stays(stage: Bringing) -> None:
    first = await stage.brought(picture())
    stage.product = await stage.shop.product("Black tea")
    await stage.brought(picture())
    await stage.client.do("productMediaRemove", {"id": first["id"]}, "product { id }")
    stage.tardy += TWO_DAYS

    assert await stage.processing.sweep() == 0
    assert (await stage.get(first["url"])).status_code == 200
