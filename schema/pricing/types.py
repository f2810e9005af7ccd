"""What prices are made of, as clients see it."""

import asyncio
from datetime import datetime
from uuid import UUID

import strawberry
from strawberry.scalars import JSON

from domain.catalog import models as catalog_models
from domain.catalog import queries as catalog
from domain.channels import queries as channels
from domain.customers import group_queries as groups
from domain.pricing import models, queries
from domain.shared.context import ActorKind
from schema.catalog.types import Brand, Category, ProductVariant
from schema.channels.types import SalesChannel
from schema.customers.groups import CustomerGroup
from schema.pricing.words import (
    AnomalyKind,
    AnomalyStatus,
    DecisionOutcome,
    DownwardMode,
    PriceCause,
    PriceListStatus,
    ProposalStatus,
    ScheduledPriceStatus,
    Strategy,
)
from schema.shared.connections import After, Before, Connection, First, Last, connect, window
from schema.shared.context import Batch, Info, Row
from schema.shared.fields import Backed, Node, column, row_key
from schema.shared.money import Money
from schema.shared.scalars import CurrencyCode, EventCursor

STEPS = (
    "Every step that led there: each with a code, the price after it in minor units, and the"
    " numbers it went by. Ignore codes you do not know."
)


@strawberry.type(description="One change of a variant's price. Never changed afterwards.")
class PriceChange(Node, Backed[catalog_models.PriceChange]):
    """A line of the history of prices."""

    cause: PriceCause = column("Why.")
    changed_at: datetime = column("When.")

    @strawberry.field(description="Of what.")
    async def variant(self, info: Info) -> ProductVariant | None:
        return await variant_of(info, self.row)

    @strawberry.field(description="What it cost before; none if it had no price.")
    def before(self) -> Money | None:
        before = self.row.before_minor
        return None if before is None else Money.of(before, self.row.currency)

    @strawberry.field(description="What it costs since.")
    def price(self) -> Money:
        return Money.of(self.row.amount_minor, self.row.currency)

    @strawberry.field(description="What kind of somebody did it.")
    def actor_kind(self) -> ActorKind:
        return ActorKind(self.row.actor.partition(":")[0])


@strawberry.type(description="What one unit costs by a list, for whoever buys so many at once.")
class PriceListEntry(Backed[models.PriceListEntry]):
    """A line of a list."""

    min_quantity: int = column("From so many units at once on.")

    @strawberry.field(description="Of what.")
    async def variant(self, info: Info) -> ProductVariant | None:
        return await variant_of(info, self.row)

    @strawberry.field(description="What one unit costs.")
    async def price(self, info: Info) -> Money | None:
        found = await info.context.one(queries.lists_by_ids, self.row.list_id)
        return None if found is None else Money.of(self.row.amount_minor, found.currency)


