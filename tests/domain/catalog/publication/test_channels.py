"""Publication in single channels: what one shows, another need not; now or at a set time."""

import asyncio
import itertools
from datetime import timedelta

import pytest

from domain.catalog.errors import ProductHasNoPrice
from domain.catalog.models import Product
from domain.catalog.product_list import ProductFilter, products_matching
from domain.catalog.publication.models import ProductPublication
from domain.catalog.publication.queries import publications_of_products
from domain.catalog.publication.schedule_publication import schedule_publication
from domain.catalog.publish_product import publish_product
from domain.catalog.states import (
    CHANNEL_PUBLICATION,
    ChannelPublicationAction,
    ChannelPublicationStatus,
    PublicationStatus,
)
from domain.catalog.unpublish_product import unpublish_product
from domain.channels.models import SalesChannel
from domain.orders.at_once import place_at_once
from domain.orders.errors import VariantNotFound
from domain.orders.models import Order
from domain.orders.place_order import place_order
from domain.orders.placing import Placing
from domain.orders.step_by_step import place_step_by_step
from domain.orders.together import place_together
from domain.processes.sweep import sweep
from domain.shared.errors import (
    InvalidInput,
    InvalidTransition,
    NotFound,
    NotPermitted,
    VersionConflict,
)
from domain.shared.ids import new_id
from tests.shop import Shop

S, A = ChannelPublicationStatus, ChannelPublicationAction
ARROWS = {
    (S.UNPUBLISHED, A.SCHEDULE): S.SCHEDULED,
    (S.UNPUBLISHED, A.PUBLISH): S.PUBLISHED,
    (S.SCHEDULED, A.SCHEDULE): S.SCHEDULED,
    (S.SCHEDULED, A.PUBLISH): S.PUBLISHED,
    (S.SCHEDULED, A.UNPUBLISH): S.UNPUBLISHED,
    (S.PUBLISHED, A.SCHEDULE_END): S.PUBLISHED,
    (S.PUBLISHED, A.UNPUBLISH): S.UNPUBLISHED,
}


@pytest.mark.parametrize(("state", "action"), [*itertools.product(S, A)])
def test_a_publication_moves_by_its_table_only(state: S, action: A) -> None:
    if (state, action) in ARROWS:
        assert CHANNEL_PUBLICATION.target(state, action) is ARROWS[state, action]
    else:
        with pytest.raises(InvalidTransition):
            CHANNEL_PUBLICATION.target(state, action)


async def shown(shop: Shop) -> dict[str, list[str]]:
    """The names of what each channel shows."""
    found = {}
    for code in ("app", "web"):
        rows = await products_matching(shop.as_anonymous, ProductFilter(channel=code))
        found[code] = sorted(await rows.values_list("name", flat=True))
    return found


async def said(shop: Shop, product: Product) -> dict[str, str]:
    """What is said of a product for each channel that something is said for."""
    rows = await ProductPublication.filter(product_id=product.id).select_related("channel")
    return {row.channel.code: row.status.value for row in rows}


@pytest.fixture
async def app(shop: Shop) -> SalesChannel:
    return await shop.channel("app")


async def test_what_is_hidden_in_one_channel_is_shown_in_the_others(
    shop: Shop, app: SalesChannel
) -> None:
    product = await shop.product()
    variant = await shop.variant(product)
    await shop.variant(await shop.product("Black tea"))

    await unpublish_product(shop.ctx, product.id, channel_id=app.id)

    assert await shown(shop) == {"app": ["Black tea"], "web": ["Black tea", "Green tea"]}
    product = await Product.get(id=variant.product_id)
    assert (product.status, product.hidden_in) == (PublicationStatus.PUBLISHED, ["app"])
    assert await shop.event_names() == ["catalog.channel_publication_changed"]


