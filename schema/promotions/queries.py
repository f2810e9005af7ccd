"""Reading promotions and coupons, and trying carts."""

from typing import Annotated

import strawberry

from domain.orders.evaluate_cart import CartRequest, evaluate_cart
from domain.orders.request import LineRequest
from domain.promotions import queries
from domain.promotions.active import current_promotions
from domain.promotions.circumstances import coupons_given
from domain.promotions.codes import normal
from domain.promotions.states import CouponStatus, PromotionStatus
from domain.shared.inputs import text
from schema.promotions.evaluation import CouponValidity, PromotionEvaluation
from schema.promotions.types import Coupon, CouponBatch, Promotion
from schema.shared.arguments import Id
from schema.shared.connections import After, Before, Connection, First, Last, connect, window
from schema.shared.context import Info
from schema.shared.ids import key_in, key_of, maybe_key
from schema.shared.money import MoneyInput
from schema.shared.mutations import optional
from schema.shared.scalars import CurrencyCode
from schema.taxes.inputs import DestinationInput


@strawberry.input(description="So many units of a variant.")
class CartLineInput:
    """A line."""

    variant_id: strawberry.ID = strawberry.field(description="What.")
    quantity: int = strawberry.field(description="Units, 1 to 10,000.")


@strawberry.input(description="A cart to try. Nothing is reserved for it.")
class CartInput:
    """What an order would say."""

    channel: str = strawberry.field(description="The code of the channel it comes from.")
    currency: CurrencyCode = strawberry.field(description="The currency of its prices.")
    lines: list[CartLineInput] = strawberry.field(description="What is in it, 1 to 250 lines.")
    customer_id: strawberry.ID | None = optional(
        "Whose it is; a customer's own if left out. Others need orders:write."
    )
    coupon_codes: list[str] = optional("The coupons that are given, at most 10.", default=())
    shipping: MoneyInput | None = optional("What sending it costs; nothing if left out.")
    destination: DestinationInput | None = optional(
        "Where it would go, for its taxes; where the channel is, if left out."
    )
    shipping_method_id: strawberry.ID | None = optional(
        "The way of sending it, instead of what sending costs. Say where it goes, too."
    )

    def read(self) -> CartRequest:
        """As the domain has it."""
        return CartRequest(
            self.channel,
            self.currency,
            [
                LineRequest(
                    key_of("ProductVariant", line.variant_id, "lines", str(place), "variantId"),
                    line.quantity,
                )
                for place, line in enumerate(self.lines)
            ],
            maybe_key("Customer", self.customer_id),
            self.coupon_codes,
            self.shipping.read("shipping").minor if self.shipping else 0,
            self.destination.read("destination") if self.destination else None,
            maybe_key("ShippingMethod", self.shipping_method_id),
        )


@strawberry.type(description="Reading promotions and coupons.")
class PromotionQueries:
    """Promotions, coupons, carts."""

    @strawberry.field(
        description="One promotion; null if there is none that you may see. Needs promotions:read."
    )
    async def promotion(self, info: Info, id: Id) -> Promotion | None:
        key = key_in("Promotion", id)
        return Promotion.maybe(await info.context.one(queries.promotions_by_ids, key))

    @strawberry.field(description="Promotions, newest first. Needs promotions:read.")
    async def promotions(
        self,
        info: Info,
        status: Annotated[
            PromotionStatus | None, strawberry.argument(description="Only in this status.")
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Promotion]:
        ctx, part = info.context.domain, window(first, after, last, before)
        page = await queries.promotions_page(ctx, part, status=status)
        return connect(page, Promotion.of, lambda: queries.count_promotions(ctx, status=status))

    @strawberry.field(
        description="One batch of coupons; null if there is none that you may see. Needs"
        " promotions:read."
    )
    async def coupon_batch(self, info: Info, id: Id) -> CouponBatch | None:
        key = key_in("CouponBatch", id)
        return CouponBatch.maybe(await info.context.one(queries.batches_by_ids, key))

    @strawberry.field(description="Coupons, newest first. Needs promotions:read.")
    async def coupons(
        self,
        info: Info,
        promotion_id: Annotated[
            strawberry.ID | None, strawberry.argument(description="Only of this promotion.")
        ] = None,
        status: Annotated[
            CouponStatus | None, strawberry.argument(description="Only in this status.")
        ] = None,
        code: Annotated[
            str | None, strawberry.argument(description="Only the one with this code.")
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Coupon]:
        ctx, part = info.context.domain, window(first, after, last, before)
        which = queries.CouponFilter(
            None if promotion_id is None else key_in("Promotion", promotion_id) or queries.NOBODYS,
            status,
            None if code is None else text(code, "code"),
        )
        page = await queries.coupons_page(ctx, part, which)
        return connect(page, Coupon.of, lambda: queries.count_coupons(ctx, which))

    @strawberry.field(
        description="Whether a coupon can be used: for a cart if one is given, else at all."
        " For everybody."
    )
    async def coupon_validate(
        self,
        info: Info,
        code: Annotated[str, strawberry.argument(description="The code.")],
        cart: Annotated[CartInput | None, strawberry.argument(description="For this cart.")] = None,
    ) -> CouponValidity:
        ctx, wanted = info.context.domain, normal(text(code, "code"))
        if cart is None:
            given = await coupons_given(
                await current_promotions(), [wanted], customer_id=ctx.customer_id, now=ctx.now
            )
            return CouponValidity.of(wanted, given.refused.get(wanted), None)
        asked = cart.read()
        asked = asked.with_code(wanted)
        deal = await evaluate_cart(ctx, asked)
        return CouponValidity.of(wanted, deal.rejected_codes().get(wanted), asked.currency)

    @strawberry.field(
        description="What a cart would cost as an order of this moment, with a word on every"
        " promotion. For everybody; nothing is reserved."
    )
    async def promotion_evaluate(
        self,
        info: Info,
        input: Annotated[CartInput, strawberry.argument(description="The cart.")],
    ) -> PromotionEvaluation:
        return PromotionEvaluation.of(await evaluate_cart(info.context.domain, input.read()))
