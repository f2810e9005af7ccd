"""What a colleague puts into a draft, and whether it makes sense."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from domain.identity.scopes import Scope
from domain.orders.drafts.models import DraftOrder, DraftOrderLine
from domain.orders.offers import Asker, offers_for
from domain.orders.request import LINES_MAX, QUANTITY_MAX, LineRequest, ShippingAddress
from domain.promotions.codes import CODES_MAX, normal
from domain.shared.context import Context
from domain.shared.inputs import count, items, text
from domain.shared.money import AMOUNT_MINOR_MAX, Money, WrongCurrency

REASON_LENGTH_MAX = 200  # characters


@dataclass(frozen=True, slots=True)
class DraftLineRequest:
    """So many units of a variant, at the price of the day, or at one's own and why."""

    variant_id: UUID
    quantity: int
    unit_price: Money | None = None
    price_reason: str = ""


@dataclass(frozen=True, slots=True)
class CreateDraft:
    """A draft to be. Nearly everything can come later."""

    channel: str
    currency: str
    lines: Sequence[DraftLineRequest] = ()
    customer_id: UUID | None = None
    address: ShippingAddress | None = None
    note: str = ""
    gift_message: str = ""
    coupon_codes: Sequence[str] = ()


def check_lines(ctx: Context, lines: Sequence[DraftLineRequest], currency: str) -> None:
    """Look at what can be judged without looking into the shop.

    Raises:
        NotPermitted: a price of one's own, without the permission to set prices.
        InvalidInput: too many lines, a quantity or a price out of bounds, a price without reason.
        WrongCurrency: a price in another currency.
    """
    if any(line.unit_price is not None for line in lines):
        ctx.require(Scope.PRICING_WRITE)
    for place, line in enumerate(items(lines, "lines", most=LINES_MAX)):
        path = ("lines", str(place))
        count(line.quantity, *path, "quantity", highest=QUANTITY_MAX)
        if line.unit_price is not None:
            if line.unit_price.currency != currency:
                raise WrongCurrency(f"The prices of this draft are in {currency}.", *path)
            minor = line.unit_price.minor
            count(minor, *path, "unitPrice", lowest=0, highest=AMOUNT_MINOR_MAX)
            text(line.price_reason, *path, "priceReason", longest=REASON_LENGTH_MAX)


def checked_codes(codes: Sequence[str]) -> list[str]:
    """Coupon codes as they are kept. Whether they open anything shows when the order is placed.

    Raises:
        InvalidInput: more than 10, or none that are any.
    """
    return [
        text(normal(code), "couponCodes") for code in items(codes, "couponCodes", most=CODES_MAX)
    ]


async def written_lines(
    ctx: Context,
    draft: DraftOrder,
    channel: str,
    lines: Sequence[DraftLineRequest],
) -> list[DraftOrderLine]:
    """Rows for lines whose variants are for sale in the draft's channel.

    Raises:
        NotFound: a line names nothing that the channel shows.
        WrongCurrency: a variant has no price in the draft's currency.
    """
    if not lines:
        return []
    wanted = [LineRequest(line.variant_id, line.quantity) for line in lines]
    asker = Asker(channel, draft.customer_id, ctx.now)
    offers = await offers_for(wanted, draft.currency, asker)
    return [
        DraftOrderLine(
            draft_id=draft.id,
            position=place,
            variant_id=line.variant_id,
            sku=offer.sku,
            name=offer.name,
            quantity=line.quantity,
            unit_price_minor=line.unit_price and line.unit_price.minor,
            price_reason=line.price_reason.strip() if line.unit_price else "",
        )
        for place, (line, offer) in enumerate(zip(lines, offers, strict=True))
    ]
