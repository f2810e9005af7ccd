"""Making a draft an order, by the code that places all orders, in the caller's transaction."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from domain.channels.models import SalesChannel
from domain.orders.drafts.errors import DraftIncomplete, QuoteExpired
from domain.orders.drafts.events import DraftCompleted
from domain.orders.drafts.masking import address_of, gift_of
from domain.orders.drafts.models import DraftOrder, DraftOrderLine
from domain.orders.drafts.states import DRAFT, DraftAction, DraftGap, DraftStatus
from domain.orders.models import Order
from domain.orders.placing import Placing, Prices
from domain.orders.request import LineRequest, PlaceOrder
from domain.orders.step_by_step import place_step_by_step
from domain.shared.context import Context
from domain.shared.errors import DomainError
from domain.shared.outbox import append


def require_all(draft: DraftOrder, lines: Sequence[DraftOrderLine]) -> None:
    """Raise unless it has what an order must have.

    Raises:
        DraftIncomplete: it has no lines, no customer or no address.
    """
    there = {
        DraftGap.LINES: bool(lines),
        DraftGap.CUSTOMER: draft.customer_id is not None,
        DraftGap.ADDRESS: bool(draft.shipping_address),
    }
    if gaps := [gap for gap, is_there in there.items() if not is_there]:
        raise DraftIncomplete(gaps)


def require_valid(ctx: Context, draft: DraftOrder) -> None:
    """Raise if the time is over for which its price was promised.

    Raises:
        QuoteExpired: it is.
    """
    is_over = draft.valid_until is not None and draft.valid_until <= ctx.now
    if draft.status is DraftStatus.EXPIRED or (draft.status is DraftStatus.QUOTED and is_over):
        raise QuoteExpired


@contextmanager
def unnamed() -> Iterator[None]:
    """Refusals of what stands in the draft name no field: whoever asks said none of it now."""
    try:
        yield
    except DomainError as refusal:
        refusal.facts.pop("field", None)
        raise


async def complete(ctx: Context, draft: DraftOrder) -> Order:
    """Place the order of a draft that the caller holds, and let the draft say which it is.

    Raises:
        InvalidTransition: it cannot become an order from here.
        DraftIncomplete, QuoteExpired: see above.
        Others: as `place_order` does.
    """
    require_valid(ctx, draft)
    action = DraftAction.COMPLETE
    DRAFT.target(draft.status, action)
    lines = await DraftOrderLine.filter(draft_id=draft.id).order_by("position")
    require_all(draft, lines)
    channel = await SalesChannel.get(id=draft.channel_id)
    request = PlaceOrder(
        channel=channel.code,
        currency=draft.currency,
        lines=[LineRequest(line.variant_id, line.quantity) for line in lines],
        customer_id=draft.customer_id,
        address=address_of(draft),
        note=draft.note,
        coupon_codes=draft.coupon_codes,
        gift_message=gift_of(draft),
    )
    with unnamed():
        placing = replace(Placing.of(ctx, request, None), prices=_prices(draft, lines))
        order = await place_step_by_step(placing)
    source = await DRAFT.move(draft, action, at=ctx.now, order_id=order.id)
    await append(ctx, DraftCompleted.of(draft, source=source, action=action, order_id=order.id))
    return order


def _prices(draft: DraftOrder, lines: Sequence[DraftOrderLine]) -> Prices:
    """What was settled of the prices: all of a quote's, else a colleague's own."""
    is_quoted = draft.status is DraftStatus.QUOTED
    settled = (
        (place, line.quoted_price_minor if is_quoted else line.unit_price_minor)
        for place, line in enumerate(lines)
    )
    return Prices({place: minor for place, minor in settled if minor is not None}, is_quoted)
