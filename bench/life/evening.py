"""In the evening it is counted: what others know is laid beside the shop's rows, and questions are
asked whose right answer is nothing.
"""

import asyncio
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from bench.database import Connection, connected
from bench.life.asking import all_orders
from bench.life.cashier import agree
from bench.life.cast import Cast
from bench.life.place import Place
from bench.life.questions import PENDING, QUESTIONS
from bench.life.questions.question import Question
from domain.finance.gateways.book import Book
from schema.shared.ids import key_of

WAIT_SECONDS = 240  # until nothing is under way any more
POLL_SECONDS = 1.0
SHOWN = 5  # rows of what is wrong
TABLES = """
CREATE TEMPORARY TABLE brought (variant_id uuid, warehouse_id uuid, units bigint);
CREATE TEMPORARY TABLE told (number text);
CREATE TEMPORARY TABLE said (name text);
CREATE TEMPORARY TABLE filed (number text, status text, total numeric, refunded numeric);
CREATE TEMPORARY TABLE gateway (
    key uuid, type text, begun uuid, amount_minor bigint, currency text, reference text,
    state text);
CREATE TEMPORARY TABLE letter (id text, times int, sent int);
"""
KINDS = "SELECT status, count(*) AS orders FROM sales_order GROUP BY 1 ORDER BY 1"


@dataclass(frozen=True)
class Answer:
    """A question, and what is wrong."""

    question: Question
    wrong: list[dict[str, Any]]

    @property
    def how(self) -> str:
        """The sentence, and the first rows that are not as it says."""
        first = "; ".join(str(row) for row in self.wrong[:SHOWN])
        return self.question.sentence + (f" Not so: {first}" if first else "")


@dataclass(frozen=True)
class Books:
    """What the gateway counted: calls, those that were lost, messages, and how often they went."""

    calls: int
    lost: int
    movements: int
    messages: int
    posted: int


async def counted(place: Place, all_: Cast) -> tuple[list[Answer], Books, dict[str, int]]:
    """Wait until nothing is under way, and ask: what is wrong, the gateway's figures, and how many
    orders there are of each status.
    """
    with closing(Book(place.book)) as book:
        await _quiet(place, book, all_)
        all_.filed = await all_orders(all_)
        async with connected(place.credentials) as rows:
            brought = {
                (key_of("ProductVariant", variant), key_of("Warehouse", warehouse)): units
                for (variant, warehouse), units in all_.brought.items()
            }
            told = [*all_.placed, *all_.made_good]
            await lay_out(rows, brought, told, book, said=all_.said, filed=all_.filed)
            answers = await answered(rows)
            kinds = {row["status"]: row["orders"] for row in await rows.fetch(KINDS)}
        letters = book.letters()
        books = Books(
            *book.calls(),
            len(book.movements()),
            sum(not id_.endswith("_again") for id_, _, _ in letters),
            sum(sent for _, _, sent in letters),
        )
        return answers, books, kinds


async def _quiet(place: Place, book: Book, all_: Cast) -> None:
    """Until all is told and settled, or for as long as that may take."""
    ends = time.monotonic() + WAIT_SECONDS
    async with connected(place.credentials) as rows:
        while time.monotonic() < ends:
            waiting = [len(await rows.fetch(question.query)) for question in PENDING]
            unsent = sum(times - sent for _, times, sent in book.letters())
            if not any(waiting) and not unsent:
                return
            await agree(all_)
            await asyncio.sleep(POLL_SECONDS)


async def answered(rows: Connection) -> list[Answer]:
    """All questions, once what others know is laid out."""
    return [
        Answer(question, [dict(row) for row in await rows.fetch(question.query)])
        for question in QUESTIONS
    ]


async def lay_out(
    rows: Connection,
    brought: Mapping[tuple[UUID, UUID], int],
    told: Sequence[str],
    book: Book,
    *,
    said: Sequence[str],
    filed: Sequence[Mapping[str, Any]],
) -> None:
    """What others know, as tables of this connection: units by variant and warehouse, numbers of
    orders, the gateway's books, what machines said, and the file of all orders.
    """
    await rows.execute(TABLES)
    now = time.time()
    moved = [
        (UUID(one.key), one.type, UUID(one.begun), one.amount, one.currency, one.reference,
         one.state_at(now))
        for one in book.movements()
    ]  # fmt: skip
    for table, records in (
        ("brought", [(*shelf, units) for shelf, units in brought.items()]),
        ("told", [(number,) for number in told]),
        ("said", [(name,) for name in said]),
        ("filed", [(row["number"], row["status"], Decimal(row["total"]), Decimal(row["refunded"]))
                   for row in filed]),
        ("gateway", moved),
        ("letter", book.letters()),
    ):  # fmt: skip
        await rows.copy_records_to_table(table, records=records)