async def test_what_is_published_in_one_channel_first_is_in_no_other(
    shop: Shop, app: SalesChannel
) -> None:
    product = await shop.product(published=False)
    await shop.variant(product)

    product = await publish_product(shop.ctx, product.id, channel_id=app.id)

    assert await shown(shop) == {"app": ["Green tea"], "web": []}
    assert product.status is PublicationStatus.PUBLISHED
    assert await said(shop, product) == {"app": "published", "web": "unpublished"}
    assert await shop.event_names() == [
        "catalog.channel_publication_changed",
        "catalog.product_published",
    ]
    product = await publish_product(shop.ctx, product.id)  # everywhere
    assert await shown(shop) == {"app": ["Green tea"], "web": ["Green tea"]}
    assert product.hidden_in is None


async def test_what_no_channel_shows_is_published_no_more(shop: Shop, app: SalesChannel) -> None:
    product = await shop.product()

    await unpublish_product(shop.ctx, product.id, channel_id=shop.web.id)
    product = await unpublish_product(shop.ctx, product.id, channel_id=app.id)

    assert product.status is PublicationStatus.UNPUBLISHED
    assert await said(shop, product) == {"app": "unpublished", "web": "unpublished"}
    assert await shown(shop) == {"app": [], "web": []}


async def test_all_at_once_hides_it_everywhere_and_shows_it_everywhere(
    shop: Shop, app: SalesChannel
) -> None:
    product = await shop.product(published=False)
    await shop.variant(product)
    await publish_product(shop.ctx, product.id, channel_id=app.id)

    product = await unpublish_product(shop.ctx, product.id)
    hidden = await said(shop, product)
    product = await publish_product(shop.ctx, product.id)

    assert hidden == {"app": "unpublished", "web": "unpublished"}
    assert await said(shop, product) == {"app": "published", "web": "published"}
    assert (product.status, product.hidden_in) == (PublicationStatus.PUBLISHED, None)
    with pytest.raises(InvalidTransition):
        await publish_product(shop.ctx, product.id)


@pytest.mark.parametrize("place", [place_order, place_step_by_step, "at once", "together"])
async def test_what_a_channel_hides_is_not_sold_there_whichever_way_an_order_takes(
    shop: Shop, app: SalesChannel, place: object
) -> None:
    variant = await shop.variant()
    await shop.stock(variant, 5)
    await unpublish_product(shop.ctx, variant.product_id, channel_id=shop.web.id)
    request = shop.request((variant, 1))
    placing = Placing.of(shop.ctx, request, None)

    if place == "at once":
        assert await place_at_once(placing) is None
    elif place == "together":
        assert await place_together([placing]) == [None]
    else:
        order = (
            place_step_by_step(placing)
            if place is place_step_by_step
            else place_order(shop.ctx, request, idempotency_key=None)
        )
        with pytest.raises(VariantNotFound) as refused:
            await order
        assert refused.value.field == ["lines", "0", "variantId"]

    assert await Order.all().count() == 0


async def test_another_channel_sells_it_each_way(shop: Shop, app: SalesChannel) -> None:
    variant = await shop.variant()
    await shop.stock(variant, 9)
    await unpublish_product(shop.ctx, variant.product_id, channel_id=app.id)
    placing = Placing.of(shop.ctx, shop.request((variant, 1)), None)

    assert await place_at_once(placing) is not None
    assert await place_together([placing]) != [None]
    assert await place_step_by_step(placing) is not None
    assert await Order.all().count() == 3


async def test_what_is_scheduled_comes_and_goes_by_itself(shop: Shop, app: SalesChannel) -> None:
    product = await shop.product(published=False)
    await shop.variant(product)
    opens, closes = shop.now + timedelta(hours=1), shop.now + timedelta(hours=5)

    await schedule_publication(
        shop.ctx, product.id, shop.web.id, publish_at=opens, unpublish_at=closes
    )
    too_early = await sweep(shop.as_system)
    shop.now = opens
    on_time = await asyncio.gather(*(sweep(shop.as_system) for _ in range(2)))
    between = await shown(shop)
    shop.now = closes
    await sweep(shop.as_system)

    assert too_early.applied_publications == 0
    assert sum(one.applied_publications for one in on_time) == 1
    assert between == {"app": [], "web": ["Green tea"]}
    assert await shown(shop) == {"app": [], "web": []}
    assert (await Product.get(id=product.id)).status is PublicationStatus.UNPUBLISHED
    assert await shop.event_names() == [
        "catalog.channel_publication_changed",
        "catalog.channel_publication_changed",
        "catalog.product_published",
        "catalog.channel_publication_changed",
        "catalog.product_unpublished",
    ]


