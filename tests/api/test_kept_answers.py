"""How stale a kept answer may be: until news is heard, and never beyond the limit."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from api.kept import (
    ANSWER_BYTES_MAX,
    BYTES_MAX,
    CATALOG,
    PASSED_BY_LENGTH_MAX,
    PASSED_BY_MAX,
    STOCK,
    STOCK_SECONDS,
    Kept,
    Key,
    may_be_kept,
)
from domain.catalog.models import ProductVariant
from domain.catalog.set_price import set_price
from domain.shared.money import Money
from schema.reads import TABLES
from tests.graph import Graph, open_graph
from tests.realtime.world import until
from tests.shop import Shop

SECONDS = 5.0
NAMES = frozenset({"Product"})
SHELVES = frozenset({"ProductVariant", "InventoryLevel"})
BODY = b'{"data":{}}'


class Clock:
    """It goes when it is told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
async def graph(shop: Shop, database: dict[str, Any]) -> AsyncIterator[Graph]:
    async with open_graph(shop, database) as opened:
        yield opened


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def kept(graph: Graph, clock: Clock) -> AsyncIterator[Kept]:
    found = Kept(graph.hub, SECONDS, clock=clock)
    await found.start()
    yield found
    await found.stop()


def key(document: str = "{ a }") -> Key:
    return document, None, b"", "en"


def put(kept: Kept, document: str, reads: frozenset[str], body: bytes = BODY) -> None:
    kept.keep(key(document), kept.answer(body, reads, kept.begin()))


def has(kept: Kept, document: str) -> bool:
    return kept.find(key(document)) is not None


async def reprice(shop: Shop, variant: ProductVariant, minor: int) -> None:
    await set_price(shop.ctx, variant.id, Money(minor, "USD"))


async def test_it_is_given_again_until_its_time_is_over(kept: Kept, clock: Clock) -> None:
    begun = kept.begin()
    clock.now += 1  # it took so long to make
    kept.keep(key(), kept.answer(BODY, NAMES, begun))

    clock.now += SECONDS - 1.001
    assert has(kept, "{ a }")

    clock.now += 0.001
    assert not has(kept, "{ a }")


async def test_news_of_the_catalog_put_an_end_to_all_of_it(
    kept: Kept, graph: Graph, shop: Shop
) -> None:
    variant = await shop.variant()
    put(kept, "{ names }", NAMES)
    put(kept, "{ shelves }", SHELVES)

    await reprice(shop, variant, 990)
    assert has(kept, "{ names }")
    await graph.tell()

    await until(lambda: not has(kept, "{ names }"))
    assert not has(kept, "{ shelves }")
    assert kept.size == 0


async def test_news_of_stock_end_what_shows_stock_within_a_moment(
    kept: Kept, graph: Graph, shop: Shop, clock: Clock
) -> None:
    variant = await shop.variant()
    put(kept, "{ names }", NAMES)
    put(kept, "{ shelves }", SHELVES)
    before = kept.begin()

    await shop.adjust(variant, 5)
    await graph.tell()
    await until(lambda: kept.begin().stock > before.stock)
    clock.now += STOCK_SECONDS / 2
    put(kept, "{ later }", SHELVES)

    clock.now += STOCK_SECONDS / 2 - 0.001
    assert has(kept, "{ shelves }")
    clock.now += 0.001
    assert not has(kept, "{ shelves }")
    assert has(kept, "{ later }"), "it was read after the news"
    assert has(kept, "{ names }"), "it shows no stock"


async def test_stock_that_always_moves_does_not_prolong_the_moment(
    kept: Kept, graph: Graph, shop: Shop, clock: Clock
) -> None:
    variant = await shop.variant()
    put(kept, "{ shelves }", SHELVES)

    for _ in range(4):
        before = kept.begin()
        await shop.adjust(variant, 5)
        await graph.tell()
        await until(lambda before=before: kept.begin().stock > before.stock)  # type: ignore[misc]
        clock.now += STOCK_SECONDS / 4

    assert not has(kept, "{ shelves }")


