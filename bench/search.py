"""Every figure of searching: `python -m bench.search`, a part with `--only found,quick`.

A shop with eight weeks of the real catalog and the Chinese one, imported into a PostgreSQL of its
own (SEARCH_DATA names a directory to keep it in; a repeated import adds nothing).
"""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import fmean, median
from typing import Any, Final
from urllib.parse import quote
from uuid import UUID

import asyncpg
import httpx

from api.embedded.postgres import start_postgres
from api.embedded.scratch import scratch_directory
from api.migrations import migrate
from api.settings import DATABASE, PROJECT
from bench import contestants
from bench.labelled import GOODS, HELD_OUT, ILIKE, WIDENED, Labelled, Score, labelled, score
from bench.processes import environment
from bench.production import Api, serving
from bench.progress import Say
from bench.readers import PLAIN
from bench.report import Parts, report
from bench.rows import Row, at_least, at_most, more_than
from bench.server import OURS, SECRET
from domain.catalog.vocabulary import COUNT
from domain.processes.refresh_listing import REFRESH, SOLD_WITHIN
from schema.shared.ids import key_of

WEEKS = 8
UNSEEN = "written before any answer to them was seen, and not widened: bench/labels/held_out.tsv"
ROUNDS = 5
PAGES = 40  # walked through the whole catalog, of a hundred each
HEADERS = {"content-type": "application/json"}
FOUND = """query($input: ProductSearchInput!) { search(input: $input) {
    match products(first: 10) { nodes { id } } } }"""
PAGE = """query($input: ProductSearchInput!) { search(input: $input) {
    products(first: 20) { nodes { id name } } } }"""
WALK = """query($input: ProductSearchInput!, $after: String) { search(input: $input) {
    products(first: 100, after: $after) {
        nodes { id } pageInfo { endCursor hasNextPage } } } }"""
COUNTS = """query($input: ProductSearchInput!) { search(input: $input) {
    facets { categories { count } brands { count } tags { count } prices { count }
             availability { isAvailable count } } } }"""


@dataclass(frozen=True, slots=True)
class Stall:
    """The shop that is searched: where it answers, its database, and the labelled queries."""

    api: Api
    dsn: str
    directory: Path
    queries: Sequence[Labelled]
    held_out: Sequence[Labelled]
    products: int

    @property
    def size(self) -> str:
        """What is searched, in words."""
        return f"{self.products:,} products, {len(self.queries)} queries; {WIDENED}"


@contextmanager
def stall(say: Say) -> Iterator[Stall]:
    """The shop, for as long as the block runs."""
    with ExitStack() as stack:
        scratch = stack.enter_context(scratch_directory(OURS))
        kept = os.environ.get("SEARCH_DATA")
        postgres = start_postgres(Path(kept) if kept else scratch / "data")
        stack.callback(postgres.stop)
        postgres.create_database(DATABASE)
        host = quote(str(postgres.socket_dir), safe="")
        dsn = f"postgres://postgres@/{DATABASE}?host={host}&port={postgres.port}"
        env = environment(
            DATABASE_URL=f"postgres://postgres@:{postgres.port}/{DATABASE}?host={host}",
            DATA_DIR=str(scratch / "data"),
            TRADEGRAPH_SECRET=SECRET,
            PORT="0",
            CATALOG_CACHE_SECONDS="0",
        )
        asyncio.run(migrate(postgres.credentials(DATABASE)))
        for source in (["chinese"], ["completejourney", "--weeks", str(WEEKS)]):
            say(f"importing {source[0]}")
            command = [sys.executable, "-m", "api", "import", *source]
            subprocess.run(command, cwd=PROJECT, env=env, check=True, capture_output=True)
        goods = asyncio.run(_prepare(dsn))
        api = stack.enter_context(serving(scratch / "api.log", env, None))
        yield Stall(api, dsn, scratch, labelled(goods), labelled(goods, HELD_OUT), len(goods))