async def test_whoever_slept_through_both_leaves_it_hidden(shop: Shop) -> None:
    product = await shop.product(published=False)
    await shop.variant(product)
    await schedule_publication(
        shop.ctx,
        product.id,
        shop.web.id,
        publish_at=shop.now + timedelta(hours=1),
        unpublish_at=shop.now + timedelta(hours=2),
    )
    shop.later(hours=9)

    await sweep(shop.as_system)

    assert (await Product.get(id=product.id)).status is PublicationStatus.UNPUBLISHED
    assert (await sweep(shop.as_system)).applied_publications == 0


async def test_a_schedule_is_called_off_by_unpublishing(shop: Shop) -> None:
    product = await shop.product(published=False)
    await shop.variant(product)
    at = shop.now + timedelta(hours=1)
    await schedule_publication(shop.ctx, product.id, shop.web.id, publish_at=at)

    await unpublish_product(shop.ctx, product.id, channel_id=shop.web.id)
    shop.later(hours=2)

    assert (await sweep(shop.as_system)).applied_publications == 0
    assert await said(shop, product) == {"web": "unpublished"}


async def test_an_end_is_set_for_what_is_shown(shop: Shop) -> None:
    product = await shop.product()
    await schedule_publication(
        shop.ctx, product.id, shop.web.id, unpublish_at=shop.now + timedelta(hours=1)
    )
    shop.later(hours=1)

    await sweep(shop.as_system)

    assert (await Product.get(id=product.id)).status is PublicationStatus.UNPUBLISHED


async def test_times_make_sense(shop: Shop) -> None:
    product = await shop.product(published=False)
    hour = timedelta(hours=1)

    for times in (
        {},
        {"publish_at": shop.now},
        {"publish_at": shop.now + hour, "unpublish_at": shop.now + hour},
        {"unpublish_at": shop.now - hour},
    ):
        with pytest.raises(InvalidInput):
            await schedule_publication(shop.ctx, product.id, shop.web.id, **times)
    with pytest.raises(ProductHasNoPrice):
        await schedule_publication(shop.ctx, product.id, shop.web.id, publish_at=shop.now + hour)


async def test_strangers_unknown_channels_and_old_versions_change_nothing(shop: Shop) -> None:
    product = await shop.product()
    at = shop.now + timedelta(hours=1)
    before = await shop.rows()

    with pytest.raises(NotPermitted):
        await schedule_publication(
            shop.as_staff("catalog:read"), product.id, shop.web.id, unpublish_at=at
        )
    with pytest.raises(NotFound):
        await schedule_publication(shop.ctx, product.id, new_id(), unpublish_at=at)
    with pytest.raises(NotFound):
        await unpublish_product(shop.ctx, product.id, channel_id=new_id())
    with pytest.raises(VersionConflict):
        await unpublish_product(shop.ctx, product.id, channel_id=shop.web.id, expected_version=7)
    assert await publications_of_products(shop.as_anonymous, [product.id]) == {}

    assert await shop.rows() == before


async def test_of_two_who_hide_it_in_the_last_two_channels_one_takes_it_off(
    shop: Shop, app: SalesChannel
) -> None:
    product = await shop.product()

    await asyncio.gather(
        unpublish_product(shop.ctx, product.id, channel_id=shop.web.id),
        unpublish_product(shop.ctx, product.id, channel_id=app.id),
    )

    assert (await Product.get(id=product.id)).status is PublicationStatus.UNPUBLISHED
    assert (await shop.event_names()).count("catalog.product_unpublished") == 1
