"""Privacy: what of people lies in clear, in files, facts and logs, and what opening it costs."""

import asyncio
import statistics
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import psutil

from bench.client import Client
from bench.people import BUYERS, MARKS, PEOPLE, PRODUCT, Person, asker, story
from bench.progress import Say
from bench.rows import Row, at_most, exactly, more_than
from bench.server import staff
from bench.standing import Process, standing
from domain.identity.scopes import Role
from domain.shared import sql

ROUNDS, PAGES = 5, 100  # pages of each kind in a round
RATIO_MAX = 6.0
OPENED = "{ customers(first: 100) { nodes { id name email phone } } }"
CLOSED = "{ customers(first: 100) { nodes { id number version createdAt } } }"


def measure(say: Say) -> list[Row]:
    """A story of many people, a search for them, and pages of them."""
    return asyncio.run(_measure(say))


async def _measure(say: Say) -> list[Row]:
    people = [Person(10_000_001 + number) for number in range(PEOPLE)]
    async with standing() as stand:
        async with (
            stand.server("server") as server,
            stand.worker("worker") as worker,
            asker(server, staff(Role.ADMIN, "Ada")) as admin,
        ):
            say(f"{PEOPLE} customers, {BUYERS} of whom buy")
            await story(stand, server, admin, people)
            say("pages of customers")
            cost = await _cost(server, admin)
            rows = [await _in_facts(), _in_logs([server, worker])]
        await sql.execute("CHECKPOINT")
        say("the files of the database")
        return [*_in_files(stand.data_dir), *rows, *cost]


def _found(text: str | bytes) -> Counter[str]:
    """How often each mark stands in it."""
    small = (text.encode() if isinstance(text, str) else text).lower()
    return Counter({name: small.count(mark.encode()) for name, mark in MARKS.items()})


def _in_files(directory: Path) -> list[Row]:
    found, product, size, files = Counter[str](), 0, 0, 0
    for path in directory.rglob("*"):
        if path.is_file():
            text = path.read_bytes()
            found += _found(text)
            product += text.lower().count(PRODUCT.lower().encode())
            size, files = size + len(text), files + 1
    how = (
        f"{PEOPLE} customers made over HTTP, {BUYERS} with an address, an order, a payment, a"
        f" ticket and an export; after CHECKPOINT {files:,} files of the data directory"
        f" ({size >> 20} MiB: tables, indexes, write-ahead log, the server's log) are searched for"
        " what all their first and last names, e-mail addresses, phones, streets and cities have"
        f" in them; {dict(found)}"
    )
    return [
        exactly("privacy: personal values in the files", found.total(), 0, "occurrences", how),
        more_than("privacy: a product's name in the files", product, 0, "occurrences",
                  "the same search for what is not sealed: it shows that it can find"),
    ]  # fmt: skip


async def _in_facts() -> Row:
    facts = await sql.rows("SELECT e::text AS fact FROM event AS e")
    entries = await sql.rows("SELECT e::text AS fact FROM audit_entry AS e")
    found = _found("\n".join(row["fact"] for row in (*facts, *entries)))
    return exactly(
        "privacy: personal values in facts and the trail",
        found.total(),
        0,
        "occurrences",
        f"in {len(facts):,} facts and {len(entries):,} entries of that story; {dict(found)}",
    )


def _in_logs(processes: Sequence[Process]) -> Row:
    said = "".join(each.said for each in processes)
    found = _found(said)
    return exactly(
        "privacy: personal values in logs",
        found.total(),
        0,
        "occurrences",
        f"in {len(said.splitlines())} lines of the server and the worker; among what was asked are"
        " searches by e-mail, an address that is taken, a wrong password, a document that is none;"
        f" {dict(found)}",
    )


async def _cost(server: Process, admin: Client) -> list[Row]:
    process, ratios, seconds = psutil.Process(server.popen.pid), [], []
    names: set[str | None] = set()

    async def cpu_of(query: str) -> float:
        before = process.cpu_times()
        for _ in range(PAGES):
            shown = await admin.ask(query)
        assert len(shown["customers"]["nodes"]) == PEOPLE
        names.update(node.get("name") for node in shown["customers"]["nodes"])
        after = process.cpu_times()
        return (after.user - before.user) + (after.system - before.system)

    for query in (OPENED, CLOSED):
        await cpu_of(query)
    for _ in range(ROUNDS):
        opened, closed = await cpu_of(OPENED), await cpu_of(CLOSED)
        ratios.append(opened / closed)
        seconds.append(opened / PAGES * 1_000)
    return [
        at_most(
            "privacy: CPU of a page that is opened, against one that is not",
            statistics.median(ratios),
            RATIO_MAX,
            "times",
            f"CPU of the server's process for {OPENED} by an administrator, each value unsealed and"
            f" each page noted in the audit trail before it is answered, against {CLOSED}; the"
            f" median of {ROUNDS} rounds in turns, {PAGES} pages of each in a round; the bound is"
            " there so that opening stays of the order of answering at all: 300 values and an"
            f" INSERT of 100 names; {statistics.median(seconds):.1f} ms of CPU a page;"
            f" {min(ratios):.1f} to {max(ratios):.1f}",
        ),
        exactly("privacy: people whom an administrator reads", len(names - {None}), PEOPLE,
                "people", "on the opened page: what is not found in the files is there"),
    ]  # fmt: skip
