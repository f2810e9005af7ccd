"""Quotes: a price promised until a time, read by link, accepted once."""

import asyncio
from datetime import timedelta

import pytest

from domain.catalog.models import VariantPrice
from domain.identity.scopes import Scope
from domain.orders.drafts.accept_quote import accept_quote
from domain.orders.drafts.change_draft import DraftChanges, change_draft
from domain.orders.drafts.complete_draft import complete_draft
from domain.orders.drafts.decline_quote import decline_quote
from domain.orders.drafts.errors import QuoteExpired
from domain.orders.drafts.expire_quotes import expire_quotes
from domain.orders.drafts.models import DraftOrder
from domain.orders.drafts.queries import quote_by_token
from domain.orders.drafts.send_quote import VALID_MAX, send_quote
from domain.orders.drafts.states import DraftStatus
from domain.orders.drafts.tokens import opened_token, quote_token
from domain.orders.models import Order
from domain.shared.errors import InvalidInput, InvalidTransition, NotFound, NotSignedIn
from domain.shared.ids import new_id
from tests.shop import Shop


async def test_a_quote_keeps_its_price_whatever_becomes_of_the_shops(shop: Shop) -> None:
    tea, customer = await shop.stocked(9), await shop.customer()
    draft, token = await shop.quote(await shop.draft_of((tea, 2), (tea, 1, 100), customer=customer))
    assert (draft.status, draft.quoted_minor) == (DraftStatus.QUOTED, 2600)
    await VariantPrice.filter(variant_id=tea.id).update(amount_minor=9_900)

    order = await accept_quote(shop.as_customer(customer), token)

    assert (order.total_minor, order.customer_id) == (2600, customer.id)
    assert (await accept_quote(shop.as_customer(customer), token)).id == order.id
    assert (await complete_draft(shop.ctx, draft.id)).id == order.id
    assert await shop.count("sales_order") == 1


async def test_accepted_by_two_at_once_it_is_one_order(shop: Shop) -> None:
    customer = await shop.customer()
    draft, token = await shop.quote(
        await shop.draft_of((await shop.stocked(), 1), customer=customer)
    )
    asked = [accept_quote(shop.as_customer(customer), token) for _ in range(3)]
    orders = await asyncio.gather(*asked, complete_draft(shop.ctx, draft.id))
    assert len({order.id for order in orders}) == 1
    assert await shop.count("sales_order") == 1


async def test_accepting_races_an_edit_and_one_of_them_wins(shop: Shop) -> None:
    for _ in range(5):
        tea, customer = await shop.stocked(), await shop.customer()
        draft, token = await shop.quote(await shop.draft_of((tea, 1), customer=customer))
        accepted, edited = await asyncio.gather(
            accept_quote(shop.as_customer(customer), token),
            change_draft(shop.ctx, draft.id, DraftChanges(note="Later")),
            return_exceptions=True,
        )
        stored = await DraftOrder.get(id=draft.id)
        if isinstance(accepted, Order):
            assert isinstance(edited, InvalidTransition)
            assert (stored.status, accepted.note) == (DraftStatus.COMPLETED, "")
        else:
            assert isinstance(accepted, NotFound)  # withdrawn
            assert (stored.status, stored.order_id) == (DraftStatus.DRAFT, None)


async def test_a_token_is_ours_or_opens_nothing(shop: Shop) -> None:
    customer = await shop.customer()
    draft, token = await shop.quote(
        await shop.draft_of((await shop.stocked(), 1), customer=customer)
    )
    named, signature = token.split(".")
    other = quote_token(new_id(), 1)
    forged = [
        *("", ".", "x" * 5_000, "é.é", named, f"{named}.", f".{signature}", token[:-1]),
        *(f"{named}.{other.split('.')[1]}", f"{other.split('.')[0]}.{signature}", token + "A"),
        quote_token(draft.id, 2).split(".")[0] + "." + signature,
    ]
    for text in forged:
        assert opened_token(text) is None, text
        assert await quote_by_token(text) is None
        with pytest.raises((InvalidInput, NotFound)):  # no text at all, or far too much, is neither
            await accept_quote(shop.as_customer(customer), text)
    found = await quote_by_token(token)
    assert found is not None
    assert found.draft.id == draft.id

    for stranger, refusal in (
        (shop.as_anonymous, NotSignedIn),
        (shop.as_customer(await shop.customer()), NotFound),
    ):
        with pytest.raises(refusal):
            await accept_quote(stranger, token)
        with pytest.raises(refusal):
            await decline_quote(stranger, token)
    again, newer = await shop.quote(draft)
    assert again.quote_round == 2
    assert await quote_by_token(token) is None  # the old link opens nothing
    assert await quote_by_token(newer) is not None
    assert await shop.count("sales_order") == 0


async def test_a_quote_whose_time_is_over_is_refused_and_expires(shop: Shop) -> None:
    customer = await shop.customer()
    draft, token = await shop.quote(
        await shop.draft_of((await shop.stocked(), 1), customer=customer)
    )
    late = [await shop.drafted(DraftStatus.QUOTED)]
    await DraftOrder.filter(id=late[0].id).update(valid_until=shop.now + timedelta(days=30))
    shop.later(days=7)
    buyer = shop.as_customer(customer)

    for act in (accept_quote(buyer, token), decline_quote(buyer, token)):
        with pytest.raises(QuoteExpired):
            await act
    with pytest.raises(QuoteExpired):
        await complete_draft(shop.ctx, draft.id)
    assert await expire_quotes(shop.as_system) == 1
    assert await expire_quotes(shop.as_system) == 0
    assert (await DraftOrder.get(id=draft.id)).status is DraftStatus.EXPIRED
    assert (await shop.event_names("order_draft"))[-1] == "orders.quote_expired"
    with pytest.raises(QuoteExpired):
        await accept_quote(buyer, token)
    assert await shop.count("sales_order") == 0


async def test_a_declined_quote_is_over_until_it_is_quoted_anew(shop: Shop) -> None:
    customer = await shop.customer()
    draft, token = await shop.quote(
        await shop.draft_of((await shop.stocked(), 1), customer=customer)
    )
    buyer = shop.as_customer(customer)

    await decline_quote(buyer, token)
    declined = await decline_quote(buyer, token)
    assert (declined.status, declined.version) == (DraftStatus.DECLINED, 3)  # once
    with pytest.raises(InvalidTransition):
        await accept_quote(buyer, token)
    _, newer = await shop.quote(draft)
    assert (await accept_quote(buyer, newer)).total_minor == 1250


async def test_what_cannot_be_promised_is_refused(shop: Shop) -> None:
    tea, customer = await shop.stocked(), await shop.customer()
    draft = await shop.draft_of((tea, 1), customer=customer, coupons=("TEN",))
    with pytest.raises(InvalidInput, match="coupons"):
        await shop.quote(draft)
    await change_draft(shop.ctx, draft.id, DraftChanges(coupon_codes=[]))
    for until in (shop.now, shop.now + VALID_MAX + timedelta(seconds=1)):
        with pytest.raises(InvalidInput):
            await send_quote(shop.ctx, draft.id, valid_until=until)
    agent = shop.as_staff(Scope.ORDERS_WRITE)
    until = shop.now + VALID_MAX
    assert (await send_quote(agent, draft.id, valid_until=until)).quoted_minor == 1250