async def _prepare(dsn: str) -> list[Any]:
    """What the worker's timers do, done once; and the goods that labels are about."""
    connection = await asyncpg.connect(dsn)
    try:
        newest = await connection.fetchval("SELECT max(placed_at) FROM sales_order")
        await connection.execute(REFRESH, newest - SOLD_WITHIN, newest)
        await connection.execute(COUNT)
        await connection.execute("ANALYZE")
        return list(await connection.fetch(GOODS))
    finally:
        await connection.close()


def found(say: Say) -> list[Row]:
    """How well the first ten answer, against a plain ILIKE."""
    with stall(say) as shop:
        return _found(shop, say)


def _found(shop: Stall, say: Say) -> list[Row]:
    say("asking the product")
    asked = [*shop.queries, *shop.held_out]
    ours = {each: score(each, _ask(shop, each.query)) for each in asked}
    say("asking ILIKE")
    plain = asyncio.run(_by_ilike(shop))
    rows = [_sound(shop)]
    for name, some in _groups(shop.queries):
        mine, theirs = [ours[each] for each in some], [plain[each] for each in some]
        rows += _compared(name, mine, theirs, f"{len(some)} of {shop.size}")
    mine, theirs = [ours[each] for each in shop.held_out], [plain[each] for each in shop.held_out]
    return [*rows, *_compared("held out", mine, theirs, f"{len(mine)} queries; {UNSEEN}")]


def _groups(queries: Sequence[Labelled]) -> Iterator[tuple[str, list[Labelled]]]:
    yield "all queries", list(queries)
    yield "English", [each for each in queries if each.language == "en" and each.kind != "typo"]
    yield "Chinese", [each for each in queries if each.language == "zh"]
    yield "with a slip", [each for each in queries if each.kind == "typo"]


def _sound(shop: Stall) -> Row:
    figure = "queries labelled that something in the catalog answers"
    return at_least(figure, len(shop.queries), 100, "queries", shop.size)


def _compared(name: str, ours: list[Score], plain: list[Score], how: str) -> list[Row]:
    def mean(scores: list[Score], of: Callable[[Score], float]) -> float:
        return round(fmean(of(each) for each in scores), 3)

    rows = []
    for figure, of in (
        ("precision@10, of the products shown", lambda each: each.precision),
        ("precision@10, of as many as could be right", lambda each: each.share),
    ):
        theirs = mean(plain, of)
        said = f"ILIKE: {theirs}; {how}"
        rows.append(more_than(f"{figure}, {name}", mean(ours, of), theirs, "share", said))
    empty, theirs = (mean(scores, lambda each: each.is_empty) for scores in (ours, plain))
    said = f"ILIKE: {theirs}; {how}"
    return [*rows, at_most(f"zero-result rate, {name}", empty, theirs, "share", said)]


def _ask(shop: Stall, query: str) -> list[UUID]:
    answer = _answer(shop, FOUND, {"input": {"query": query}})
    return [key_of("Product", node["id"]) for node in answer["search"]["products"]["nodes"]]


def _answer(shop: Stall, document: str, variables: dict[str, object]) -> Any:
    body = {"query": document, "variables": variables}
    answer = httpx.post(shop.api.graphql, json=body, timeout=60).json()
    if "errors" in answer:
        raise RuntimeError(answer["errors"])
    return answer["data"]


async def _by_ilike(shop: Stall) -> dict[Labelled, Score]:
    connection = await asyncpg.connect(shop.dsn)
    try:
        return {
            each: score(
                each, [row["id"] for row in await connection.fetch(ILIKE, f"%{each.query}%")]
            )
            for each in [*shop.queries, *shop.held_out]
        }
    finally:
        await connection.close()


def quick(say: Say) -> list[Row]:
    """How long an answer takes over HTTP, one after the other, in turns with hand-written SQL."""
    with stall(say) as shop:
        return _quick(shop, say)


