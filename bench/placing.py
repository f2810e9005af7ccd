"""Placing orders: a flash sale of one variant with groups and without, and what GraphQL costs."""

import asyncio
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import count, cycle
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

import orjson

from api.embedded.postgres import EmbeddedPostgres, start_postgres
from api.embedded.scratch import scratch_directory
from api.settings import DATABASE
from bench import contestants, cores
from bench.database import connected
from bench.loads.asking import posting
from bench.loads.buyers import CLIENTS
from bench.loads.buying import Bought, buy
from bench.processes import environment
from bench.production import Api, serving
from bench.progress import Say
from bench.rows import Row, at_least, at_most
from bench.server import OURS, SECRET, Server, staff, token_of
from bench.shop import CHANNEL, CURRENCY, Shop
from domain.identity.scopes import Role
from domain.orders.till import GROUP_MAX
from schema.shared.ids import key_of

ROUNDS = 5
UNITS = 1_000_000  # of each variant: nothing is sold out here
VARIANTS = 64
LINES = 16  # connections, where nobody waits for anybody's stock
WARM_UP = 400  # orders
IN_PROCESS, OVER_HTTP = 1_500, 1_000  # orders of a turn
DOCUMENT = """\
mutation ($input: OrderCreateInput!) { orderCreate(input: $input) {
 order { id number } userErrors { message } } }"""
HOT = f"{CLIENTS} clients on one hot variant"
HOW = (
    f"the median of {ROUNDS} rounds in turns; who answers has a core, PostgreSQL (durable) and the"
    " load share the other; each order with its ledger, its facts and its key"
    f"; {cores.HOW}"
)


@dataclass
class Contestant:
    """Somebody who sells, and what was measured round by round."""

    name: str
    sell: Callable[[int], tuple[float, float]]  # so many orders: orders/s, and p99 in ms
    rates: list[float] = field(default_factory=list)
    p99s: list[float] = field(default_factory=list)

    def take(self, orders: int) -> None:
        """One more round."""
        rate, p99 = self.sell(orders)
        self.rates.append(rate)
        self.p99s.append(p99)

    @property
    def found(self) -> str:
        """What was found, in words."""
        rate, p99 = median(self.rates), median(self.p99s)
        return f"{self.name} {rate:,.0f} orders/s (p99 {p99:.1f} ms)"


def measure(say: Say) -> list[Row]:
    """A sale in process, the same over HTTP, and GraphQL against a bare endpoint."""
    with shop_floor() as floor:
        say("a sale in process")
        in_process = floor.race(floor.in_process(), IN_PROCESS, say)
        say("the same over HTTP")
        with floor.product() as grouped, floor.product("bench.one_by_one") as single:
            over_http = floor.race(
                [
                    floor.over_http("in groups", grouped, floor.variants[:1], CLIENTS),
                    floor.over_http("one by one", single, floor.variants[:1], CLIENTS),
                ],
                OVER_HTTP,
                say,
            )
            say("against a bare endpoint")
            with floor.bare() as bare:
                plain = floor.race(
                    [
                        floor.over_http("the product", grouped, floor.variants, LINES),
                        bare,
                    ],
                    OVER_HTTP,
                    say,
                )
    return [
        _ratio(f"{HOT}, in process: in groups against one by one", in_process, 4),
        _ratio(f"{HOT}, over HTTP: in groups against one by one", over_http, 1.5),
        _p99(f"{HOT}, over HTTP: p99 in groups against one by one", over_http),
        _ratio("an order of one line over HTTP, against a bare endpoint with its SQL", plain, 0.6),
    ]


