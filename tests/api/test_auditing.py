"""The notebook: what must be known is written before the answer, all else a moment later."""

import asyncio
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest

from api.auditing import NEW_AGAIN, NOTES_MAX, Notebook, Unwritten
from domain.audit.entries import AuditKind, Entry, Subject, write
from domain.shared import sql
from domain.shared.ids import new_id
from tests.domain.audit.world import NOON, an_entry


class Paper:
    """The database, which may be away; and how often it was written to."""

    def __init__(self) -> None:
        self.is_away = False
        self.pages: list[int] = []
        self.begun = asyncio.Event()
        self.hold = asyncio.Event()
        self.hold.set()

    async def write(self, entries: Iterable[Entry]) -> None:
        self.begun.set()
        await self.hold.wait()
        if self.is_away:
            raise OSError("no database")
        page = list(entries)
        self.pages.append(len(page))
        await write(page)


async def count() -> int:
    found: int = await sql.value("SELECT count(*) FROM audit_entry")
    return found


async def test_who_waits_has_it_written(database: dict[str, Any]) -> None:
    book = Notebook()
    await book.start()

    await book.keep(an_entry())

    assert await count() == 1
    await book.stop()


async def test_many_who_wait_while_a_page_is_written_share_the_next(
    database: dict[str, Any],
) -> None:
    paper = Paper()
    book = Notebook(paper.write)
    await book.start()
    paper.hold.clear()
    first = asyncio.create_task(book.keep(an_entry()))
    await paper.begun.wait()
    others = [asyncio.create_task(book.keep(an_entry())) for _ in range(40)]
    await asyncio.sleep(0)
    paper.hold.set()
    await asyncio.gather(first, *others)

    assert sum(paper.pages) == 41
    assert len(paper.pages) <= 3
    await book.stop()


async def test_an_orderly_stop_loses_nothing(database: dict[str, Any]) -> None:
    book = Notebook()
    await book.start()
    for _ in range(1_200):
        book.note(an_entry(kind=AuditKind.ACTED))
    for _ in range(5):
        book.note(an_entry(kind=AuditKind.REFUSED, actor="anonymous"))

    await book.stop()

    assert await count() == 1_202
    assert await sql.value("SELECT sum(count) FROM audit_entry") == 1_205


async def test_who_waits_is_told_that_the_database_is_away(database: dict[str, Any]) -> None:
    paper = Paper()
    book = Notebook(paper.write)
    await book.start()
    paper.is_away = True

    with pytest.raises(Unwritten):
        await book.keep(an_entry())

    paper.is_away = False
    await book.keep(an_entry())
    await book.stop()
    assert await count() == 1, "what was not done is not written down"


async def test_what_nobody_waits_for_is_written_when_the_database_is_back(
    database: dict[str, Any],
) -> None:
    paper = Paper()
    book = Notebook(paper.write)
    await book.start()
    paper.is_away = True
    book.note(an_entry(kind=AuditKind.ACTED))
    with pytest.raises(Unwritten):
        await book.keep(an_entry())

    paper.is_away = False
    await book.stop()

    assert await count() == 1


async def test_memory_is_bounded_while_it_is_away() -> None:
    book = Notebook()

    for _ in range(NOTES_MAX + 10):
        book.note(an_entry(kind=AuditKind.ACTED))

    assert len(book._notes) == NOTES_MAX


async def test_what_a_follower_is_shown_again_and_again_is_one_line(
    database: dict[str, Any],
) -> None:
    book = Notebook()
    await book.start()
    sam, cleo, wei = (str(new_id()) for _ in range(3))

    def shown(who: str, *ids: str, after: timedelta = timedelta()) -> Entry:
        subjects = tuple(Subject("customer", each, ("name",)) for each in ids)
        return an_entry(NOON + after, actor=f"staff:{who}", subjects=subjects)

    await book.keep_new(shown(sam, cleo))
    await book.keep_new(shown(sam, cleo))
    await book.keep_new(shown(sam, cleo, wei))
    await book.keep_new(shown(wei, cleo), shown(sam, cleo, after=NEW_AGAIN))
    await book.stop()

    found = await sql.rows("SELECT actor, subjects::text FROM audit_entry ORDER BY id")
    assert [row["actor"][-36:] for row in found] == [sam, sam, wei, sam]
    assert cleo not in found[1]["subjects"], "she was shown before"
