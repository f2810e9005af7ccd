"""Reading what prices are made of."""

from typing import Annotated

import strawberry
from strawberry.scalars import JSON

from domain.catalog import queries as catalog
from domain.identity.scopes import Scope
from domain.pricing import queries
from domain.processes.reprice import preview_rule
from domain.shared import inputs
from domain.shared.filters import Condition, Is
from domain.shared.paging import PAGE_SIZE, PAGE_SIZE_MAX
from schema.catalog.types import ProductVariant
from schema.pricing.types import (
    CompetitorPrice,
    PriceAnomaly,
    PriceChange,
    PriceDecision,
    PriceList,
    PriceProposal,
    PricingRule,
    PricingRuleEffect,
    ScheduledPrice,
)
from schema.pricing.words import (
    AnomalyKind,
    AnomalyStatus,
    DecisionOutcome,
    PriceListStatus,
    ProposalStatus,
    ScheduledPriceStatus,
)
from schema.shared.arguments import Id
from schema.shared.connections import After, Before, Connection, First, Last, connect, window
from schema.shared.context import Info
from schema.shared.filters import NOBODYS, EnumFilter, IDFilter, conditions, read, where_input
from schema.shared.ids import key_in
from schema.shared.money import Money

OF_VARIANT = {"variant": "ProductVariant"}
OF_RULE = {**OF_VARIANT, "rule": "PricingRule"}
LISTS = {"id": "PriceList"}
SCHEDULED = {**OF_VARIANT, "id": "ScheduledPrice"}
OBSERVATIONS = {**OF_VARIANT, "id": "CompetitorPrice"}
DECISIONS = {**OF_RULE, "id": "PriceDecision"}
PROPOSALS = {**OF_RULE, "id": "PriceProposal"}
ANOMALIES = {**OF_VARIANT, "id": "PriceAnomaly"}


@where_input("Which price lists. All conditions must hold.")
class PriceListWhere:
    """Conditions on lists."""

    id: IDFilter | None = conditions("The id.")
    status: EnumFilter[PriceListStatus] | None = conditions("Whether it counts.")


@where_input("Which planned prices. All conditions must hold.")
class ScheduledPriceWhere:
    """Conditions on planned prices."""

    id: IDFilter | None = conditions("The id.")
    variant: IDFilter | None = conditions("Of what.")
    status: EnumFilter[ScheduledPriceStatus] | None = conditions("Whether it was set.")


@where_input("Which observations. All conditions must hold.")
class CompetitorPriceWhere:
    """Conditions on observations."""

    id: IDFilter | None = conditions("The id.")
    variant: IDFilter | None = conditions("Of what.")


@where_input("Which decisions of rules. All conditions must hold.")
class PriceDecisionWhere:
    """Conditions on decisions."""

    id: IDFilter | None = conditions("The id.")
    variant: IDFilter | None = conditions("Of what.")
    rule: IDFilter | None = conditions("Which rule's.")
    outcome: EnumFilter[DecisionOutcome] | None = conditions("What it came to.")


@where_input("Which proposed prices. All conditions must hold.")
class PriceProposalWhere:
    """Conditions on proposals."""

    id: IDFilter | None = conditions("The id.")
    variant: IDFilter | None = conditions("Of what.")
    rule: IDFilter | None = conditions("Which rule's.")
    status: EnumFilter[ProposalStatus] | None = conditions("What became of it.")


@where_input("Which price anomalies. All conditions must hold.")
class PriceAnomalyWhere:
    """Conditions on anomalies."""

    id: IDFilter | None = conditions("The id.")
    variant: IDFilter | None = conditions("Of what.")
    kind: EnumFilter[AnomalyKind] | None = conditions("What is odd.")
    status: EnumFilter[AnomalyStatus] | None = conditions("What became of it.")


def of_variant(variant_id: str | None) -> Condition | None:
    """What is about one variant; about none where this is no id of one."""
    if variant_id is None:
        return None
    return Is("variant", "eq", key_in("ProductVariant", variant_id) or NOBODYS)


