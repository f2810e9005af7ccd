"""What promotions make of an order to be: evaluated, and what it uses of them taken."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.identity.scopes import Scope
from domain.orders.offers import Offer
from domain.orders.request import LineRequest
from domain.orders.states import OrderStatus
from domain.orders.taxing import NO_TAXES, OrderTaxes
from domain.promotions.active import Active, current_promotions
from domain.promotions.cart import Applied, Cart, Evaluation, Gift, Reason, Refusal
from domain.promotions.circumstances import (
    GiftNames,
    Wanted,
    circumstances_of,
    coupons_given,
    gifts_of,
    limits_reached,
    lines_of,
)
from domain.promotions.errors import PromotionRejected
from domain.promotions.evaluate import evaluate
from domain.promotions.exhausted import Exhausted
from domain.promotions.models import Coupon, PromotionUse
from domain.promotions.rules import rules
from domain.promotions.uses import Use, reserve_uses, write_uses
from domain.shared import sql
from domain.shared.context import Context

BEFORE = """
SELECT count(DISTINCT coalesce(group_id, id)) FROM sales_order
WHERE customer_id = $1 AND status <> ALL($2::text[])
"""
GIVEN_UP = [OrderStatus.CANCELED.value, OrderStatus.EXPIRED.value]


@dataclass(frozen=True, slots=True)
class Basket:
    """Lines at today's prices, who wants them, and with which coupons."""

    lines: Sequence[LineRequest]
    offers: Sequence[Offer]
    currency: str
    channel: str
    customer_id: UUID | None
    codes: Sequence[str] = ()
    shipping_minor: int = 0
    barren: frozenset[UUID] = frozenset()  # variants that cannot be given, whatever the shelves say


@dataclass(frozen=True, slots=True)
class Deal:
    """What promotions make of a basket, and what it owes of taxes. `refused` are codes that open
    nothing, and why.
    """

    active: Active
    evaluation: Evaluation
    coupons: Mapping[UUID, Coupon] = field(default_factory=dict)
    refused: Mapping[str, Refusal] = field(default_factory=dict)
    names: Mapping[UUID, GiftNames] = field(default_factory=dict)
    taxes: OrderTaxes = NO_TAXES

    @property
    def total_minor(self) -> int:
        """What is left to pay, with shipping and taxes."""
        return self.evaluation.total_minor + self.taxes.on_top_minor

    @property
    def gifts(self) -> Sequence[Gift]:
        """What comes for nothing, as lines of the order."""
        return self.evaluation.gifts

    def of_coupon(self, code: str) -> UUID | None:
        """The promotion that a code belongs to, if it opens one."""
        found = (one for one, coupon in self.coupons.items() if coupon.code == code)
        return next(found, None)

    def rejected_codes(self) -> dict[str, Refusal]:
        """The codes that nothing was applied for, and why."""
        by_promotion = {each.promotion.id: each.refusal for each in self.evaluation.rejected}
        return dict(self.refused) | {
            coupon.code: by_promotion[promotion_id]
            for promotion_id, coupon in self.coupons.items()
            if promotion_id in by_promotion
        }


async def deal_of(
    ctx: Context, basket: Basket, active: Active, *, without: Mapping[UUID, Refusal] | None = None
) -> Deal:
    """Evaluate a basket; nothing is written. `without` are promotions it may not have.

    Raises:
        InvalidInput: too many codes.
    """
    given = await coupons_given(active, basket.codes, customer_id=basket.customer_id, now=ctx.now)
    wanted = [
        Wanted(line.variant_id, line.quantity, offer.unit_price_minor)
        for line, offer in zip(basket.lines, basket.offers, strict=True)
    ]
    cart = Cart(basket.currency, await lines_of(wanted, basket.currency), basket.shipping_minor)
    taken = Counter[UUID]()
    for line in basket.lines:
        taken[line.variant_id] += line.quantity
    gifts, names = await gifts_of(ctx, active, basket.currency, taken)
    before = 0
    if active.ask_for_orders and basket.customer_id is not None:
        before = int(await sql.value(BEFORE, basket.customer_id, GIVEN_UP))
    limits = await limits_reached(active, basket.customer_id, basket.currency)
    around = await circumstances_of(
        ctx.now,
        channel=basket.channel,
        customer_id=basket.customer_id,
        orders_before=before,
        coupons=given.coupons,
        refused={**limits, **(without or {})},
        gifts={one: shelf for one, shelf in gifts.items() if one not in basket.barren},
        rules=rules(),
    )
    evaluation = evaluate(cart, active.promotions, around)
    return Deal(active, evaluation, given.coupons, given.refused, names)