def _quick(shop: Stall, say: Say) -> list[Row]:
    with ExitStack() as stack:
        command = ["uvicorn", "bench.baselines.search_sql:app", *PLAIN]
        log = shop.directory / "search_sql.log"
        sql = stack.enter_context(contestants.serving(command, log, DATABASE_URL=shop.dsn))
        client = stack.enter_context(httpx.Client(timeout=60, headers=HEADERS))
        texts = [each.query for each in shop.queries if each.kind in {"word", "words"}]
        ask = partial(_timed_search, client, shop)
        plain = partial(_timed_sql, client, sql)
        ours, theirs = [], []
        for number in range(ROUNDS + 1):
            say(f"round {number}")
            mine, other = [ask(text) for text in texts], [plain(text) for text in texts]
            if number:  # the first warms up
                ours += mine
                theirs += other
        how = (
            f"each of {len(texts)} queries {ROUNDS} times, one after the other, pages of 20;"
            f" hand-written SQL with json_agg under Starlette: {median(theirs):.2f} ms;"
            f" ours also looks up synonyms, words and boosts, and notes the text; {shop.size}"
        )
        ratio = median(ours) / median(theirs)
        return [
            at_most("a search over HTTP, median", median(ours), 50, "ms", how),
            at_most("the same against hand-written SQL", ratio, 10, "x", how),
            *_walked(client, shop, say),
        ]


def _timed_search(client: httpx.Client, shop: Stall, text: str) -> float:
    variables: dict[str, object] = {"input": {"query": text}}
    return _timed(client, shop, PAGE, variables)[0]


def _timed_sql(client: httpx.Client, sql: Api, text: str) -> float:
    start = time.perf_counter()
    client.get(f"{sql.address}/search", params={"query": text}).raise_for_status()
    return (time.perf_counter() - start) * 1_000


def _timed(
    client: httpx.Client, shop: Stall, document: str, variables: dict[str, object]
) -> tuple[float, Any]:
    start = time.perf_counter()
    answer = client.post(shop.api.graphql, json={"query": document, "variables": variables}).json()
    if "errors" in answer:
        raise RuntimeError(answer["errors"])
    return (time.perf_counter() - start) * 1_000, answer["data"]["search"]


def _walked(client: httpx.Client, shop: Stall, say: Say) -> list[Row]:
    """Through the whole catalog: the last pages cost what the first do."""
    rows = []
    for sort, text in (("SALES", ""), ("NEWEST", ""), ("RELEVANCE", "brand")):
        say(f"walking by {sort.lower()}")
        times: list[float] = []
        seen: set[str] = set()
        shown, after = 0, None
        while True:
            asked = {"query": text, "sort": sort}
            variables: dict[str, object] = {"input": asked, "after": after}
            spent, answer = _timed(client, shop, WALK, variables)
            times.append(spent)
            page = answer["products"]
            shown += len(page["nodes"])
            seen |= {node["id"] for node in page["nodes"]}
            if not page["pageInfo"]["hasNextPage"]:
                break
            after = page["pageInfo"]["endCursor"]
        first, last = median(times[1 : 1 + PAGES]), median(times[-PAGES - 1 : -1])
        how = (
            f"{len(times)} pages of 100, {shown:,} products, {shown - len(seen)} twice; the first"
            f" {PAGES} take {first:.1f} ms each, the last {PAGES} {last:.1f} ms"
        )
        rows.append(at_most(f"the last pages by {sort}, of the first", last / first, 2, "x", how))
    counting = median(
        _timed(client, shop, COUNTS, {"input": {"query": text, "currency": "USD"}})[0]
        for text in ("milk", "pizza", "shampoo", "cheese", "wine")
    )
    rows.append(
        at_most("all facets of a search, median", counting, 500, "ms", "of five usual words")
    )
    return rows


def measure(say: Say) -> list[Row]:
    """Both, in one shop: an import takes longer than either."""
    with stall(say) as shop:
        return [*_found(shop, say), *_quick(shop, say)]


PARTS: Final[Parts] = {"found": found, "quick": quick}

if __name__ == "__main__":
    sys.exit(report("search", "Searching", PARTS))
