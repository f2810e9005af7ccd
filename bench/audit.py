"""The audit trail: what tampering it shows, how fast it is sealed, and how it is read."""

import asyncio
import statistics
import time
from datetime import UTC, datetime

from tortoise.transactions import in_transaction

from bench.client import Client
from bench.progress import Say
from bench.rows import Row, at_least, at_most, exactly
from bench.server import staff
from bench.standing import Stand, standing
from bench.tampering import Tampering, every_tampering
from domain.audit.chain import SealKey
from domain.audit.seal import Sealer
from domain.audit.verify import verify
from domain.identity.scopes import Role
from domain.identity.tokens import issue_token
from domain.shared import sql
from realtime.relay import number
from tests.domain.audit.world import Trail, a_trail, tamper
from tests.wire import SECRET

ROUNDS = 5
FACTS = 5_000  # sealed in each round
SEALED_A_SECOND_MIN = 10_000
PAGES = 40
PAGE_MS_MAX = 250
KEY = SealKey.of(SECRET)
MANY = """
INSERT INTO event (aggregate_type, aggregate_id, version, type, payload, actor, request_id,
    historic, occurred_at)
SELECT 'order', gen_random_uuid(), 1, 'orders.order_placed',
    jsonb_build_object('number', n::text, 'total_minor', n, 'currency', 'USD',
        'channel_id', gen_random_uuid(), 'customer_id', gen_random_uuid(), 'lines', n % 7),
    'staff:' || gen_random_uuid(), gen_random_uuid()::text, false, now()
FROM generate_series(1, $1::int) AS n
"""
TRAIL = """
{
  auditTrail(first: 100) {
    nodes { occurredAt kind actor { kind id } address code subjects { kind } }
  }
}
"""


class Undone(Exception):
    """So that what was tampered with is as it was."""


def measure(say: Say) -> list[Row]:
    """Tampering, then sealing, then reading."""
    return asyncio.run(_measure(say))


async def _measure(say: Say) -> list[Row]:
    async with standing(furnished=False) as stand, a_trail(stand.credentials) as trail:
        rows = await _tampered(trail, say)
        rows.append(await _sealed(trail, say))
        rows.append(await _read(stand, say))
        return [*rows, *await _by_command(stand, say)]


async def _tampered(trail: Trail, say: Say) -> list[Row]:
    trail.sealer = Sealer(KEY, block=5)
    await trail.facts(12)
    await trail.entries(12)
    await trail.seal()
    ways, missed = every_tampering(), []
    for done, (name, tampering) in enumerate(ways.items(), start=1):
        say(f"tampering {done} of {len(ways)}: {name}")
        if not await _is_found(tampering):
            missed.append(name)
    intact = (await verify([KEY])).finding
    return [
        exactly(
            "audit: tampering found",
            len(ways) - len(missed),
            len(ways),
            "ways",
            "; ".join(
                [
                    "on 12 facts and 12 entries under 3 seals: every sealed column of a fact, an"
                    " entry and a seal changed, rows and seals removed (first, middle, last),"
                    " swapped and inserted, a forged signature, an unknown key; each in a"
                    " transaction that is rolled back, with the guards switched off; found is when"
                    " verify names that very row and what was done to it (bench/tampering.py)",
                    *missed,
                ]
            ),
        ),
        exactly("audit: findings where nothing was done", int(intact is not None), 0, "findings",
                "the same trail, after all of that was rolled back"),
    ]  # fmt: skip


async def _is_found(tampering: Tampering) -> bool:
    try:
        async with in_transaction():
            await sql.execute("SET LOCAL session_replication_role = replica")
            for statement in tampering.statements:
                await sql.execute(statement)
            finding = (await verify([KEY])).finding
            raise Undone
    except Undone:
        return (
            finding is not None
            and finding.where == tampering.where
            and finding.what.startswith(tampering.what)
        )


async def _sealed(trail: Trail, say: Say) -> Row:
    sealer, rates = Sealer(KEY), []
    for round_ in range(1, ROUNDS + 1):
        say(f"sealing, round {round_} of {ROUNDS}")
        await sql.execute(MANY, FACTS)
        while (await number(trail._relay))[0]:
            pass
        began = time.perf_counter()
        await sealer.seal(datetime.now(UTC))
        rates.append(FACTS / (time.perf_counter() - began))
    return at_least(
        "audit: facts sealed a second",
        round(statistics.median(rates)),
        SEALED_A_SECOND_MIN,
        "facts/s",
        f"the median of {ROUNDS} rounds of {FACTS:,} facts as orders make them, numbered by the"
        " relay's own statement; the worker's sealer, read, hashed, signed and committed, 1,000 a"
        f" seal, PostgreSQL beside it on the same cores; {min(rates):,.0f} to {max(rates):,.0f}",
    )


async def _read(stand: Stand, say: Say) -> Row:
    say("pages of the trail")
    token = issue_token(SECRET, staff(Role.AUDITOR), datetime.now(UTC))
    milliseconds = []
    async with stand.server("server") as server, Client(server.address, token) as auditor:
        for _ in range(PAGES):
            began = time.perf_counter()
            shown = await auditor.ask(TRAIL)
            milliseconds.append((time.perf_counter() - began) * 1_000)
            assert len(shown["auditTrail"]["nodes"]) == 100
    return at_most(
        "audit: a page of the trail",
        statistics.median(milliseconds),
        PAGE_MS_MAX,
        "ms",
        f"100 lines over HTTP to an auditor, the median of {PAGES}, one after the other, of a trail"
        f" of {ROUNDS * FACTS:,} facts; that it was read is on record before it is answered;"
        f" the slowest took {max(milliseconds):.0f} ms",
    )


async def _by_command(stand: Stand, say: Say) -> list[Row]:
    say("audit verify")
    status, said = await stand.command("audit", "verify")
    await tamper("UPDATE event SET actor = 'system' WHERE seq = 4321")
    spoilt, told = await stand.command("audit", "verify")
    named = int("fact 4321: was changed" in told)
    how = f"`python -m api audit verify` over {ROUNDS * FACTS + 12:,} facts"
    return [
        exactly("audit: status of the command on the trail", status, 0, "status",
                f"{how}: {said.strip()[-200:]}"),
        exactly("audit: status after one actor was changed", spoilt, 1, "status", how),
        exactly("audit: the very fact named by the command", named, 1, "facts",
                f"{how}: {told.strip()[-200:]}"),
    ]  # fmt: skip
