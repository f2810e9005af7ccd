"""Verifying: everything sealed is read and hashed again, and the first thing that differs named."""

from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tortoise.transactions import in_transaction

from domain.audit import rows
from domain.audit.chain import (
    GENESIS,
    LEAF,
    Seal,
    SealKey,
    block_of,
    hash_of,
    hashes_of,
    leaves_of,
)
from domain.shared import sql

PAGE = 50  # seals read at once
MISSING = bytes(LEAF)
BELOW = """
SELECT (SELECT count(*) FROM audit_entry WHERE number < 1)
    + (SELECT count(*) FROM event WHERE seq < 1 AND NOT historic)
    + (SELECT count(*) FROM event WHERE seq < 1 AND historic)
"""
BEYOND = """
SELECT (SELECT last_seq FROM relay_state) AS numbered,
    (SELECT coalesce(max(number), 0) FROM audit_entry) AS entries,
    (SELECT count(*) FROM audit_entry WHERE number IS NULL) AS waiting
"""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it was sealed: where, and what is the matter."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


@dataclass(slots=True)
class Verdict:
    """What was looked at. With a `finding` the trail was tampered with, or a key is not known."""

    seals: int = 0
    facts: int = 0
    entries: int = 0
    head: Seal | None = None
    finding: Finding | None = None
    waiting: int = 0  # facts and entries that are not sealed yet


@dataclass(frozen=True, slots=True)
class Expected:
    """A seal that was noted elsewhere: its number, and its hash in hexadecimal digits."""

    number: int
    hash: str


Progress = Callable[[Verdict], None]


@dataclass(slots=True)
class _Walk:
    keys: Mapping[str, SealKey]
    before: Seal | None
    expected: Expected | None
    verdict: Verdict = field(default_factory=Verdict)


async def verify(
    keys: Sequence[SealKey],
    *,
    start: int = 1,
    expected: Expected | None = None,
    progress: Progress = lambda _: None,
) -> Verdict:
    """Read everything sealed from seal `start` on, until something differs or all is well.

    `keys` are the key of today and former ones. `expected` must be among the seals: so one notices
    that the end of the chain was cut off. Only a block of rows is in memory at a time.
    """
    before = await rows.seals(start - 1, 1) if start > 1 else []
    walk = _Walk({key.id: key for key in keys}, before[0] if before else None, expected)
    verdict = walk.verdict
    if start > 1 and (walk.before is None or walk.before.number != start - 1):
        verdict.finding = Finding(f"seal {start - 1}", "there is no such seal")
        return verdict
    if expected is not None and expected.number < start:
        raise ValueError("what was noted lies before the seal to begin with")
    async for seal in _seals(start):
        verdict.finding = _fault_of_seal(walk, seal) or await _fault_of_rows(verdict, seal)
        if verdict.finding is not None:
            return verdict
        walk.before = verdict.head = seal
        verdict.seals += 1
        progress(verdict)
    verdict.finding = await _fault_beyond(walk)
    return verdict


async def _seals(start: int) -> AsyncIterator[Seal]:
    while page := await rows.seals(start, PAGE):
        for seal in page:
            yield seal
        start = page[-1].number + 1


def _fault_of_seal(walk: _Walk, seal: Seal) -> Finding | None:
    """What is wrong with a seal itself, or with its place in the chain."""
    before, where = walk.before, f"seal {seal.number}"
    follows = before.number + 1 if before is not None else 1
    if seal.number != follows:
        return Finding(f"seal {follows}", "was removed")
    if seal.hash != seal.digest():
        return Finding(where, "was changed")
    key = walk.keys.get(seal.key_id)
    if key is None:
        return Finding(where, f"was signed with a key that is not known here ({seal.key_id})")
    if seal.signature != key.sign(seal.hash):
        return Finding(where, "was forged: its signature is not ours")
    if seal.previous != (before.hash if before is not None else GENESIS):
        return Finding(where, "does not follow the seal before it")
    if not _continues(before, seal):
        return Finding(where, "does not begin where the seal before it ended")
    noted = walk.expected
    if noted is not None and noted.number == seal.number and noted.hash != seal.hash.hex():
        return Finding(where, "is not the one that was noted elsewhere")
    return None