@dataclass
class Floor:
    """A shop with much of everything, and who sells there."""

    directory: Path
    postgres: EmbeddedPostgres
    env: dict[str, str]
    stack: ExitStack
    variants: list[str] = field(default_factory=list)
    numbers: "count[int]" = field(default_factory=count)

    @contextmanager
    def product(self, module: str = "api") -> Iterator[Api]:
        """The product on the server's core, started as this module."""
        with serving(self.directory / f"{module}.log", self.env, cores.SERVER, module) as api:
            yield api

    @contextmanager
    def bare(self) -> Iterator[Contestant]:
        """The bare endpoint on the same core."""
        place = f"postgres@/{DATABASE}?host={self.postgres.socket_dir}&port={self.postgres.port}"
        command = ["uvicorn", "bench.baselines.bare_order:app", "--port", "0", "--no-access-log"]
        log = self.directory / "bare.log"
        with contestants.serving(command, log, DATABASE_URL=f"postgresql://{place}") as api:
            keys = cycle(str(key_of("ProductVariant", variant)) for variant in self.variants)

            def request() -> bytes:
                return _post(api.address, "/orders", {"variantId": next(keys), **self.order()})

            yield Contestant("a bare endpoint", _selling(api.address, request, LINES))

    def over_http(self, name: str, api: Api, variants: list[str], connections: int) -> Contestant:
        """Orders by GraphQL, for these variants in turns."""
        token = token_of(staff(Role.ADMIN))
        turns = cycle(variants)

        def request() -> bytes:
            order = self.order()
            line = {"variantId": next(turns), "quantity": order.pop("quantity")}
            return posting(api.graphql, DOCUMENT, {"input": {**order, "lines": [line]}}, token)

        return Contestant(name, _selling(api.address, request, connections))

    def in_process(self) -> list[Contestant]:
        """The verb itself, in groups and one by one, in a process on the server's core."""
        buyers = self.stack.enter_context(_buyers(self.variants[0], self.env))
        return [
            Contestant("in groups", lambda orders: buyers(GROUP_MAX, orders)),
            Contestant("one by one", lambda orders: buyers(1, orders)),
        ]

    def race(self, contestants: list[Contestant], orders: int, say: Say) -> list[Contestant]:
        """Warm up, then rounds in which each takes its turn.

        In between PostgreSQL counts its rows, as it has done in any shop a minute old: before that
        it thinks the tables empty, and reads all of them.
        """
        for each in contestants:
            say(f"warming up: {each.name}")
            each.sell(WARM_UP)
        asyncio.run(self._count_rows())
        for number in range(1, ROUNDS + 1):
            for each in contestants:
                say(f"round {number} of {ROUNDS}: {each.name}")
                each.take(orders)
        return contestants

    async def _count_rows(self) -> None:
        async with connected(self.postgres.credentials(DATABASE)) as connection:
            await connection.execute("ANALYZE")

    def order(self) -> dict[str, object]:
        """What all orders have, with a key of its own."""
        key = f"order-{next(self.numbers)}"
        return {"channel": CHANNEL, "currency": CURRENCY, "quantity": 1, "idempotencyKey": key}


@contextmanager
def shop_floor() -> Iterator[Floor]:
    """A shop on a database of its own. Whoever enters is on the load's core, with PostgreSQL."""
    with ExitStack() as stack:
        stack.enter_context(cores.on(cores.LOAD))
        directory = stack.enter_context(scratch_directory(OURS))
        postgres = start_postgres(directory / "data")
        stack.callback(postgres.stop)
        postgres.create_database(DATABASE)
        env = environment(
            DATABASE_URL=f"postgres://postgres@:{postgres.port}/{DATABASE}"
            f"?host={postgres.socket_dir}",
            DATA_DIR=str(directory / "data"),
            TRADEGRAPH_SECRET=SECRET,
            PORT="0",
        )
        floor = Floor(directory, postgres, env, stack)
        with floor.product() as api:
            floor.variants = asyncio.run(_furnish(Server(api.address, directory)))
        yield floor


async def _furnish(server: Server) -> list[str]:
    async with Shop(server) as shop:
        return [await shop.variant(UNITS) for _ in range(VARIANTS)]


@contextmanager
def _buyers(
    variant: str, env: dict[str, str]
) -> Iterator[Callable[[int, int], tuple[float, float]]]:
    key = str(key_of("ProductVariant", variant))
    command = [sys.executable, "-m", "bench.loads.buyers", key]
    with cores.on(cores.SERVER):
        process = subprocess.Popen(
            command, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def hear() -> str:
        assert process.stdout
        return process.stdout.readline()

    def sell(group_max: int, orders: int) -> tuple[float, float]:
        assert process.stdin
        process.stdin.write(f"{group_max} {orders}\n")
        process.stdin.flush()
        seconds, p99 = map(float, hear().split())
        return orders / seconds, p99 * 1_000

    try:
        assert hear() == "ready\n", "the buyers did not come"
        yield sell
    finally:
        process.communicate()  # the end of its input is the end of it


def _selling(
    address: str, request: Callable[[], bytes], connections: int
) -> Callable[[int], tuple[float, float]]:
    def sell(orders: int) -> tuple[float, float]:
        bought: Bought = buy(address, request, lines=connections, orders=orders)
        return bought.rate, bought.p99_ms

    return sell


def _post(address: str, path: str, content: dict[str, object]) -> bytes:
    body = orjson.dumps(content)
    head = (
        f"POST {path} HTTP/1.1\r\nhost: {urlsplit(address).netloc}\r\n"
        f"content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _ratio(figure: str, pair: list[Contestant], least: float) -> Row:
    ours, theirs = pair
    ratio = median(a / b for a, b in zip(ours.rates, theirs.rates, strict=True))
    return at_least(figure, ratio, least, "x", f"{ours.found} against {theirs.found}; {HOW}")


def _p99(figure: str, pair: list[Contestant]) -> Row:
    ours, theirs = pair
    ratio = median(a / b for a, b in zip(ours.p99s, theirs.p99s, strict=True))
    return at_most(figure, ratio, 1, "x", f"{ours.found} against {theirs.found}; {HOW}")