@strawberry.type(description="Reading what prices are made of.")
class PricingQueries:
    """All need pricing:read; empty without it."""

    @strawberry.field(
        description="What became of prices, of one variant if you name it, newest first. Empty"
        " without pricing:read."
    )
    async def price_history(
        self,
        info: Info,
        variant_id: Annotated[
            strawberry.ID | None, strawberry.argument(description="Of what; none means all.")
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[PriceChange]:
        rows = queries.changes_matching(info.context.domain, of_variant(variant_id))
        part = window(first, after, last, before)
        page = await queries.one_page(rows, part, queries.NEWEST_CHANGES)
        return connect(page, PriceChange.of, lambda: queries.count_of(rows))

    @strawberry.field(description="Price lists, newest first. Empty without pricing:read.")
    async def price_lists(
        self,
        info: Info,
        where: Annotated[PriceListWhere | None, strawberry.argument(description="Which.")] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[PriceList]:
        ctx, part = info.context.domain, window(first, after, last, before)
        rows = queries.lists_matching(ctx, read(ctx, where, LISTS))
        page = await queries.one_page(rows, part, queries.NEWEST_LISTS)
        return connect(page, PriceList.of, lambda: queries.count_of(rows))

    @strawberry.field(description="Planned prices, by their moment. Empty without pricing:read.")
    async def scheduled_prices(
        self,
        info: Info,
        where: Annotated[
            ScheduledPriceWhere | None, strawberry.argument(description="Which.")
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[ScheduledPrice]:
        ctx, part = info.context.domain, window(first, after, last, before)
        rows = queries.scheduled_matching(ctx, read(ctx, where, SCHEDULED))
        page = await queries.one_page(rows, part, queries.NEXT_PRICES)
        return connect(page, ScheduledPrice.of, lambda: queries.count_of(rows))

    @strawberry.field(
        description="What others were seen to ask, newest first. Empty without pricing:read."
    )
    async def competitor_prices(
        self,
        info: Info,
        where: Annotated[
            CompetitorPriceWhere | None, strawberry.argument(description="Which.")
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[CompetitorPrice]:
        ctx, part = info.context.domain, window(first, after, last, before)
        rows = queries.observations_matching(ctx, read(ctx, where, OBSERVATIONS))
        page = await queries.one_page(rows, part, queries.NEWEST_OBSERVATIONS)
        return connect(page, CompetitorPrice.of, lambda: queries.count_of(rows))

    @strawberry.field(
        description="What pricing rules came to, newest first. Empty without pricing:read."
    )
    async def price_decisions(
        self,
        info: Info,
        where: Annotated[
            PriceDecisionWhere | None, strawberry.argument(description="Which.")
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[PriceDecision]:
        ctx, part = info.context.domain, window(first, after, last, before)
        rows = queries.decisions_matching(ctx, read(ctx, where, DECISIONS))
        page = await queries.one_page(rows, part, queries.NEWEST_DECISIONS)
        return connect(page, PriceDecision.of, lambda: queries.count_of(rows))

    @strawberry.field(
        description="Prices that rules proposed, newest first. Empty without pricing:read."
    )
    async def price_proposals(
        self,
        info: Info,
        where: Annotated[
            PriceProposalWhere | None, strawberry.argument(description="Which.")
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[PriceProposal]:
        ctx, part = info.context.domain, window(first, after, last, before)
        rows = queries.proposals_matching(ctx, read(ctx, where, PROPOSALS))
        page = await queries.one_page(rows, part, queries.NEWEST_PROPOSALS)
        return connect(page, PriceProposal.of, lambda: queries.count_of(rows))

    @strawberry.field(
        description="Prices that look wrong, newest first. Empty without pricing:read."
    )
    async def price_anomalies(
        self,
        info: Info,
        where: Annotated[
            PriceAnomalyWhere | None, strawberry.argument(description="Which.")
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[PriceAnomaly]:
        ctx, part = info.context.domain, window(first, after, last, before)
        rows = queries.anomalies_matching(ctx, read(ctx, where, ANOMALIES))
        page = await queries.one_page(rows, part, queries.NEWEST_ANOMALIES)
        return connect(page, PriceAnomaly.of, lambda: queries.count_of(rows))

    @strawberry.field(description="Pricing rules by name. Empty without pricing:read.")
    async def pricing_rules(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[PricingRule]:
        rows, part = queries.visible_rules(info.context.domain), window(first, after, last, before)
        page = await queries.one_page(rows, part, queries.RULES_BY_NAME)
        return connect(page, PricingRule.of, lambda: queries.count_of(rows))

    @strawberry.field(
        description="What a rule would do now to the first so many variants it is about, by their"
        " ids. Nothing is written. Needs pricing:read."
    )
    async def pricing_rule_preview(
        self,
        info: Info,
        id: Id,
        first: Annotated[int, strawberry.argument(description="How many, 1 to 100.")] = PAGE_SIZE,
    ) -> list[PricingRuleEffect] | None:
        ctx = info.context.domain
        ctx.require(Scope.PRICING_READ)
        size = inputs.count(first, "first", highest=PAGE_SIZE_MAX)
        key = key_in("PricingRule", id)
        if key is None or key not in await queries.rules_by_ids(ctx, [key]):
            return None
        found = await preview_rule(ctx, key, limit=size)
        rule = await queries.get_rule(ctx, key)
        return [
            PricingRuleEffect(
                variant=ProductVariant.maybe(
                    await info.context.one(catalog.variants_by_ids, one.variant_id)
                ),
                outcome=one.decision.outcome,
                before=Money.of(one.signals.price, rule.currency),
                price=Money.of(one.decision.price, rule.currency),
                steps=JSON([step.told() for step in one.decision.steps]),
            )
            for one in found
        ]
