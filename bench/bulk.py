"""A hundred thousand rows of goods, one in a hundred faulty, and a worker that is killed midway.

`python -m bench.bulk` prints the rows; the exit status is 1 where one does not hold.
"""

import asyncio
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx

from bench.client import Client
from bench.progress import Say
from bench.rows import Row, at_least, at_most, exactly
from bench.server import staff
from bench.standing import Stand, standing
from domain.identity.scopes import Role
from domain.identity.tokens import issue_token
from domain.shared import sql
from tests.wire import SECRET

ROWS = 100_000
EACH_FAULTY = 100  # one row in so many
KILLED_AT = 0.4  # of the rows
MOST_SECONDS = 300.0  # for all of the goods, the kill and the wait for the lease among them
LEAST_PER_SECOND = 500.0
POLL_SECONDS = 0.2
DEADLINE_SECONDS = 900.0
HEADER = "slug,name,description,tags,name.zh-CN,sku,variant_name,pack_units\n"
WORDS = (
    *("green", "black", "white", "roasted", "smoked", "sweet", "small", "large", "fine", "fresh"),
    *("tea", "coffee", "bread", "rice", "oil", "milk", "soap", "paper", "cup", "pan"),
)
SHOWN = (
    "status failure rowsDone itemsCreated itemsUpdated itemsUnchanged rowsFaulty"
    " faults(first: 100, after: $after) { totalCount pageInfo { endCursor hasNextPage }"
    " nodes { rowNumber column code } }"
)
QUERY = f"query($id: ID!, $after: String) {{ catalogImport(id: $id) {{ {SHOWN} }} }}"
Fault = tuple[int, str | None, str]  # its row, column and code