@pytest.mark.parametrize("reads", [NAMES, SHELVES], ids=["names", "shelves"])
async def test_what_was_begun_before_news_is_not_kept_after_them(
    kept: Kept, graph: Graph, shop: Shop, reads: frozenset[str]
) -> None:
    variant = await shop.variant()
    begun = kept.begin()

    await shop.adjust(variant, 5)
    await reprice(shop, variant, 990)
    await graph.tell()
    await until(lambda: kept.begin().catalog > begun.catalog)
    kept.keep(key(), kept.answer(BODY, reads, begun))

    assert not has(kept, "{ a }")


async def test_news_of_stock_alone_forbid_what_shows_stock_alone(
    kept: Kept, graph: Graph, shop: Shop
) -> None:
    variant = await shop.variant()
    begun = kept.begin()

    await shop.adjust(variant, 5)
    await graph.tell()
    await until(lambda: kept.begin().stock > begun.stock)
    kept.keep(key("{ names }"), kept.answer(BODY, NAMES, begun))
    kept.keep(key("{ shelves }"), kept.answer(BODY, SHELVES, begun))

    assert has(kept, "{ names }")
    assert not has(kept, "{ shelves }")


async def test_whoever_missed_news_has_nothing_left(kept: Kept, graph: Graph) -> None:
    put(kept, "{ a }", NAMES)
    begun = kept.begin()

    (listener,) = graph.hub.listeners
    listener.overflow()

    await until(lambda: not has(kept, "{ a }"))
    kept.keep(key(), kept.answer(BODY, SHELVES, begun))
    assert not has(kept, "{ a }")


async def test_whoever_hears_nothing_keeps_nothing(kept: Kept) -> None:
    put(kept, "{ a }", NAMES)

    await kept.stop()
    put(kept, "{ b }", NAMES)

    assert not has(kept, "{ a }")
    assert not has(kept, "{ b }")
    assert kept.size == 0


async def test_nothing_is_kept_where_nobody_wants_it(graph: Graph) -> None:
    off = Kept(graph.hub)
    await off.start()
    put(off, "{ a }", NAMES)

    assert not has(off, "{ a }")
    await off.stop()


async def test_what_is_kept_is_bounded_and_the_idle_goes_first(kept: Kept) -> None:
    long = b"x" * ANSWER_BYTES_MAX
    count = BYTES_MAX // ANSWER_BYTES_MAX

    for number in range(count - 1):
        put(kept, str(number), NAMES, long)
    assert has(kept, "0")
    put(kept, "one more", NAMES, long)

    assert kept.size <= BYTES_MAX
    assert has(kept, "0")
    assert not has(kept, "1")
    assert has(kept, "one more")


async def test_an_answer_that_is_very_long_is_not_kept(kept: Kept) -> None:
    put(kept, "{ a }", NAMES, b"x" * (ANSWER_BYTES_MAX + 1))

    assert not has(kept, "{ a }")


async def test_the_same_again_takes_no_more_room(kept: Kept) -> None:
    put(kept, "{ a }", NAMES)
    size = kept.size

    put(kept, "{ a }", NAMES)

    assert kept.size == size


async def test_what_is_never_kept_is_remembered_within_bounds(kept: Kept) -> None:
    for number in range(PASSED_BY_MAX + 1):
        kept.pass_by(key(str(number)))
    kept.pass_by(key("x" * (PASSED_BY_LENGTH_MAX + 1)))

    assert not kept.passes_by(key("0"))
    assert kept.passes_by(key("1"))
    assert kept.passes_by(key(str(PASSED_BY_MAX)))
    assert not kept.passes_by(key("x" * (PASSED_BY_LENGTH_MAX + 1)))


def test_only_tables_that_are_known_are_kept() -> None:
    assert set(TABLES.reads) >= CATALOG | STOCK
    assert may_be_kept({"Product", "InventoryLevel"})
    assert not may_be_kept({"Product", "Order"})
    assert not may_be_kept(set())