def told(ctx: Context, refusal: Refusal) -> Refusal:
    """A refusal as this asker may know it: who may not read promotions is not told of margins, or
    what a thing cost us could be found by trying one price, or one coupon, after the other."""
    if refusal.reason is not Reason.MARGIN or ctx.allows(Scope.PROMOTIONS_READ):
        return refusal
    return Refusal(Reason.NO_EFFECT)


async def strike(ctx: Context, order_id: UUID, basket: Basket) -> Deal | None:
    """Settle what an order gets, and take what it uses of promotions and coupons, for good or with
    the transaction; None where there is nothing to get.

    Until the transaction ends, no promotion changes.

    Raises:
        PromotionRejected: a coupon that was given is not applied.
        InvalidInput: too many codes.
    """
    if not basket.codes and not (await current_promotions()).promotions:
        return None
    active = await current_promotions(held=True)
    without: dict[UUID, Refusal] = {}
    while True:
        deal = await deal_of(ctx, basket, active, without=without)
        for code, refusal in deal.rejected_codes().items():
            raise PromotionRejected(
                code,
                told(ctx, refusal),
                currency=basket.currency,
                promotion_id=deal.of_coupon(code),
            )
        wanted = {
            each.promotion.id: deal.coupons.get(each.promotion.id)
            for each in deal.evaluation.applied
        }
        try:
            async with in_transaction():
                await reserve_uses(
                    ctx,
                    order_id,
                    active,
                    wanted,
                    {each.promotion.id: worth_of(each) for each in deal.evaluation.applied},
                    customer_id=basket.customer_id,
                )
        except Exhausted as gone:
            # Coupons for them are refused the next time.
            without |= dict.fromkeys(gone.promotions, gone.refusal)
        else:
            return deal if wanted else None


def worth_of(applied: Applied) -> int:
    """What somebody gets by a promotion, in minor units: what it takes off, and gifts."""
    gifts = sum(gift.units * gift.unit_price_minor for gift in applied.gifts)
    return applied.discount_minor + gifts


async def keep_deal(
    ctx: Context,
    order_id: UUID,
    deal: Deal,
    *,
    line_ids: Sequence[UUID],
    gift_ids: Sequence[UUID],
    customer_id: UUID | None,
) -> None:
    """Write down what the order was placed with; its lines, and then its gifts, are there."""
    gifts = enumerate(gift_ids, start=len(line_ids))
    uses = []
    for each in deal.evaluation.applied:
        lines = [(place, line_ids[place], minor) for place, minor in each.lines.items()]
        given = [(*next(gifts), gift.units * gift.unit_price_minor) for gift in each.gifts]
        uses.append(
            Use(
                each.promotion.id,
                each.promotion.name,
                deal.coupons.get(each.promotion.id),
                worth_of(each),
                lines + given,
                [line_id for _, line_id, _ in given],
            )
        )
    await write_uses(
        ctx,
        order_id,
        deal.active,
        uses,
        customer_id=customer_id,
        currency=deal.evaluation.currency,
    )


async def gift_lines(order_id: UUID) -> set[UUID]:
    """The lines of an order that nobody asked for."""
    uses = await PromotionUse.filter(order_id=order_id)
    return {UUID(line_id) for use in uses for line_id in use.gifts}


def short_gifts(deal: Deal | None, short: Collection[UUID]) -> frozenset[UUID]:
    """The gifts among variants of which there is too little after all."""
    given = {gift.variant_id for gift in deal.gifts} if deal else set()
    return frozenset(given & set(short))