def _good(number: int) -> str:
    first, second = WORDS[number // 2 % 10], WORDS[10 + number // 20 % 10]
    name = f"{first} {second} {number // 2}"
    return (
        f"goods-{number // 2},{name},A {first} kind of {second} for every day,{first}|{second},"
        f"商品{number // 2},SKU-{number},Pack {number % 2},{number % 5 + 1}\n"
    )


# Each takes a good row's number to a faulty one, with the column and the code it is told by.
SPOILED: tuple[tuple[Callable[[int], bytes], str | None, str], ...] = (
    (lambda n: f"goods-{n // 2},,,,,SKU-{n},Pack,1\n".encode(), "name", "INVALID_INPUT"),
    (
        lambda n: f"goods-{n // 2},Goods,,,,SKU-{n},Pack,many\n".encode(),
        "pack_units",
        "INVALID_INPUT",
    ),
    (lambda n: f"Goods {n},Goods,,,,SKU-{n},Pack,1\n".encode(), "slug", "INVALID_INPUT"),
    (lambda n: f"goods-{n // 2},Goods,,,,SKU-1,Pack,1\n".encode(), "sku", "ALREADY_TAKEN"),
    (lambda n: f"goods-{n // 2},Goods\n".encode(), None, "INVALID_INPUT"),
    (lambda n: f'goods-{n // 2},"Go"ods,,,,SKU-{n},Pack,1\n'.encode(), None, "INVALID_INPUT"),
    (lambda n: b"goods,\xff\xfe,,,,SKU,Pack,1\n", None, "INVALID_INPUT"),
)


def _file() -> tuple[bytes, list[Fault]]:
    """The rows, and all that is wrong with them."""
    parts, faults = [HEADER.encode()], []
    for number in range(ROWS):
        if number % EACH_FAULTY != EACH_FAULTY // 2:
            parts.append(_good(number).encode())
            continue
        spoil, column, code = SPOILED[number // EACH_FAULTY % len(SPOILED)]
        parts.append(spoil(number))
        faults.append((number + 2, column, code))
    return b"".join(parts), faults


@dataclass
class Desk:
    """Whoever brings files, and looks how far they are."""

    client: Client
    token: str

    async def bring(self, content: bytes, kind: str) -> str:
        """The id of an import whose file is here."""
        asked = {"kind": kind, "format": "CSV", "byteSize": len(content)}
        made = await self.client.ask(
            "mutation($input: CatalogImportCreateInput!) { catalogImportCreate(input: $input)"
            " { catalogImport { id } upload { url } userErrors { message } } }",
            input=asked,
        )
        way = made["catalogImportCreate"]
        async with httpx.AsyncClient(trust_env=False, timeout=DEADLINE_SECONDS) as http:
            address = f"{self.client.address}{way['upload']['url']}"
            headers = {"Authorization": f"Bearer {self.token}"}
            (await http.put(address, content=content, headers=headers)).raise_for_status()
        found: str = way["catalogImport"]["id"]
        return found

    async def until(self, import_id: str, done: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The import, once it is so far."""
        async with asyncio.timeout(DEADLINE_SECONDS):
            while not done(shown := await self.shown(import_id)):  # noqa: ASYNC110  # over HTTP
                await asyncio.sleep(POLL_SECONDS)
        return shown

    async def shown(self, import_id: str, after: str | None = None) -> dict[str, Any]:
        found: dict[str, Any] = (await self.client.ask(QUERY, id=import_id, after=after))[
            "catalogImport"
        ]
        return found

    async def faults(self, import_id: str) -> list[Fault]:
        """All of them, page after page."""
        found: list[Fault] = []
        after, more = None, True
        while more:
            page = (await self.shown(import_id, after))["faults"]
            found += [(one["rowNumber"], one["column"], one["code"]) for one in page["nodes"]]
            after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
        return found

    async def export(self, name: str) -> bytes:
        """What goes out."""
        async with httpx.AsyncClient(trust_env=False, timeout=DEADLINE_SECONDS) as http:
            address = f"{self.client.address}/catalog/exports/{name}"
            headers = {"Authorization": f"Bearer {self.token}"}
            return (await http.get(address, headers=headers)).content


def measure(say: Say) -> list[Row]:
    """Goods with a kill in the middle, then their prices, then all of it out and in again."""
    return asyncio.run(_measure(say))


async def _measure(say: Say) -> list[Row]:
    async with standing() as stand, stand.server("server") as server:
        actor = staff(Role.ADMIN)
        token = issue_token(SECRET, actor, stand.shop.now)
        async with Client(server.address, token) as client:
            desk = Desk(client, token)
            rows = await _goods(stand, desk, say)
            async with stand.worker("prices"):
                rows += await _prices(desk, say)
                rows += await _out_and_in(desk, say)
        return rows


def _is_over(shown: dict[str, Any]) -> bool:
    return shown["status"] in {"COMPLETED", "FAILED", "CANCELED"}


async def _goods(stand: Stand, desk: Desk, say: Say) -> list[Row]:
    content, faults = _file()
    good = ROWS - len(faults)
    say(f"{ROWS:,} rows of goods, {len(faults):,} of them faulty")
    job = await desk.bring(content, "PRODUCTS")
    began = time.perf_counter()
    async with stand.worker("killed") as worker:
        killed = await desk.until(job, lambda shown: shown["rowsDone"] >= ROWS * KILLED_AT)
        worker.kill()
    first_seconds = time.perf_counter() - began
    between = await desk.shown(job)
    say(f"the worker was killed at row {killed['rowsDone']:,}; another goes on")
    written = await sql.value("SELECT count(*) FROM product_variant")
    async with stand.worker("resumes"):
        await desk.until(job, lambda shown: shown["rowsDone"] > between["rowsDone"])
        resumed = time.perf_counter()
        shown = await desk.until(job, _is_over)
        second_seconds = time.perf_counter() - resumed
    seconds = time.perf_counter() - began
    told = await desk.faults(job)
    facts = {
        name: await sql.value("SELECT count(*) FROM event WHERE type = $1", f"catalog.{name}")
        for name in ("product_created", "variant_added")
    }
    goods = await sql.value("SELECT count(*) FROM product")
    variants = await sql.value("SELECT count(*) FROM product_variant")
    how = "CSV over HTTP; the worker's process killed (SIGKILL) midway, another went on"
    return [
        at_most("bulk: goods, seconds for 100,000 rows", seconds, MOST_SECONDS, "seconds", how),
        at_least(
            "bulk: goods, rows a second",
            ROWS / (first_seconds + second_seconds),
            LEAST_PER_SECOND,
            "rows/s",
            "the same without the wait until the dead worker's lease is over",
        ),
        exactly("bulk: rows done", shown["rowsDone"], ROWS, "rows", shown["status"]),
        exactly(
            "bulk: variants made", variants, good, "variants", f"{facts['variant_added']} told"
        ),
        exactly(
            "bulk: products made", goods, ROWS // 2, "products", f"{facts['product_created']} told"
        ),
        exactly(
            "bulk: facts that are too many or missing",
            abs(facts["variant_added"] - good) + abs(facts["product_created"] - ROWS // 2),
            0,
            "facts",
            "of goods made and variants added",
        ),
        exactly(
            "bulk: variants at the kill beyond what was said to be done",
            written - between["itemsCreated"],
            0,
            "variants",
            f"killed at row {between['rowsDone']:,}",
        ),
        exactly(
            "bulk: faults that were not told, or told of others",
            len(set(told) ^ set(faults)) + len(told) - len(set(told)),
            0,
            "faults",
            f"{len(told):,} told with row, column and code, {len(faults):,} are in the file",
        ),
    ]


async def _prices(desk: Desk, say: Say) -> list[Row]:
    say(f"{ROWS:,} rows of prices")
    lines = [f"SKU-{number},USD,{number % 90 + 1}.{number % 100:02}\n" for number in range(ROWS)]
    began = time.perf_counter()
    job = await desk.bring(("sku,currency,price\n" + "".join(lines)).encode(), "PRICES")
    shown = await desk.until(job, _is_over)
    seconds = time.perf_counter() - began
    wanted = ROWS - ROWS // EACH_FAULTY
    history = await sql.value("SELECT count(*) FROM price_change WHERE cause = 'import'")
    return [
        at_least(
            "bulk: prices, rows a second",
            ROWS / seconds,
            LEAST_PER_SECOND,
            "rows/s",
            "with history, facts and a look at what is odd about each",
        ),
        exactly(
            "bulk: prices set, each with its history",
            history,
            wanted,
            "prices",
            f"{shown['itemsCreated']:,} set, {shown['rowsFaulty']:,} of SKUs that there are not",
        ),
    ]


async def _out_and_in(desk: Desk, say: Say) -> list[Row]:
    say("all goods out, and in again")
    began = time.perf_counter()
    content = await desk.export("products.csv")
    seconds = time.perf_counter() - began
    facts = await _facts()
    job = await desk.bring(content, "PRODUCTS")
    shown = await desk.until(job, _is_over)
    changed = shown["itemsCreated"] + shown["itemsUpdated"] + shown["rowsFaulty"]
    return [
        exactly(
            "bulk: rows that change by going out and coming in again",
            changed,
            0,
            "rows",
            f"{shown['rowsDone']:,} rows, out in {seconds:.1f} s;"
            f" {await _facts() - facts} facts told",
        )
    ]


async def _facts() -> int:
    count: int = await sql.value("SELECT count(*) FROM event WHERE aggregate_type = 'product'")
    return count


if __name__ == "__main__":
    found = measure(lambda text: print(text, flush=True))
    for row in found:
        print(f"{row.figure}: {row.value} {row.unit} ({row.bound}, {row.holds}); {row.how}")
    sys.exit(0 if all(row.holds is not False for row in found) else 1)
