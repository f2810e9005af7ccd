"""Changing promotions and coupons."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import strawberry

from domain.promotions.cart import Stacking
from domain.promotions.create_coupon import create_coupon
from domain.promotions.create_coupon_batch import create_coupon_batch
from domain.promotions.create_promotion import create_promotion
from domain.promotions.details import Details
from domain.promotions.disable_coupon import disable_coupon
from domain.promotions.models import PromotionRow
from domain.promotions.move_promotion import move_promotion
from domain.promotions.states import PromotionAction
from domain.promotions.terms import Condition, Effect
from domain.promotions.update_promotion import update_promotion
from domain.shared.errors import AlreadyTaken
from domain.shared.money import WrongCurrency
from schema.promotions.inputs import (
    PromotionConditionInput,
    PromotionEffectInput,
    maybe_points,
)
from schema.promotions.types import Coupon, CouponBatch, Promotion
from schema.shared.context import Info
from schema.shared.ids import key_of, maybe_key
from schema.shared.mutations import (
    KEY_DESCRIPTION,
    Input,
    Payload,
    changed,
    expected_version,
    given,
    mutation,
    omissible,
    optional,
)

GROUP = "Of one such group a line takes part in one promotion at most; all have one priority."
MARGIN = "Leave at least so many percent above cost, where the cost is known."


@strawberry.input(description="A promotion to write down, as a draft.")
class PromotionCreateInput:
    """A new promotion."""

    name: str = strawberry.field(description="What it is called, up to 120 characters.")
    effects: list[PromotionEffectInput] = strawberry.field(
        description="What it does, in this order; 1 to 10."
    )
    conditions: list[PromotionConditionInput] = optional(
        "For which carts: all of these must hold; at most 10.", default=()
    )
    priority: int = optional("Higher ones come first; the earlier created breaks ties.", default=0)
    stacking: Stacking = optional("Whether it goes together with others.", default=Stacking.STACKS)
    exclusion_group: str | None = optional(GROUP)
    needs_coupon: bool = optional("Whether somebody must give a coupon.", default=False)
    starts_at: datetime | None = optional("From when on; at once if left out.")
    ends_at: datetime | None = optional("Until when; for ever if left out.")
    margin_percent: Decimal | None = optional(MARGIN)
    uses_max: int | None = optional("How many orders can have it.")
    uses_per_customer_max: int | None = optional("How many orders of one customer can have it.")
    campaign_id: strawberry.ID | None = optional(
        "The campaign it belongs to: it is in force while that is running, and takes of its budget."
    )
    idempotency_key: str | None = optional(KEY_DESCRIPTION)


@strawberry.input(description="What to change of a promotion; what is left out stays.")
class PromotionUpdateInput:
    """Which, and what is new."""

    id: strawberry.ID = strawberry.field(description="Which promotion.")
    name: str | None = optional("What it is called.")
    effects: list[PromotionEffectInput] | None = optional("What it does, in place of before.")
    conditions: list[PromotionConditionInput] | None = optional(
        "For which carts, in place of before."
    )
    priority: int | None = optional("Higher ones come first.")
    stacking: Stacking | None = optional("Whether it goes together with others.")
    exclusion_group: str | None = omissible(f"{GROUP} Null for none.")
    needs_coupon: bool | None = optional("Whether somebody must give a coupon.")
    starts_at: datetime | None = omissible("From when on; null for at once.")
    ends_at: datetime | None = omissible("Until when; null for ever.")
    margin_percent: Decimal | None = omissible(f"{MARGIN} Null for nothing.")
    uses_max: int | None = omissible("How many orders can have it; null for no limit.")
    uses_per_customer_max: int | None = omissible(
        "How many orders of one customer can have it; null for no limit."
    )
    campaign_id: strawberry.ID | None = omissible("The campaign it belongs to; null for none.")
    expected_version: int | None = expected_version()


@strawberry.input(description="A promotion to put in force.")
class PromotionActivateInput:
    """Which."""

    id: strawberry.ID = strawberry.field(description="Which promotion.")
    expected_version: int | None = expected_version()


@strawberry.input(description="A promotion to stop for a while.")
class PromotionPauseInput:
    """Which."""

    id: strawberry.ID = strawberry.field(description="Which promotion.")
    expected_version: int | None = expected_version()


@strawberry.input(description="A promotion to end for good.")
class PromotionEndInput:
    """Which."""

    id: strawberry.ID = strawberry.field(description="Which promotion.")
    expected_version: int | None = expected_version()


@strawberry.type(description="The promotion as it is now.")
class PromotionPayload(Payload):
    """What came of it."""

    promotion: Promotion | None = changed("The promotion.")


@strawberry.input(description="A coupon to make.")
class CouponCreateInput:
    """A new coupon."""

    promotion_id: strawberry.ID = strawberry.field(description="What it opens.")
    code: str | None = optional("Its code, in capitals; one that nobody guesses if left out.")
    uses_max: int | None = optional("How often it can be used; null for no limit.", default=1)
    customer_id: strawberry.ID | None = optional("The only customer who can use it.")
    expires_at: datetime | None = optional("Until when it can be used.")
    idempotency_key: str | None = optional(KEY_DESCRIPTION)


@strawberry.type(description="The coupon as it is now.")
class CouponPayload(Payload):
    """What came of it."""

    coupon: Coupon | None = changed("The coupon.")


@strawberry.input(description="Coupons to make, each with a code that nobody guesses.")
class CouponBatchCreateInput:
    """A new batch."""

    promotion_id: strawberry.ID = strawberry.field(description="What they open.")
    size: int = strawberry.field(description="How many, up to 5,000,000.")
    idempotency_key: str = strawberry.field(description=KEY_DESCRIPTION)
    prefix: str = optional("What their codes begin with.", default="")
    uses_max: int | None = optional("How often each can be used; null for no limit.", default=1)
    expires_at: datetime | None = optional("Until when they can be used.")


@strawberry.type(description="The batch as it is now; its coupons are made in the background.")
class CouponBatchPayload(Payload):
    """What came of it."""

    coupon_batch: CouponBatch | None = changed("The batch.")


@strawberry.input(description="A coupon that nobody shall use any more.")
class CouponDisableInput:
    """Which."""

    id: strawberry.ID = strawberry.field(description="Which coupon.")
    expected_version: int | None = expected_version()


@strawberry.type(description="Changing promotions and coupons.")
class PromotionMutations:
    """Write down, put in force, give out."""

    @mutation("Write down a promotion, as a draft. Needs promotions:write.", WrongCurrency)
    async def promotion_create(
        self, info: Info, input: Input[PromotionCreateInput]
    ) -> PromotionPayload:
        details = Details(
            input.name,
            effects_in(input.effects),
            conditions_in(input.conditions),
            input.priority,
            input.stacking,
            input.exclusion_group,
            input.needs_coupon,
            input.starts_at,
            input.ends_at,
            maybe_points(input.margin_percent, "marginPercent"),
            input.uses_max,
            input.uses_per_customer_max,
            maybe_key("Campaign", input.campaign_id),
        )
        row = await create_promotion(
            info.context.domain, details, idempotency_key=input.idempotency_key
        )
        return PromotionPayload(promotion=Promotion.of(row))

    @mutation(
        "Change a promotion, for carts from now on; orders keep what they got. Needs"
        " promotions:write.",
        WrongCurrency,
    )
    async def promotion_update(
        self, info: Info, input: Input[PromotionUpdateInput]
    ) -> PromotionPayload:
        row = await update_promotion(
            info.context.domain,
            key_of("Promotion", input.id),
            expected_version=input.expected_version,
            **_changes(input),
        )
        return PromotionPayload(promotion=Promotion.of(row))

    @mutation("Put a promotion in force, within its window. Needs promotions:write.")
    async def promotion_activate(
        self, info: Info, input: Input[PromotionActivateInput]
    ) -> PromotionPayload:
        row = await _move(info, input, PromotionAction.ACTIVATE)
        return PromotionPayload(promotion=Promotion.of(row))

    @mutation("Stop a promotion for a while. Needs promotions:write.")
    async def promotion_pause(
        self, info: Info, input: Input[PromotionPauseInput]
    ) -> PromotionPayload:
        row = await _move(info, input, PromotionAction.PAUSE)
        return PromotionPayload(promotion=Promotion.of(row))

    @mutation("End a promotion for good. Needs promotions:write.")
    async def promotion_end(self, info: Info, input: Input[PromotionEndInput]) -> PromotionPayload:
        row = await _move(info, input, PromotionAction.END)
        return PromotionPayload(promotion=Promotion.of(row))

    @mutation("Make a coupon of a promotion that needs one. Needs promotions:write.", AlreadyTaken)
    async def coupon_create(self, info: Info, input: Input[CouponCreateInput]) -> CouponPayload:
        coupon = await create_coupon(
            info.context.domain,
            key_of("Promotion", input.promotion_id),
            code=input.code,
            uses_max=input.uses_max,
            customer_id=maybe_key("Customer", input.customer_id),
            expires_at=input.expires_at,
            idempotency_key=input.idempotency_key,
        )
        return CouponPayload(coupon=Coupon.of(coupon))

    @mutation(
        "Have many coupons made in the background, with codes that nobody guesses. Needs"
        " promotions:write."
    )
    async def coupon_batch_create(
        self, info: Info, input: Input[CouponBatchCreateInput]
    ) -> CouponBatchPayload:
        batch = await create_coupon_batch(
            info.context.domain,
            key_of("Promotion", input.promotion_id),
            size=input.size,
            prefix=input.prefix,
            uses_max=input.uses_max,
            expires_at=input.expires_at,
            idempotency_key=input.idempotency_key,
        )
        return CouponBatchPayload(coupon_batch=CouponBatch.of(batch))

    @mutation("Let nobody use a coupon any more. Needs promotions:write.")
    async def coupon_disable(self, info: Info, input: Input[CouponDisableInput]) -> CouponPayload:
        coupon = await disable_coupon(
            info.context.domain,
            key_of("Coupon", input.id),
            expected_version=input.expected_version,
        )
        return CouponPayload(coupon=Coupon.of(coupon))


async def _move(info: Info, input: Any, action: PromotionAction) -> PromotionRow:
    return await move_promotion(
        info.context.domain,
        key_of("Promotion", input.id),
        action,
        expected_version=input.expected_version,
    )


def conditions_in(given: Sequence[PromotionConditionInput]) -> list[Condition]:
    """Conditions as the domain has them."""
    return [one.read("conditions", str(place)) for place, one in enumerate(given)]


def effects_in(given: Sequence[PromotionEffectInput]) -> list[Effect]:
    """Effects as the domain has them."""
    return [one.read("effects", str(place)) for place, one in enumerate(given)]


def _changes(input: PromotionUpdateInput) -> Mapping[str, Any]:
    changes: dict[str, Any] = {
        name: value
        for name in ("name", "priority", "stacking", "needs_coupon")
        if (value := getattr(input, name)) is not None
    }
    if input.effects is not None:
        changes["effects"] = effects_in(input.effects)
    if input.conditions is not None:
        changes["conditions"] = conditions_in(input.conditions)
    changes |= given(
        input, "exclusion_group", "starts_at", "ends_at", "uses_max", "uses_per_customer_max"
    )
    if "campaign_id" in given(input, "campaign_id"):
        changes["campaign_id"] = maybe_key("Campaign", input.campaign_id)
    if "margin_percent" in given(input, "margin_percent"):
        changes["margin_basis_points"] = maybe_points(input.margin_percent, "marginPercent")
    return changes
