"""Bad input: each kind is refused by the type it deserves, and leaves no trace."""

import asyncio
from collections import defaultdict

from bench.answers import Refused
from bench.bad_cases import Case, Scene
from bench.database import looking, next_transaction, rows_of_all_tables, rows_written_since
from bench.progress import Say
from bench.rows import Row, exactly
from bench.server import Server, serving
from bench.shop import Shop

TRAIL = "audit_entry"
HOW = "mutations over HTTP; counted where type, code and field of the refusal are as expected"


def measure(say: Say) -> list[Row]:
    """All cases, one after the other, on one shop."""
    with serving() as server:
        say("mutations that must be refused")
        return asyncio.run(_measure(server))


async def _measure(server: Server) -> list[Row]:
    right: dict[str, list[bool]] = defaultdict(list)
    surprises: dict[str, list[str]] = defaultdict(list)
    async with Shop(server) as shop, looking(server.credentials) as database:
        cases = (await Scene.of(shop)).cases()
        before, since = await rows_of_all_tables(database), await next_transaction(database)
        for case in cases:
            answer = await _answer(case)
            right[case.kind].append(answer == case.refusal)
            if answer != case.refusal:
                surprises[case.kind].append(f"{case}: {answer} instead of {case.refusal}")
        written = await rows_written_since(database, since)
        after = await rows_of_all_tables(database)
    written.pop(TRAIL, None)
    gone = {name for name, count in before.items() if after[name] != count and name != TRAIL}
    rows = sum(written.values()) + len(gone)
    return [
        *(
            exactly(
                f"bad input: {kind}",
                sum(verdicts),
                len(verdicts),
                "refusals",
                "; ".join([HOW, *surprises[kind]]),
            )
            for kind, verdicts in right.items()
        ),
        exactly(
            "bad input: rows written",
            rows,
            0,
            "rows",
            f"in all tables but the audit trail, which is told who tried, by {len(cases)} cases:"
            " new or changed rows by their transaction's number, and tables whose count changed"
            f" {[*written, *gone] or ''}".rstrip(),
        ),
    ]


async def _answer(case: Case) -> str:
    """The refusal in words: its type, its code, and the field to blame if there is one."""
    try:
        payload = await case.who.try_(case.mutation, case.input, "__typename")
    except Refused as refused:
        return f"top-level {refused.codes[0]}"
    if not payload["userErrors"]:
        return "done"
    [error] = payload["userErrors"]
    field = ".".join(error["field"] or [])
    return f"{error['__typename']} {error['code']} {field}".rstrip()
