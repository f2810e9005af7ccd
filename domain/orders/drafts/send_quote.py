"""Quoting: the price of a draft is settled until a time, and a link shows it to the customer."""

from datetime import datetime, timedelta
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.channels.models import SalesChannel
from domain.identity.scopes import Scope
from domain.orders.drafts.completing import require_all, unnamed
from domain.orders.drafts.events import QuoteSent
from domain.orders.drafts.models import DraftOrder, DraftOrderLine
from domain.orders.drafts.queries import lock_draft
from domain.orders.drafts.states import DRAFT, DraftAction
from domain.orders.offers import Asker, offers_for
from domain.orders.request import LineRequest
from domain.shared.context import Context
from domain.shared.errors import InvalidInput
from domain.shared.money import AMOUNT_MINOR_MAX
from domain.shared.outbox import append
from domain.shared.states import expect_version

VALID_MAX = timedelta(days=90)


async def send_quote(
    ctx: Context, draft_id: UUID, *, valid_until: datetime, expected_version: int | None = None
) -> DraftOrder:
    """Settle the price of each unit: a colleague's own, or else today's for this customer.

    Until then the draft becomes an order at these prices. Promotions take nothing off them, so it
    has no coupons; and no stock is held. Quoted again, it has a new link, and the old one opens
    nothing.

    Raises:
        NotPermitted: the actor may not write orders.
        NotFound: no such draft, or a variant is not for sale any more.
        VersionConflict: the draft changed since `expected_version`.
        InvalidTransition: it has become an order, or was given up.
        DraftIncomplete: it has no lines, no customer or no address.
        InvalidInput: a time that is over, or more than 90 days away; coupons; too much money.
        WrongCurrency: a variant has no price in the draft's currency any more.
    """
    ctx.require(Scope.ORDERS_WRITE)
    if not ctx.now < valid_until <= ctx.now + VALID_MAX:
        raise InvalidInput("A quote is valid for 90 days at most.", "validUntil")
    async with in_transaction():
        draft = await lock_draft(draft_id)
        expect_version(draft, "draft order", expected_version)
        action = DraftAction.SEND_QUOTE
        DRAFT.target(draft.status, action)
        lines = await DraftOrderLine.filter(draft_id=draft.id).order_by("position")
        require_all(draft, lines)
        if draft.coupon_codes:
            raise InvalidInput("Take the coupons out: a quote has prices of its own.", "id")
        total = await _price(ctx, draft, lines)
        source = await DRAFT.move(
            draft,
            action,
            at=ctx.now,
            quote_round=draft.quote_round + 1,
            quoted_minor=total,
            valid_until=valid_until,
        )
        await append(
            ctx,
            QuoteSent.of(
                draft, source=source, action=action, currency=draft.currency, quoted_minor=total
            ),
        )
        return draft


async def _price(ctx: Context, draft: DraftOrder, lines: list[DraftOrderLine]) -> int:
    channel = await SalesChannel.get(id=draft.channel_id)
    wanted = [LineRequest(line.variant_id, line.quantity) for line in lines]
    asker = Asker(channel.code, draft.customer_id, ctx.now)
    with unnamed():
        offers = await offers_for(wanted, draft.currency, asker)
    total = 0
    for line, offer in zip(lines, offers, strict=True):
        own = line.unit_price_minor
        line.quoted_price_minor = offer.unit_price_minor if own is None else own
        total += line.quoted_price_minor * line.quantity
    if total > AMOUNT_MINOR_MAX:
        raise InvalidInput("This order is worth more than we can count.", "id")
    await DraftOrderLine.bulk_update(lines, ["quoted_price_minor"])
    return total