def _continues(before: Seal | None, seal: Seal) -> bool:
    if before is None:
        return seal.first_seq == 1 and seal.first_entry == 1
    follows = before.last_seq + 1, before.last_entry + 1
    return (seal.first_seq, seal.first_entry) == follows


async def _fault_of_rows(verdict: Verdict, seal: Seal) -> Finding | None:
    """What is wrong with the rows that a seal is over."""
    async with in_transaction():
        await sql.execute(rows.BY_INDEX)
        facts = await rows.facts(seal.first_seq, seal.last_seq)
        entries = await rows.entries(seal.first_entry, seal.last_entry)
    found = _differing(
        "fact", facts, seal.leaves_of_facts, seal.facts, seal.first_seq, seal.last_seq
    ) or _differing(
        "entry",
        entries,
        seal.leaves_of_entries,
        seal.entries,
        seal.first_entry,
        seal.last_entry,
    )
    verdict.facts += len(facts)
    verdict.entries += len(entries)
    return found


def _differing(
    kind: str, found: Sequence[Any], leaves: Sequence[bytes], block: bytes, first: int, last: int
) -> Finding | None:
    """The first row that is not as it was sealed."""
    hashes = hashes_of(found, first, last)
    if block_of(hashes) == block:
        if MISSING in leaves:
            return Finding(f"{kind} {first + leaves.index(MISSING)}", "vanished before its seal")
        return None
    of_number = defaultdict(list)
    for row in found:
        of_number[row[0]].append(leaves_of([hash_of(row)]))
    sealed_as = {leaf: first + place for place, leaf in enumerate(leaves)}
    for number, leaf in enumerate(leaves, first):
        there = of_number[number]
        if there == [leaf]:
            continue
        return Finding(f"{kind} {number}", _what_happened(leaf, there, sealed_as, of_number))
    return Finding(f"{kind} {first}", "or one of those sealed with it was changed")


def _what_happened(
    leaf: bytes,
    there: Sequence[bytes],
    sealed_as: Mapping[bytes, int],
    of_number: Mapping[int, Sequence[bytes]],
) -> str:
    if len(there) > 1:
        return f"was inserted: {len(there)} bear this number, and one was sealed"
    moved = next((number for number, all_ in of_number.items() if leaf in all_), None)
    if not there:
        return "was removed" if moved is None else f"was moved: it stands as {moved} now"
    stood = sealed_as.get(there[0])
    if stood is not None:
        return f"was moved: what stands here stood as {stood}"
    return "was changed"


async def _fault_beyond(walk: _Walk) -> Finding | None:
    """What is wrong behind the last seal, or below the first number."""
    head, verdict, noted = walk.before, walk.verdict, walk.expected
    if noted is not None and (head is None or head.number < noted.number):
        return Finding(f"seal {noted.number}", "was removed: it was noted elsewhere")
    beyond = (await sql.rows(BEYOND))[0]
    last_seq, last_entry = (head.last_seq, head.last_entry) if head is not None else (0, 0)
    newest = await rows.head()
    if newest is not None and head is not None and newest.number == head.number:
        if beyond["entries"] > last_entry:
            return Finding(f"seal {head.number + 1}", "was removed: entries bear its numbers")
        if beyond["numbered"] < last_seq:
            return Finding(f"fact {beyond['numbered'] + 1}", "was removed from the relay's count")
    if newest is None and beyond["entries"]:
        return Finding("seal 1", "was removed: entries bear its numbers")
    if await sql.value(BELOW):
        return Finding("fact or entry below 1", "was inserted")
    verdict.waiting = max(0, beyond["numbered"] - last_seq) + beyond["waiting"]
    return None
