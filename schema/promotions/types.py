"""Promotions and coupons, as clients see them."""

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry

from domain.promotions import models, queries
from domain.promotions.campaigns import queries as campaigns
from domain.promotions.cart import Reason, Stacking
from domain.promotions.codec import read_conditions, read_effects
from domain.promotions.errors import PromotionRejected
from domain.promotions.states import (
    PROMOTION,
    BatchStatus,
    CouponStatus,
    PromotionAction,
    PromotionStatus,
)
from schema.promotions.terms import PromotionCondition, PromotionEffect, percent
from schema.shared.connections import After, Before, Connection, First, Last, connect, window
from schema.shared.context import Info
from schema.shared.enums import describe
from schema.shared.errors import Refusals, UserError, common
from schema.shared.fields import Backed, Node, column, row_key, show
from schema.shared.money import Money

if TYPE_CHECKING:
    from schema.campaigns.types import Campaign

describe(
    PromotionStatus,
    "Whether a promotion is in force.",
    DRAFT="Written down; nobody gets it.",
    ACTIVE="In force, within its window.",
    PAUSED="Not in force for a while.",
    ENDED="Over for good.",
)
describe(
    PromotionAction,
    "What can be done to a promotion.",
    ACTIVATE="Put it in force.",
    PAUSE="Stop it for a while.",
    END="End it for good.",
)
describe(
    Stacking,
    "Whether a promotion goes together with others.",
    STACKS="It does.",
    EXCLUSIVE="It stands alone, where that costs the customer less.",
)
describe(
    CouponStatus,
    "Whether a coupon can be used.",
    ACTIVE="It can.",
    RESERVED="All its uses are taken by orders, some not yet paid or confirmed.",
    REDEEMED="All its uses are over.",
    EXPIRED="Its time is over.",
    DISABLED="Somebody disabled it.",
)
describe(
    BatchStatus,
    "Whether all coupons of a batch are there.",
    RUNNING="They are being made.",
    DONE="All are there.",
)
describe(
    Reason,
    "Why a promotion was not applied.",
    NOT_STARTED="It has not begun.",
    ENDED="It is over.",
    NOT_ACTIVE="It is not in force.",
    CHANNEL="It is for other channels.",
    CURRENCY="It has no amount in this currency.",
    COUPON_MISSING="It needs a coupon.",
    COUPON_UNKNOWN="There is no such coupon.",
    COUPON_USED_UP="All uses of the coupon are taken.",
    COUPON_EXPIRED="The coupon's time is over.",
    COUPON_DISABLED="The coupon was disabled.",
    COUPON_OF_ANOTHER="The coupon is somebody else's.",
    COUPON_GIVEN_TWICE="Another coupon of the same promotion was given.",
    USED_UP="All its uses are taken.",
    CUSTOMER_LIMIT="The customer has used it as often as each may.",
    BUDGET_SPENT="The budget of its campaign is used up.",
    HELD_OUT="The customer is left out of its campaign, to compare with.",
    SIGN_IN_FIRST="It depends on who the customer is.",
    OTHER_CUSTOMERS="It is for other customers.",
    OTHER_ORDER="It is for another order of the customer's.",
    SUBTOTAL_SHORT="The cart is not worth enough; it says how much is missing.",
    UNITS_SHORT="There are too few units; it says how many are missing.",
    NOTHING_MATCHES="It is about nothing in the cart.",
    GIFT_UNAVAILABLE="There is none left to give.",
    MARGIN="Nothing can be taken off without going below the margin. Whoever lacks"
    " `promotions:read` is told NO_EFFECT.",
    OUTDONE="Others stand instead that it does not go together with.",
    NO_EFFECT="Nothing is left to take off.",
)


@strawberry.type(description="Some coupons that are made together.")
class CouponBatch(Node, Backed[models.CouponBatch]):
    """A batch."""

    prefix: str = column("What their codes begin with; may be empty.")
    size: int = column("How many there will be.")
    made: int = column("How many there are.")
    status: BatchStatus = column("Whether all are there.")
    uses_max: int | None = column("How often each can be used; none is without limit.")
    expires_at: datetime | None = column("Until when they can be used.")
    version: int = column("Raised by one when it begins and when it is done.")
    created_at: datetime = column("When somebody asked for them.")

    @strawberry.field(description="What they open.")
    async def promotion(self, info: Info) -> "Promotion | None":
        return Promotion.maybe(
            await info.context.one(queries.promotions_by_ids, self.row.promotion_id)
        )


@strawberry.type(description="A code that opens a promotion.")
class Coupon(Node, Backed[models.Coupon]):
    """A coupon."""

    code: str = column("What customers type.")
    status: CouponStatus = column("Whether it can be used.")
    uses_max: int | None = column("How often it can be used; none is without limit.")
    uses: int = column("How often it is, by orders that were not given up.")
    redeemed: int = column("How many of those were paid or confirmed.")
    expires_at: datetime | None = column("Until when it can be used.")
    version: int = column("Raised by one with every fact about it.")
    created_at: datetime = column("When it was made.")

    @strawberry.field(description="What it opens.")
    async def promotion(self, info: Info) -> "Promotion | None":
        return Promotion.maybe(
            await info.context.one(queries.promotions_by_ids, self.row.promotion_id)
        )

    @strawberry.field(description="The batch it was made in, if it was.")
    async def batch(self, info: Info) -> CouponBatch | None:
        return CouponBatch.maybe(await info.context.one(queries.batches_by_ids, self.row.batch_id))


