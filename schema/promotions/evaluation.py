"""What a cart comes to, as clients see it."""

from uuid import UUID

import strawberry

from domain.catalog import queries as catalog
from domain.orders.discounts import Deal
from domain.promotions import queries
from domain.promotions.cart import Applied, Reason, Refusal, Rejected
from schema.catalog.types import ProductVariant
from schema.promotions.types import LineDiscount, Promotion
from schema.shared.context import Info
from schema.shared.money import Money
from schema.taxes.lines import OrderTaxLine


@strawberry.type(description="A line of a cart, before and after.")
class EvaluatedLine:
    """By its place."""

    position: int = strawberry.field(description="Its place in the cart; the first is 0.")
    subtotal: Money = strawberry.field(description="What it costs before any promotion.")
    discount: Money = strawberry.field(description="What is taken off.")
    total: Money = strawberry.field(description="What is left to pay.")


@strawberry.type(description="What comes for nothing.")
class EvaluatedGift:
    """A gift."""

    units: int = strawberry.field(description="How many.")
    worth: Money = strawberry.field(description="What they would have cost.")
    variant_id: strawberry.Private[UUID | None]

    @strawberry.field(description="What it is.")
    async def variant(self, info: Info) -> ProductVariant | None:
        return ProductVariant.maybe(
            await info.context.one(catalog.variants_by_ids, self.variant_id)
        )


@strawberry.type(description="A word on one promotion or coupon: applied, or why not.")
class PromotionDecision:
    """A decision."""

    name: str = strawberry.field(description="What the promotion is called; empty if unknown.")
    code: str | None = strawberry.field(description="The coupon that was given for it.")
    is_applied: bool = strawberry.field(description="Whether it was applied.")
    reason: Reason | None = strawberry.field(description="Why not, if it was not.")
    missing_amount: Money | None = strawberry.field(
        description="How much the cart falls short, or it saves less than what stands instead."
    )
    missing_units: int | None = strawberry.field(description="How many units are missing.")
    discount: Money = strawberry.field(description="What it took off in all.")
    shipping_discount: Money = strawberry.field(description="Of that, what it took off shipping.")
    lines: list[LineDiscount] = strawberry.field(description="What it took off each line.")
    gifts: list[EvaluatedGift] = strawberry.field(description="What it gives.")
    promotion_id: strawberry.Private[UUID | None]

    @strawberry.field(description="The promotion. Needs promotions:read.")
    async def promotion(self, info: Info) -> Promotion | None:
        return Promotion.maybe(await info.context.one(queries.promotions_by_ids, self.promotion_id))


@strawberry.type(description="What a cart comes to as an order of this moment, and why.")
class PromotionEvaluation:
    """Nothing is reserved."""

    lines: list[EvaluatedLine] = strawberry.field(description="The lines, by place.")
    subtotal: Money = strawberry.field(description="All lines before any promotion.")
    discount: Money = strawberry.field(description="All that is taken off, shipping with it.")
    shipping: Money = strawberry.field(description="What sending it costs before any promotion.")
    prices_include_tax: bool | None = strawberry.field(
        description="Whether the amounts contain their tax, or it comes on top. Null where no tax"
        " is owed, or nobody says where it goes."
    )
    tax: Money = strawberry.field(description="All tax, with that of sending it.")
    tax_lines: list[OrderTaxLine] = strawberry.field(
        description="The same, tax by tax, by name and rate."
    )
    total: Money = strawberry.field(description="What is left to pay.")
    gifts: list[EvaluatedGift] = strawberry.field(description="What comes for nothing.")
    decisions: list[PromotionDecision] = strawberry.field(
        description="A word on every promotion in force, in the order they were looked at, and"
        " then on coupons that open nothing. Promotions for others are for promotions:read."
    )

    @classmethod
    def of(cls, deal: Deal) -> "PromotionEvaluation":
        """As the domain has it."""
        found = deal.evaluation
        currency = found.currency
        decisions = [_decision(each, deal) for each in found.decisions]
        decisions += [_unopened(code, why, currency) for code, why in deal.refused.items()]
        return cls(
            lines=[
                EvaluatedLine(
                    position=line.position,
                    subtotal=Money.of(line.subtotal_minor, currency),
                    discount=Money.of(line.discount_minor, currency),
                    total=Money.of(line.total_minor, currency),
                )
                for line in found.lines
            ],
            subtotal=Money.of(found.subtotal_minor, currency),
            discount=Money.of(found.discount_minor, currency),
            shipping=Money.of(found.shipping_minor, currency),
            prices_include_tax=deal.taxes.is_included,
            tax=Money.of(deal.taxes.tax_minor, currency),
            tax_lines=OrderTaxLine.each(deal.taxes.summed(), currency),
            total=Money.of(deal.total_minor, currency),
            gifts=[gift for decision in decisions for gift in decision.gifts],
            decisions=decisions,
        )


@strawberry.type(description="Whether a coupon can be used.")
class CouponValidity:
    """For a cart if there is one, else at all."""

    code: str = strawberry.field(description="The code as we look for it.")
    is_valid: bool = strawberry.field(description="Whether it can be used.")
    reason: Reason | None = strawberry.field(description="Why not, if it cannot.")
    missing_amount: Money | None = strawberry.field(description="How much the cart falls short.")
    missing_units: int | None = strawberry.field(description="How many units are missing.")

    @classmethod
    def of(cls, code: str, why: Refusal | None, currency: str | None) -> "CouponValidity":
        """As the domain has it."""
        return cls(
            code=code,
            is_valid=why is None,
            reason=why.reason if why else None,
            missing_amount=_missing(why, currency),
            missing_units=why.missing_units if why else None,
        )


def _missing(why: Refusal | None, currency: str | None) -> Money | None:
    if why is None or why.missing_minor is None or currency is None:
        return None
    return Money.of(why.missing_minor, currency)


def _decision(each: Applied | Rejected, deal: Deal) -> PromotionDecision:
    currency, own = deal.evaluation.currency, each.promotion.id
    applied = each if isinstance(each, Applied) else None
    why = None if isinstance(each, Applied) else each.refusal
    coupon = deal.coupons.get(own)
    return PromotionDecision(
        name=each.promotion.name,
        code=coupon.code if coupon else None,
        is_applied=applied is not None,
        reason=why.reason if why else None,
        missing_amount=_missing(why, currency),
        missing_units=why.missing_units if why else None,
        discount=Money.of(applied.discount_minor if applied else 0, currency),
        shipping_discount=Money.of(applied.shipping_minor if applied else 0, currency),
        lines=[
            LineDiscount(position=position, amount=Money.of(minor, currency))
            for position, minor in (applied.lines.items() if applied else ())
        ],
        gifts=[
            EvaluatedGift(
                units=gift.units,
                worth=Money.of(gift.units * gift.unit_price_minor, currency),
                variant_id=gift.variant_id,
            )
            for gift in (applied.gifts if applied else ())
        ],
        promotion_id=own,
    )


def _unopened(code: str, why: Refusal, currency: str) -> PromotionDecision:
    return PromotionDecision(
        name="",
        code=code,
        is_applied=False,
        reason=why.reason,
        missing_amount=_missing(why, currency),
        missing_units=why.missing_units,
        discount=Money.of(0, currency),
        shipping_discount=Money.of(0, currency),
        lines=[],
        gifts=[],
        promotion_id=None,
    )
