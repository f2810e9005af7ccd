"""Opening what came in, by workers that may die at any time."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from api.media import rendering
from domain.catalog.media.claim_files import ATTEMPTS_MAX, LEASE, claim_files
from domain.catalog.media.models import MediaFile, MediaUpload, ProductMedia
from domain.catalog.media.rendering import Rendered
from domain.catalog.media.settle_file import settle_file
from domain.shared.context import SYSTEM, Context
from tests.api.media.bringing import Bringing, picture

OVER = LEASE + timedelta(seconds=1)


def now() -> datetime:
    return datetime.now(UTC)


async def test_of_many_workers_one_opens_a_file(stage: Bringing) -> None:
    await stage.bring(picture())

    taken = await asyncio.gather(*(claim_files(now(), 5) for _ in range(4)))

    assert [len(each) for each in taken if each] == [1]
    assert [each["status"] for each in await stage.shown()] == ["PROCESSING"]


async def test_a_worker_that_dies_is_followed_by_another_when_its_lease_is_over(
    stage: Bringing,
) -> None:
    await stage.bring(picture())
    await claim_files(now(), 1)  # and it is killed

    assert await stage.open() == 0
    stage.tardy = OVER
    assert await stage.open() == 1
    assert [each["status"] for each in await stage.shown()] == ["READY"]


async def test_one_that_comes_too_late_changes_nothing(stage: Bringing) -> None:
    await stage.bring(picture())
    (slow,) = await claim_files(now(), 1)
    stage.tardy = OVER
    await stage.open()
    told = await stage.shop.event_names("product")

    late = await settle_file(Context(actor=SYSTEM, now=now()), slow, Rendered())

    assert late is False
    assert await stage.shop.event_names("product") == told
    assert told == ["catalog.media_added", "catalog.media_ready"]


async def test_a_file_at_which_workers_die_is_given_up(stage: Bringing) -> None:
    await stage.bring(picture())
    for place in range(ATTEMPTS_MAX):
        assert len(await claim_files(now() + OVER * place, 1)) == 1

    stage.tardy = OVER * ATTEMPTS_MAX
    await stage.open()

    (shown,) = await stage.shown()
    assert (shown["status"], shown["failure"]) == ("FAILED", "TOO_HARD")


async def test_what_failed_is_tried_again_when_it_is_brought_again(stage: Bringing) -> None:
    await stage.bring(picture())
    (claimed,) = await claim_files(now(), 1)
    await stage.media.store().delete(claimed.source)  # a disk was lost
    stage.tardy = OVER
    await stage.open()
    (lost,) = await stage.shown()

    await stage.bring(picture())
    await stage.open()

    (shown,) = await stage.shown()
    assert (lost["failure"], shown["id"], shown["status"]) == ("LOST", lost["id"], "READY")


async def test_one_that_takes_too_long_is_ended(
    stage: Bringing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rendering, "SECONDS_MAX", 0.0)

    shown = await stage.brought(picture())

    assert (shown["status"], shown["failure"]) == ("FAILED", "TOO_HARD")


async def test_killed_between_the_bytes_and_the_row_nothing_is_left_for_good(
    stage: Bringing, monkeypatch: pytest.MonkeyPatch
) -> None:
    from api.media import uploads

    async def killed(*_: object, **__: object) -> None:
        raise ConnectionResetError

    url = (await stage.way(len(picture())))["upload"]["url"]
    with monkeypatch.context() as patch:
        patch.setattr(uploads, "complete_upload", killed)
        assert (await stage.put(url, picture())).status_code == 500
    left = stage.objects()
    stage.tardy = timedelta(days=2)
    await stage.processing.sweep()

    assert len(left) == 1
    assert (stage.objects(), await ProductMedia.all().count()) == ([], 0)
    assert await MediaFile.all().count() == 0
    stage.tardy = timedelta()
    upload = await MediaUpload.get_or_none()
    assert upload is None, "old ways in are swept too"


async def test_killed_between_the_bytes_and_the_row_it_can_be_brought_again(
    stage: Bringing, monkeypatch: pytest.MonkeyPatch
) -> None:
    from api.media import uploads

    async def killed(*_: object, **__: object) -> None:
        raise ConnectionResetError

    url = (await stage.way(len(picture())))["upload"]["url"]
    with monkeypatch.context() as patch:
        patch.setattr(uploads, "complete_upload", killed)
        await stage.put(url, picture())

    again = await stage.put(url, picture())
    await stage.open()

    assert again.status_code == 201
    assert [each["status"] for each in await stage.shown()] == ["READY"]
