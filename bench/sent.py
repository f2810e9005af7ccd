"""SQL statements of each screen, as PostgreSQL itself writes them down."""

import asyncio
import re
from collections.abc import Sequence
from contextlib import ExitStack
from statistics import mode
from typing import Any

from api.embedded.scratch import scratch_directory
from bench import questions
from bench.database import connected
from bench.loads.asking import Askers
from bench.progress import Say
from bench.questions import Question
from bench.readers import asked, product
from bench.rows import Row, at_most, exactly
from bench.screens import screens
from bench.server import OURS
from bench.year import Year, year
from domain.identity.scopes import Role
from schema.shared.ids import global_id

MOST = 4
TIMES = 9  # each is asked; the count that comes most often is shown
WARM_UP_TIMES = 20
WATCHED = "watched"  # a role whose statements are written down
STATEMENT = re.compile(r"LOG:  (?:statement|execute [^:]+): (.*)")
OF_THE_POOL = "SELECT pg_advisory_unlock_all()"  # what asyncpg says when a connection goes back
ROLE = f"""
DO $$ BEGIN
    CREATE ROLE {WATCHED} SUPERUSER LOGIN;
EXCEPTION WHEN duplicate_object THEN NULL;
END $$
"""
# The ends of each scale: how many variants with stock a product has, how many lines an order.
FEWEST_VARIANTS = """
SELECT p.slug AS key, count(*) AS rows FROM product p JOIN product_variant v ON v.product_id = p.id
WHERE EXISTS (SELECT FROM inventory_level l WHERE l.variant_id = v.id)
GROUP BY p.id ORDER BY count(*), p.id LIMIT 1
"""
MOST_VARIANTS = FEWEST_VARIANTS.replace("count(*), p.id", "count(*) DESC, p.id")
FEWEST_LINES = """
SELECT l.order_id AS key, count(*) AS rows FROM order_line l GROUP BY l.order_id
ORDER BY count(*), l.order_id LIMIT 1
"""
MOST_LINES = FEWEST_LINES.replace("count(*), l.order_id", "count(*) DESC, l.order_id")
HOW = (
    "as PostgreSQL's log has them (log_statement = all for the product's role), transaction control"
    f" included, the most frequent count of {TIMES} requests; what asyncpg's pool says to a"
    " connection that comes back ({resets} a request) is not counted"
)


def measure(say: Say) -> list[Row]:
    """Each screen with few rows and with many."""
    with year(say) as found, scratch_directory(OURS) as directory, ExitStack() as stack:
        asyncio.run(
            found.execute("postgres", ROLE, f"ALTER ROLE {WATCHED} SET log_statement = 'all'")
        )
        say("the product, its statements written down")
        api = stack.enter_context(product(found, directory, user=WATCHED))
        asyncio.run(screens(found, api))
        rows: list[Row] = []
        for question, sizes in asyncio.run(_scales(found)):
            say(question.name)
            counted = []
            for variables in question.times:
                one = Question(question.name, question.document, question.role, (variables,))
                counted.append(_count(found, asked(question.name, api, one).askers))
            rows += _rows(question.name, sizes, counted)
        return rows


async def _scales(found: Year) -> Sequence[tuple[Question, str]]:
    """Questions whose times go from few rows to many."""
    async with connected(found.credentials()) as connection:

        async def at(query: str) -> tuple[Any, int]:
            row = await connection.fetchrow(query)
            return row["key"], row["rows"]

        slug, variants = await at(FEWEST_VARIANTS)
        other_slug, more_variants = await at(MOST_VARIANTS)
        order, lines = await at(FEWEST_LINES)
        other_order, more_lines = await at(MOST_LINES)
    page = ({"first": 2}, {"first": 20}, {"first": 100})
    fewer = ({"first": 2}, {"first": 20}, {"first": 40})  # an operation may cost 1,000
    return [
        (Question("Q1", questions.PAGES, None, page), "2, 20 and 100 products"),
        (
            Question("Q2", questions.PRODUCT, Role.ADMIN, ({"slug": slug}, {"slug": other_slug})),
            f"{variants} and {more_variants} variants",
        ),
        (
            Question(
                "Q3",
                questions.ORDER,
                Role.ADMIN,
                tuple({"id": global_id("Order", key)} for key in (order, other_order)),
            ),
            f"{lines} and {more_lines} lines",
        ),
        (Question("Q4", questions.ORDERS, Role.ADMIN, fewer), "2, 20 and 40 orders"),
    ]


def _count(found: Year, askers: Askers) -> tuple[int, int]:
    """The statements of one request, and what the pool says beside them."""
    askers.ask(times=WARM_UP_TIMES)
    counts = []
    for _ in range(TIMES):
        before = found.log.stat().st_size
        askers.ask(times=1)
        with found.log.open("rb") as log:
            log.seek(before)
            statements = STATEMENT.findall(log.read().decode(errors="replace"))
        resets = sum(each.startswith(OF_THE_POOL) for each in statements)
        counts.append((len(statements) - resets, resets))
    return mode(counts)


def _rows(name: str, sizes: str, counted: list[tuple[int, int]]) -> list[Row]:
    statements = [each for each, _ in counted]
    how = f"{sizes}: {', '.join(map(str, statements))}; " + HOW.format(resets=counted[-1][1])
    spread = max(statements) - min(statements)
    return [
        at_most(f"SQL statements of {name}", max(statements), MOST, "statements", how),
        exactly(f"SQL statements of {name}, more for more rows", spread, 0, "statements", how),
    ]
