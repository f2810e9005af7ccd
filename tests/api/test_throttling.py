"""Each actor may ask for so much at once, and for so much a second: others do not notice."""

from typing import Any

import httpx
import pytest

from api.addresses import household_of
from api.app import create_app
from api.leaky import BUCKETS_MAX, FAULTY, LEAST, Buckets, Rate, Throttled
from domain.shared.context import Actor
from realtime.bus import memory_bus
from tests.api.raw import INIT, connected
from tests.shop import Shop
from tests.wire import SECRET, Client, answering

RATE = Rate(per_second=1, burst=1_000)
CHEAP = {"query": "{ __typename }"}
DEAR = {"query": "{ brands(first: 100) { nodes { name } } }"}  # costs 102


class Clock:
    """Time that stands still unless it is told to go on."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def test_a_bucket_leaks_what_was_poured_in() -> None:
    clock = Clock()
    buckets = Buckets(Rate(per_second=10, burst=100), clock)

    buckets.pour("cleo", 100)
    with pytest.raises(Throttled) as refused:
        buckets.pour("cleo", 25)
    assert refused.value.retry_after == 3
    clock.now += refused.value.retry_after
    buckets.pour("cleo", 25)

    assert buckets.left("cleo") == 5
    clock.now += 1_000
    assert buckets.left("cleo") == 100


def test_what_is_refused_costs_nothing() -> None:
    buckets = Buckets(Rate(per_second=10, burst=100), Clock())
    buckets.pour("cleo", 60)

    for _ in range(50):
        with pytest.raises(Throttled):
            buckets.pour("cleo", 60)

    assert buckets.left("cleo") == 40


def test_buckets_are_forgotten_when_there_are_too_many() -> None:
    buckets = Buckets(RATE, Clock())
    for number in range(BUCKETS_MAX + 10):
        buckets.pour(str(number), 1)

    assert len(buckets._buckets) == BUCKETS_MAX
    assert buckets.left("0") == RATE.burst


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
    ],
)
def test_strangers_of_one_household_are_one_asker(one: str, other: str, same: bool) -> None:
    assert (household_of(one) == household_of(other)) == same


class Door:
    """A server with buckets, and somebody at it."""

    def __init__(self, http: httpx.AsyncClient, address: str) -> None:
        self.http = http
        self.address = address

    async def ask(self, body: dict[str, Any], who: Actor | None = None) -> httpx.Response:
        headers = Client(self.address, who).token()
        return await self.http.post(f"{self.address}/graphql", json=body, headers=headers)

    async def spend(self, who: Actor | None = None) -> httpx.Response:
        """Ask dear things until it is too much."""
        for _ in range(RATE.burst // 100 + 1):
            answer = await self.ask(DEAR, who)
            if answer.status_code != 200:
                return answer
        raise AssertionError("it was never too much")


@pytest.fixture
async def door(shop: Shop, database: dict[str, Any]) -> Any:
    app = create_app(None, memory_bus(), secret=SECRET, rate=RATE)
    async with answering(app) as address, httpx.AsyncClient(trust_env=False) as http:
        yield Door(http, address)


async def test_too_much_is_refused_with_429_and_when_to_come_again(shop: Shop, door: Door) -> None:
    refused = await door.spend(shop.admin)

    (error,) = refused.json()["errors"]
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["retry-after"]) <= 102
    assert (error["extensions"]["code"], error["extensions"]["retryable"]) == ("THROTTLED", True)
    assert "data" not in refused.json()


async def test_others_do_not_notice(shop: Shop, door: Door) -> None:
    await door.spend(shop.admin)
    await door.spend()

    other = await door.ask(CHEAP, shop.as_staff().actor)

    assert other.status_code == 200


async def test_whoever_is_signed_in_is_told_what_is_left(shop: Shop, door: Door) -> None:
    told = [
        (await door.ask(DEAR, shop.admin)).json()["extensions"]["cost"]["throttleStatus"]
        for _ in range(2)
    ]
    stranger = (await door.ask(DEAR)).json()["extensions"]["cost"]

    assert [each["maximumAvailable"] for each in told] == [RATE.burst] * 2
    assert told[0]["restoreRate"] == RATE.per_second
    assert 100 <= told[0]["currentlyAvailable"] - told[1]["currentlyAvailable"] <= 102
    assert set(stranger) == {"requestedQueryCost", "maximumQueryCost"}


async def test_the_least_is_paid_for_too_and_what_cannot_be_run(shop: Shop, door: Door) -> None:
    async def left() -> int:
        answer = (await door.ask(CHEAP, shop.admin)).json()
        found: int = answer["extensions"]["cost"]["throttleStatus"]["currentlyAvailable"]
        return found

    before = await left()
    assert (await door.ask({"query": "{ nobodyKnows }"}, shop.admin)).json()["errors"]

    assert FAULTY <= before - await left() - LEAST + 2 <= FAULTY + LEAST + 2


async def test_whoever_has_nothing_left_is_not_even_read(shop: Shop, door: Door) -> None:
    await door.spend(shop.admin)
    while (await door.ask(CHEAP, shop.admin)).status_code == 200:
        pass

    refused = await door.ask({"query": "no GraphQL {"}, shop.admin)

    assert refused.status_code == 429


async def test_on_a_socket_it_is_an_error_of_the_operation(shop: Shop, door: Door) -> None:
    await door.spend()
    async with connected(door.address) as raw:
        await raw.say(INIT)
        await raw.hear()
        await raw.say({"id": "1", "type": "subscribe", "payload": DEAR})

        refused = await raw.hear()

    assert (refused["id"], refused["type"]) == ("1", "error")
    assert refused["payload"][0]["extensions"]["code"] == "THROTTLED"


async def test_what_is_explained_is_paid_for_as_if_it_were_asked(shop: Shop, door: Door) -> None:
    explained = {
        "query": "query($document: String!) { explain(document: $document) { cost } }",
        "variables": {"document": DEAR["query"]},
    }
    for _ in range(RATE.burst // 102):
        assert "errors" not in (await door.ask(explained, shop.admin)).json()

    (error,) = (await door.ask(explained, shop.admin)).json()["errors"]

    assert error["extensions"]["code"] == "THROTTLED"