@strawberry.type(description="What takes something off, for which carts, and when.")
class Promotion(Node, Backed[models.PromotionRow]):
    """A promotion."""

    name: str = column("What it is called.")
    status: PromotionStatus = column("Whether it is in force.")
    priority: int = column("Higher ones come first.")
    stacking: Stacking = column("Whether it goes together with others.")
    exclusion_group: str | None = column("Of one such group a line takes part in one at most.")
    needs_coupon: bool = column("Whether somebody must give a coupon to get it.")
    starts_at: datetime | None = column("From when on; at once if nothing is said.")
    ends_at: datetime | None = column("Until when; for ever if nothing is said.")
    uses_max: int | None = column("How many orders can have it; none is without limit.")
    uses_per_customer_max: int | None = column("How many orders of one customer can have it.")
    version: int = column("Raised by one with every change.")
    created_at: datetime = column("When it was written down.")
    updated_at: datetime = column("When it last changed.")

    @strawberry.field(
        description="The campaign it belongs to, if it does; it is in force while that is running."
    )
    async def campaign(
        self, info: Info
    ) -> Annotated["Campaign", strawberry.lazy("schema.campaigns.types")] | None:
        key = self.row.campaign_id
        return show("Campaign", await info.context.one(campaigns.campaigns_by_ids, key))  # type: ignore[no-any-return]  # by name

    @strawberry.field(description="What could be done to it now.")
    def available_actions(self) -> list[PromotionAction]:
        return PROMOTION.actions(self.row.status)

    @strawberry.field(
        description="How many percent above cost it leaves at least; none is nothing."
    )
    def margin_percent(self) -> Decimal | None:
        return percent(self.row.margin_basis_points)

    @strawberry.field(description="For which carts it is: all of these must hold.")
    def conditions(self) -> list[PromotionCondition]:
        return [PromotionCondition.of(one) for one in read_conditions(self.row.conditions)]

    @strawberry.field(description="What it does, in this order.")
    def effects(self) -> list[PromotionEffect]:
        return [PromotionEffect.of(one) for one in read_effects(self.row.effects)]

    @strawberry.field(description="How many orders have it, but for those that were given up.")
    async def uses(self, info: Info) -> int:
        return await info.context.one(queries.uses_of_promotions, row_key(self)) or 0

    @strawberry.field(description="Its coupons, newest first.")
    async def coupons(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Coupon]:
        key, part = row_key(self), window(first, after, last, before)
        page = await info.context.page(queries.pages_of_coupons, key, part, queries.NEWEST)
        return connect(page, Coupon.of, lambda: info.context.count(queries.counts_of_coupons, key))


@strawberry.type(description="What a promotion took off one line.")
class LineDiscount:
    """By the line's place."""

    position: int = strawberry.field(description="The position of the line.")
    amount: Money = strawberry.field(description="What was taken off.")

    @classmethod
    def each(cls, lines: list[tuple[int, str, int]], currency: str) -> list["LineDiscount"]:
        """As an order's use of a promotion keeps them."""
        return [cls(position=place, amount=Money.of(minor, currency)) for place, _, minor in lines]


@strawberry.type(description="A promotion that an order was placed with.")
class AppliedDiscount(Backed[models.PromotionUse]):
    """What it was called then, and what it took off."""

    name: str = column("What it was called.")
    code: str | None = column("The coupon that was given for it, if it needed one.")

    @strawberry.field(description="What it took off, with the worth of what came for nothing.")
    def amount(self) -> Money:
        return Money.of(self.row.discount_minor, self.row.currency)

    @strawberry.field(
        description="What it took off each line; of a gift, which is a line too, what it is worth."
    )
    def lines(self) -> list[LineDiscount]:
        return LineDiscount.each(self.row.lines, self.row.currency)

    @strawberry.field(description="The promotion as it is now. Needs promotions:read.")
    async def promotion(self, info: Info) -> Promotion | None:
        return Promotion.maybe(
            await info.context.one(queries.promotions_by_ids, self.row.promotion_id)
        )


@strawberry.type(description="A coupon cannot be used for this order. Nothing was written.")
class PromotionRejectedError(UserError):
    """Which, and why."""

    coupon: str = strawberry.field(description="The code that was given.")
    reason: Reason = strawberry.field(description="Why it is not applied.")
    missing_amount: Money | None = strawberry.field(
        description="How much the cart falls short, if that is why."
    )
    missing_units: int | None = strawberry.field(
        description="How many units are missing, if that is why."
    )
    promotion_id: strawberry.Private[UUID | None] = None

    @strawberry.field(description="What it would open. Needs promotions:read.")
    async def promotion(self, info: Info) -> Promotion | None:
        return Promotion.maybe(await info.context.one(queries.promotions_by_ids, self.promotion_id))


def _rejected(error: PromotionRejected, locale: str) -> PromotionRejectedError:
    missing = error.refusal.missing_minor
    return PromotionRejectedError(
        **common(error, locale),
        coupon=error.coupon,
        reason=error.refusal.reason,
        missing_amount=None if missing is None else Money.of(missing, error.currency),
        missing_units=error.refusal.missing_units,
        promotion_id=error.promotion_id,
    )


Refusals.add(PromotionRejected, _rejected)