@strawberry.type(
    description="Prices that hold for a while, in a channel, for a group of customers."
)
class PriceList(Node, Backed[models.PriceList]):
    """A price list."""

    name: str = column("The name.")
    currency: CurrencyCode = column("The currency of all its prices.")
    priority: int = column("Of several lists that hold, the one with the highest counts.")
    status: PriceListStatus = column("Whether it counts.")
    starts_at: datetime | None = column("From when on; none for an open beginning.")
    ends_at: datetime | None = column("Until just before when; none for an open end.")
    version: int = column("Raised by one with every change.")
    created_at: datetime = column("When it was made.")

    @strawberry.field(description="The channel it holds in; none means all.")
    async def channel(self, info: Info) -> SalesChannel | None:
        return SalesChannel.maybe(
            await info.context.one(channels.channels_by_ids, self.row.channel_id)
        )

    @strawberry.field(
        description="The customers it holds for; none means all, or that you may not see groups."
    )
    async def group(self, info: Info) -> CustomerGroup | None:
        return CustomerGroup.maybe(await info.context.one(groups.groups_by_ids, self.row.group_id))

    @strawberry.field(description="The prices in it.")
    async def entries(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[PriceListEntry]:
        key, part = row_key(self), window(first, after, last, before)
        page = await info.context.page(queries.pages_of_entries, key, part, queries.ENTRIES)
        return connect(
            page, PriceListEntry.of, lambda: info.context.count(queries.counts_of_entries, key)
        )


@strawberry.type(description="A price that a variant shall have from a moment on.")
class ScheduledPrice(Node, Backed[models.ScheduledPrice]):
    """A planned price."""

    takes_effect_at: datetime = column("From when on.")
    status: ScheduledPriceStatus = column("Whether it was set.")
    version: int = column("Raised by one with every change.")
    created_at: datetime = column("When it was planned.")

    @strawberry.field(description="Of what.")
    async def variant(self, info: Info) -> ProductVariant | None:
        return await variant_of(info, self.row)

    @strawberry.field(description="What one unit shall cost.")
    def price(self) -> Money:
        return Money.of(self.row.amount_minor, self.row.currency)


@strawberry.type(description="What somebody else was seen to ask for the same.")
class CompetitorPrice(Node, Backed[models.CompetitorPrice]):
    """An observation."""

    competitor: str = column("Who.")
    observed_at: datetime = column("When it was seen.")

    @strawberry.field(description="Of what.")
    async def variant(self, info: Info) -> ProductVariant | None:
        return await variant_of(info, self.row)

    @strawberry.field(description="What they ask for one unit.")
    def price(self) -> Money:
        return Money.of(self.row.amount_minor, self.row.currency)


@strawberry.type(description="How prices move by themselves, and the rails they never leave.")
class PricingRule(Node, Backed[models.PricingRule]):
    """A rule. Shares are in basis points, 1/100 %."""

    name: str = column("The name, unique.")
    currency: CurrencyCode = column("Which of the prices it moves.")
    strategy: Strategy = column("What it wants of a price.")
    strategy_bp: int = column("The strategy's share, in basis points.")
    margin_bp: int = column(
        "How far above its cost a price stays at least, in basis points of the cost."
    )
    daily_move_bp: int = column("How far a price moves within 24 hours at most, in basis points.")
    approval_above_bp: int = column("Larger moves wait for somebody to agree, in basis points.")
    cool_down_minutes: int = column("How long a price is left alone after a change.")
    downward: DownwardMode = column("What becomes of a price that would fall.")
    is_active: bool = column("Whether it is applied at all.")
    reviewed_at: datetime | None = column("When it was applied last.")
    version: int = column("Raised by one with every change of its terms.")

    @strawberry.field(description="What a price never exceeds; none for no such bound.")
    def ceiling(self) -> Money | None:
        ceiling = self.row.ceiling_minor
        return None if ceiling is None else Money.of(ceiling, self.row.currency)

    @strawberry.field(description="The shelves it is about, with those inside them.")
    async def categories(self, info: Info) -> list[Category]:
        rows = await named(info, catalog.categories_by_ids, self.row.scope["categories"])
        return [Category.of(row) for row in rows]

    @strawberry.field(description="The brands it is about.")
    async def brands(self, info: Info) -> list[Brand]:
        rows = await named(info, catalog.brands_by_ids, self.row.scope["brands"])
        return [Brand.of(row) for row in rows]

    @strawberry.field(description="The variants it is about by name.")
    async def variants(self, info: Info) -> list[ProductVariant]:
        rows = await named(info, catalog.variants_by_ids, self.row.scope["variants"])
        return [ProductVariant.of(row) for row in rows]


@strawberry.type(description="What a rule came to for one variant. Never changed afterwards.")
class PriceDecision(Node, Backed[models.PriceDecision]):
    """A line of the log of decisions."""

    outcome: DecisionOutcome = column("What it came to.")
    steps: JSON = column(STEPS)
    decided_at: datetime = column("When.")

    @strawberry.field(description="The rule.")
    async def rule(self, info: Info) -> PricingRule | None:
        return PricingRule.maybe(await info.context.one(queries.rules_by_ids, self.row.rule_id))

    @strawberry.field(description="Of what.")
    async def variant(self, info: Info) -> ProductVariant | None:
        return await variant_of(info, self.row)

    @strawberry.field(description="What it cost then.")
    def before(self) -> Money:
        return Money.of(self.row.before_minor, self.row.currency)

    @strawberry.field(description="What was set, proposed or suggested; as before where kept.")
    def price(self) -> Money:
        return Money.of(self.row.amount_minor, self.row.currency)


@strawberry.type(description="A price that a rule would set, if somebody agrees.")
class PriceProposal(Node, Backed[models.PriceProposal]):
    """A proposal."""

    status: ProposalStatus = column("What became of it.")
    version: int = column("Raised by one with every change.")
    created_at: datetime = column("When it was made.")

    @strawberry.field(description="The decision behind it, with every step.")
    async def decision(self, info: Info) -> PriceDecision | None:
        return PriceDecision.maybe(
            await info.context.one(queries.decisions_by_ids, self.row.decision_id)
        )

    @strawberry.field(description="Of what.")
    async def variant(self, info: Info) -> ProductVariant | None:
        return await variant_of(info, self.row)

    @strawberry.field(description="What it cost when it was proposed.")
    def before(self) -> Money:
        return Money.of(self.row.before_minor, self.row.currency)

    @strawberry.field(description="What it would cost.")
    def price(self) -> Money:
        return Money.of(self.row.amount_minor, self.row.currency)


@strawberry.type(description="A price that looks wrong, until somebody has seen to it.")
class PriceAnomaly(Node, Backed[models.PriceAnomaly]):
    """An anomaly."""

    kind: AnomalyKind = column("What is odd about it.")
    status: AnomalyStatus = column("What became of it.")
    note: str = column("What somebody said of it.")
    opened_at: datetime = column("When it was noticed.")
    closed_at: datetime | None = column("When somebody saw to it, or it was well again.")
    version: int = column("Raised by one with every change.")

    @strawberry.field(description="Follow this anomaly from here: hand it to a subscription.")
    def event_cursor(self, info: Info) -> EventCursor:
        return EventCursor(info.context.cursor)

    @strawberry.field(description="Of what.")
    async def variant(self, info: Info) -> ProductVariant | None:
        return await variant_of(info, self.row)

    @strawberry.field(description="The price that looks wrong.")
    def price(self) -> Money:
        return Money.of(self.row.amount_minor, self.row.currency)

    @strawberry.field(description="What would not: what it was, costs us, or others ask.")
    def expected(self) -> Money:
        return Money.of(self.row.expected_minor, self.row.currency)

    @strawberry.field(description="How far it is off, in percent of what was expected.")
    def off_percent(self) -> int:
        return self.row.score


@strawberry.type(description="What a rule would do to one variant now. Nothing was written.")
class PricingRuleEffect:
    """A line of a dry run."""

    variant: ProductVariant | None = strawberry.field(description="Of what.")
    outcome: DecisionOutcome = strawberry.field(description="What it would come to.")
    before: Money = strawberry.field(description="What it costs now.")
    price: Money = strawberry.field(description="What would be set, proposed or suggested.")
    steps: JSON = strawberry.field(description=STEPS)


async def variant_of(info: Info, row: object) -> ProductVariant | None:
    """The variant that a row is about."""
    key = row.variant_id  # type: ignore[attr-defined]  # every one has one
    return ProductVariant.maybe(await info.context.one(catalog.variants_by_ids, key))


async def named(info: Info, batch: Batch[Row], ids: list[str]) -> list[Row]:
    """What a rule names, in its order, read with what all others name; without what is gone."""
    found = await asyncio.gather(*(info.context.one(batch, UUID(key)) for key in ids))
    return [row for row in found if row is not None]
