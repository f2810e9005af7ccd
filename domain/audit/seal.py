"""Sealing: what was numbered since the last seal becomes the next link of the chain.

Facts have their numbers from the relay; entries get theirs here. Both are given under a lock, to
what is committed, so nothing that commits late slips behind a seal. A process that dies in the
middle leaves nothing behind.
"""

import logging
from dataclasses import replace
from datetime import datetime
from typing import Any

from tortoise.transactions import in_transaction

from domain.audit import rows
from domain.audit.chain import (
    ABSENT,
    GENESIS,
    Seal,
    SealKey,
    block_of,
    hashes_of,
    leaves_of,
)
from domain.shared import sql

BLOCK = 1_000  # facts, and as many entries, of one seal
LOCK = 0x7365_616C  # an advisory lock: one sealer at a time
IS_THERE_MORE = """
SELECT last_seq IS DISTINCT FROM
    coalesce((SELECT last_seq FROM audit_seal ORDER BY number DESC LIMIT 1), 0)
    OR EXISTS (SELECT FROM audit_entry WHERE number IS NULL)
FROM relay_state
"""
# `place` is how far the log went then: it says where among the facts an entry stands.
NUMBER = """
WITH waiting AS (
    SELECT id, $1::bigint + row_number() OVER (ORDER BY id) AS number
    FROM (SELECT id FROM audit_entry WHERE number IS NULL ORDER BY id LIMIT $2) unnumbered
), numbered AS (
    UPDATE audit_entry SET number = waiting.number, place = $3 FROM waiting
    WHERE audit_entry.id = waiting.id RETURNING 1
)
SELECT count(*) FROM numbered
"""
KEEP = f"""
INSERT INTO audit_seal ({rows.COLUMNS})
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
"""

logger = logging.getLogger(__name__)


class ChainBroken(Exception):
    """Seals or numbers were taken away. Nothing is put in their place: `audit verify` says more."""


class Sealer:
    """Seals for one process. Several at once take turns; it remembers the last seal that it saw,
    so that one that vanishes while it runs is noticed.
    """

    def __init__(self, key: SealKey, *, block: int = BLOCK) -> None:
        self._key = key
        self._block = block
        self._seen: Seal | None = None

    async def seal(self, now: datetime) -> int:
        """Seal all that waits, block by block; the number of seals made.

        Raises:
            ChainBroken: seals are missing.
        """
        made = 0
        while await sql.value(IS_THERE_MORE) and await self.seal_block(now):
            made += 1
        return made

    async def seal_block(self, now: datetime) -> Seal | None:
        """Seal what comes next, at most a block; None if another seals, or nothing waits.

        Raises:
            ChainBroken: seals are missing.
        """
        async with in_transaction():
            if not await sql.value("SELECT pg_try_advisory_xact_lock($1)", LOCK):
                return None
            await sql.execute(rows.BY_INDEX)
            last = await self._last()
            seal = await self._next(last, now)
            if seal is not None:
                await sql.execute(KEEP, *(getattr(seal, name) for name in _NAMES))
        self._seen = seal or self._seen
        return seal

    async def _last(self) -> Seal | None:
        """The newest seal, if none is missing."""
        last, seen = await rows.head(), self._seen
        if seen is not None:
            then = await rows.seals(seen.number, 1)
            if not then or then[0].hash != seen.hash:
                raise ChainBroken(f"seal {seen.number} is not what it was")
        numbered = await sql.value("SELECT coalesce(max(number), 0) FROM audit_entry")
        if numbered > (last.last_entry if last else 0):
            raise ChainBroken(f"entry {numbered} was sealed, and its seal is gone")
        return last

    async def _next(self, last: Seal | None, now: datetime) -> Seal | None:
        log = (await sql.rows("SELECT epoch, last_seq FROM relay_state"))[0]
        first_seq = last.last_seq + 1 if last is not None else 1
        if log["last_seq"] < first_seq - 1:
            raise ChainBroken(f"fact {first_seq - 1} was sealed, and the log ends before it")
        last_seq = min(log["last_seq"], first_seq + self._block - 1)
        before = last.last_entry if last is not None else 0
        entries: int = await sql.value(NUMBER, before, self._block, log["last_seq"])
        if last_seq < first_seq and not entries:
            return None
        last_entry = before + entries
        facts = hashes_of(await rows.facts(first_seq, last_seq), first_seq, last_seq)
        others = hashes_of(await rows.entries(before + 1, last_entry), before + 1, last_entry)
        if ABSENT in facts:
            logger.error("Fact %s vanished before it was sealed", first_seq + facts.index(ABSENT))
        seal = Seal(
            number=last.number + 1 if last is not None else 1,
            epoch=log["epoch"],
            first_seq=first_seq,
            last_seq=last_seq,
            first_entry=before + 1,
            last_entry=last_entry,
            leaves=leaves_of([*facts, *others]),
            facts=block_of(facts),
            entries=block_of(others),
            previous=last.hash if last is not None else GENESIS,
            sealed_at=now,
        )
        digest = seal.digest()
        return replace(seal, hash=digest, key_id=self._key.id, signature=self._key.sign(digest))


_NAMES: Any = [name.strip() for name in rows.COLUMNS.split(",")]
