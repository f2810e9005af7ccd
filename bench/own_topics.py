"""Events a second where everybody follows a thing of their own, against stock Strawberry."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import count
from statistics import median
from uuid import UUID

from api.database_urls import credentials_of
from bench import contestants, cores
from bench.client import Client
from bench.loads import frames
from bench.loads.ears import Ears
from bench.loads.greeting import Greeting
from bench.loads.line import be_upgraded, dial
from bench.loads.publisher import Publisher
from bench.loads.rates import DEADLINE_SECONDS, QUIET_SECONDS, Unheard
from bench.loads.soloists import Soloists
from bench.loads.waves import Waves
from bench.production import Api, Site, greeting, production
from bench.progress import Say
from bench.rows import Row, at_least
from bench.server import staff, token_of
from bench.shop import CHANNEL, CURRENCY
from domain.identity.scopes import Role
from schema.shared.ids import global_id, key_of

TOPICS = 1_000
ROUNDS = 5
WAVES = 5  # in a round
WARM_UP_TRIES = 6
WARM_UP_SECONDS = 20
TOGETHER = 16  # orders that are placed at once
STOCK = ["uvicorn", "bench.baselines.stock_topics:app", *contestants.UVICORN]
FIGURE = f"{TOPICS:,} subscribers on {TOPICS:,} topics of their own, against stock Strawberry"
HOW = (
    f"graphql-transport-ws; the median of {ROUNDS} rounds in turns of {WAVES} waves, each one event"
    f" of each of {TOPICS:,} orders, every subscriber a member of staff with a token of their own;"
    " facts are committed through the outbox, numbered by the relay and told over Valkey while the"
    " server is stopped (SIGSTOP), timed from SIGCONT until everybody has heard theirs; the"
    " baseline is told once a wave to make one update of each topic; each message is checked for"
    f" its order and version; {cores.HOW}"
)
PLACE = """\
mutation ($input: OrderCreateInput!) { orderCreate(input: $input) {
 order { id } userErrors { message } } }"""


@dataclass
class Contestant:
    """Listeners of a server, and how a wave is made there; `make` says when it began."""

    soloists: Soloists
    make: Callable[[], float]
    rates: list[float] = field(default_factory=list)

    def warm_up(self) -> None:
        """Make waves until everybody has heard one."""
        for _ in range(WARM_UP_TRIES):
            self.make()
            self.soloists.hear(self.soloists.heard + TOPICS, WARM_UP_SECONDS)
            if self.soloists.subscribed == TOPICS:
                self.soloists.rest(QUIET_SECONDS)
                return
        raise Unheard(f"{self.soloists.subscribed} of {TOPICS} are subscribed")

    def race(self) -> None:
        """One more rate."""
        seconds = 0.0
        for _ in range(WAVES):
            wanted = self.soloists.heard + TOPICS
            began = self.make()
            if not self.soloists.hear(wanted, DEADLINE_SECONDS):
                raise Unheard(f"{wanted - self.soloists.heard} of {TOPICS} events were not told")
            seconds += self.soloists.heard_at - began
        self.soloists.rest(QUIET_SECONDS)
        assert self.soloists.heard == wanted, "nothing is told twice"
        self.rates.append(WAVES * TOPICS / seconds)


def measure(say: Say) -> list[Row]:
    """Five rounds, in which each takes its turn."""
    with production() as site, site.serving() as api, ExitStack() as stack:
        say(f"{TOPICS:,} orders")
        orders = asyncio.run(_place(api, site.variant))
        say(f"{TOPICS:,} subscribers to each")
        ears = Ears()
        ours = stack.enter_context(_product(site, api, orders, ears))
        stock = stack.enter_context(_stock(site, ears))
        for each in (ours, stock):
            each.warm_up()
        for number in range(1, ROUNDS + 1):
            for name, each in {"the product": ours, "stock Strawberry": stock}.items():
                say(f"round {number} of {ROUNDS}: {name}")
                each.race()
    ratio = median(a / b for a, b in zip(ours.rates, stock.rates, strict=True))
    told = f"{median(ours.rates):,.0f} against {median(stock.rates):,.0f} events/s"
    return [at_least(FIGURE, ratio, 7, "x", f"{told}; {HOW}")]


@contextmanager
def _product(site: Site, api: Api, orders: list[UUID], ears: Ears) -> Iterator[Contestant]:
    credentials = credentials_of(site.env["DATABASE_URL"])
    with (
        Soloists(api.graphql, ears) as soloists,
        Waves.of(
            orders,
            credentials,
            site.valkey.url,
            relay_pid=site.worker_pid,
            server_pid=api.pid,
        ) as waves,
    ):
        soloists.open([(greeting(key), global_id("Order", key).encode()) for key in orders])
        yield Contestant(soloists, waves.make)


@contextmanager
def _stock(site: Site, ears: Ears) -> Iterator[Contestant]:
    with (
        contestants.serving(STOCK, site.directory / "stock-topics.log") as stock,
        Soloists(stock.address, ears) as soloists,
    ):
        soloists.open(
            [(_stock_greeting(f"t{number}"), b'"t%d"' % number) for number in range(TOPICS)]
        )
        line = dial(stock.address)
        be_upgraded(line)
        line.send(contestants.INIT)
        line.until(contestants.ACKNOWLEDGED)
        numbers = count(1)

        def word(times: int) -> bytes:
            query = f"mutation {{ publish(times: {times}) }}"
            return frames.message("subscribe", {"query": query}, id=f"p{next(numbers)}")

        publisher = Publisher(ears, line, word)
        yield Contestant(soloists, lambda: publisher.burst(1))


def _stock_greeting(topic: str) -> Greeting:
    subscribe: dict[str, object] = {"query": contestants.DOCUMENT, "variables": {"id": topic}}
    return Greeting(contestants.INIT, frames.message("subscribe", subscribe, id="1"))


async def _place(api: Api, variant: str) -> list[UUID]:
    """So many orders, some at once."""
    numbers = iter(range(TOPICS))
    keys: list[UUID] = []

    async def buy() -> None:
        async with Client(api.address, token_of(staff(Role.ADMIN))) as client:
            for number in numbers:
                order = {
                    "channel": CHANNEL,
                    "currency": CURRENCY,
                    "lines": [{"variantId": variant, "quantity": 1}],
                    "idempotencyKey": f"topic-{number}",
                }
                payload = (await client.ask(PLACE, input=order))["orderCreate"]
                assert not payload["userErrors"], payload
                keys.append(key_of("Order", payload["order"]["id"]))

    await asyncio.gather(*(buy() for _ in range(TOGETHER)))
    return keys
