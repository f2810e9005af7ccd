"""What is said to change prices."""

from datetime import datetime

import strawberry

from schema.pricing.words import DownwardMode, Strategy
from schema.shared.money import MoneyInput
from schema.shared.mutations import KEY_DESCRIPTION, expected_version, optional
from schema.shared.scalars import CurrencyCode


@strawberry.input(description="A price list to make.")
class PriceListCreateInput:
    """A new list."""

    name: str = strawberry.field(description="The name.")
    currency: CurrencyCode = strawberry.field(description="The currency of all its prices.")
    channel_id: strawberry.ID | None = optional("The channel it shall hold in; none means all.")
    group_id: strawberry.ID | None = optional("The customers it shall hold for; none means all.")
    priority: int = optional(
        "Of several lists that hold, the one with the highest counts; 0 to 1000.", default=0
    )
    starts_at: datetime | None = optional("From when on; none for an open beginning.")
    ends_at: datetime | None = optional("Until just before when; none for an open end.")
    idempotency_key: str | None = optional(KEY_DESCRIPTION)


@strawberry.input(description="What one unit shall cost by a list.")
class ListPriceInput:
    """A price, or none any more."""

    variant_id: strawberry.ID = strawberry.field(description="Of what.")
    price: MoneyInput | None = optional("What one unit costs; null takes the price out.")
    min_quantity: int = optional("For whoever buys so many at once, or more.", default=1)


@strawberry.input(description="Prices to write into a list, all or none.")
class PriceListSetPricesInput:
    """At most 250."""

    id: strawberry.ID = strawberry.field(description="Which list.")
    prices: list[ListPriceInput] = strawberry.field(description="The prices, at most 250.")
    expected_version: int | None = expected_version()


@strawberry.input(description="A price list that shall count.")
class PriceListActivateInput:
    """Which."""

    id: strawberry.ID = strawberry.field(description="Which list.")
    expected_version: int | None = expected_version()


@strawberry.input(description="A price list that shall count no more.")
class PriceListDeactivateInput:
    """Which."""

    id: strawberry.ID = strawberry.field(description="Which list.")
    expected_version: int | None = expected_version()


@strawberry.input(description="A price that a variant shall have from a moment on.")
class PriceScheduleInput:
    """A plan."""

    variant_id: strawberry.ID = strawberry.field(description="Of what.")
    price: MoneyInput = strawberry.field(description="What one unit shall cost.")
    takes_effect_at: datetime = strawberry.field(
        description="From when on: later than now, and within two years."
    )
    idempotency_key: str | None = optional(KEY_DESCRIPTION)


@strawberry.input(description="A planned price to give up.")
class PriceScheduleCancelInput:
    """Which."""

    id: strawberry.ID = strawberry.field(description="Which planned price.")
    expected_version: int | None = expected_version()


@strawberry.input(description="What a variant costs us from now on.")
class VariantCostRecordInput:
    """A cost."""

    variant_id: strawberry.ID = strawberry.field(description="Of what.")
    cost: MoneyInput = strawberry.field(description="What one unit costs us.")
    idempotency_key: str | None = optional(KEY_DESCRIPTION)


@strawberry.input(description="What somebody else asks for the same.")
class CompetitorPriceReportInput:
    """An observation."""

    variant_id: strawberry.ID = strawberry.field(description="Of what.")
    competitor: str = strawberry.field(description="Who, up to 80 characters.")
    price: MoneyInput = strawberry.field(description="What they ask for one unit.")
    observed_at: datetime | None = optional(
        "When it was seen; now if nothing is said. The same competitor at the same instant is"
        " written once."
    )
    idempotency_key: str = strawberry.field(description=KEY_DESCRIPTION)


@strawberry.input(description="How prices shall move by themselves, and their rails.")
class PricingRuleUpsertInput:
    """A rule. Shares are in basis points, 1/100 %."""

    id: strawberry.ID | None = optional("Which rule; none for the one of this name, or a new one.")
    name: str = strawberry.field(description="The name, unique.")
    currency: CurrencyCode = strawberry.field(description="Which of the prices it moves.")
    strategy: Strategy = strawberry.field(description="What it wants of a price.")
    strategy_bp: int = optional("The strategy's share, 0 to 10000.", default=0)
    margin_bp: int = strawberry.field(
        description="How far above its cost a price stays at least, of the cost."
    )
    daily_move_bp: int = strawberry.field(
        description="How far a price moves within 24 hours at most, 1 to 10000."
    )
    approval_above_bp: int = strawberry.field(
        description="Larger moves wait for somebody to agree, 0 to 10000."
    )
    cool_down_minutes: int = optional("How long a price is left alone after a change.", default=0)
    ceiling: MoneyInput | None = optional("What a price never exceeds.")
    downward: DownwardMode = optional(
        "What becomes of a price that would fall.", default=DownwardMode.FOLLOW_DOWN
    )
    is_active: bool = optional("Whether it is applied at all.", default=True)
    category_ids: list[strawberry.ID] | None = optional(
        "The shelves it is about, with those inside them."
    )
    brand_ids: list[strawberry.ID] | None = optional("The brands it is about.")
    variant_ids: list[strawberry.ID] | None = optional("The variants it is about.")
    expected_version: int | None = expected_version()


@strawberry.input(description="A proposed price to agree to.")
class PriceProposalApproveInput:
    """Which."""

    id: strawberry.ID = strawberry.field(description="Which proposal.")
    expected_version: int | None = expected_version()


@strawberry.input(description="A proposed price not to agree to.")
class PriceProposalRejectInput:
    """Which."""

    id: strawberry.ID = strawberry.field(description="Which proposal.")
    expected_version: int | None = expected_version()


@strawberry.input(description="A proposed price to take back.")
class PriceProposalWithdrawInput:
    """Which."""

    id: strawberry.ID = strawberry.field(description="Which proposal.")
    expected_version: int | None = expected_version()


@strawberry.input(description="An odd price that was put right.")
class PriceAnomalyResolveInput:
    """Which, and how."""

    id: strawberry.ID = strawberry.field(description="Which anomaly.")
    note: str = optional("What was done, up to 200 characters.", default="")
    expected_version: int | None = expected_version()


@strawberry.input(description="An odd price that is meant so.")
class PriceAnomalyDismissInput:
    """Which, and why."""

    id: strawberry.ID = strawberry.field(description="Which anomaly.")
    note: str = optional("Why, up to 200 characters.", default="")
    expected_version: int | None = expected_version()
