"""How what prices are made of is read: a table for each type."""

from collections.abc import Mapping
from typing import Any

from domain.pricing import queries
from domain.shared.context import Context
from schema.engine.mapping import (
    Args,
    Column,
    Computed,
    Expression,
    Field,
    Link,
    Listed,
    Many,
    One,
    Pages,
    Read,
    Root,
    Rows,
)
from schema.pricing.queries import (
    ANOMALIES,
    DECISIONS,
    LISTS,
    OBSERVATIONS,
    PROPOSALS,
    SCHEDULED,
    of_variant,
)
from schema.shared.context import GraphContext
from schema.shared.enums import ActorKind
from schema.shared.filters import read
from schema.shared.reads import CURSOR, money

CURRENCY_OF_ENTRY = Expression(
    '(SELECT l."currency" FROM price_list l WHERE l."id" = {row}."list_id")',
    columns=("list_id",),
    above=("list_id", "currency"),
)
VARIANT: Mapping[str, Field] = {
    "variant": One("ProductVariant", key="variant_id"),
    "price": money("amount_minor"),
}
BEFORE: Mapping[str, Field] = {**VARIANT, "before": money("before_minor")}


def _maybe(kind: str, column: str) -> Many:
    """Money of a column that may be null: of the row itself, if it is not."""
    return Many(
        kind,
        by="id",
        order=("id",),
        where=f'{{row}}."{column}" IS NOT NULL',
        only_first=True,
        columns=(column,),
    )


def _actor_kind(context: GraphContext, actor: str) -> Any:
    return ActorKind(actor.partition(":")[0])


def _named(kind: str, scope: str) -> Many:
    """The things that a rule names, in its order."""
    links = (
        "(SELECT rule.id AS rule_id, named.id::uuid AS named_id, named.place"
        f" FROM pricing_rule AS rule, jsonb_array_elements_text(rule.scope -> '{scope}')"
        " WITH ORDINALITY AS named (id, place))"
    )
    return Many(kind, link=Link(links, "rule_id", "named_id", ("place",)))


READS = (
    Read(
        "PriceChange",
        queries.visible_changes,
        {
            **VARIANT,
            "before": _maybe("FormerPrice", "before_minor"),
            "actorKind": Computed(("actor",), _actor_kind),
        },
    ),
    Read(
        "FormerPrice",
        queries.visible_changes,
        money("before_minor").fields,
        of_type="Money",
    ),
    Read(
        "PriceList",
        queries.visible_lists,
        {
            "channel": One("SalesChannel", key="channel_id"),
            "group": One("CustomerGroup", key="group_id"),
            "entries": Pages("PriceListEntry", by="list_id", order=queries.ENTRIES),
        },
    ),
    Read(
        "PriceListEntry",
        queries.visible_entries,
        {
            "variant": One("ProductVariant", key="variant_id"),
            "price": money("amount_minor", CURRENCY_OF_ENTRY),
        },
    ),
    Read("ScheduledPrice", queries.visible_scheduled, VARIANT),
    Read("CompetitorPrice", queries.visible_observations, VARIANT),
    Read(
        "PricingRule",
        queries.visible_rules,
        {
            "ceiling": _maybe("PriceCeiling", "ceiling_minor"),
            "categories": _named("Category", "categories"),
            "brands": _named("Brand", "brands"),
            "variants": _named("ProductVariant", "variants"),
        },
    ),
    Read("PriceCeiling", queries.visible_rules, money("ceiling_minor").fields, of_type="Money"),
    Read(
        "PriceDecision",
        queries.visible_decisions,
        {**BEFORE, "rule": One("PricingRule", key="rule_id")},
    ),
    Read(
        "PriceProposal",
        queries.visible_proposals,
        {**BEFORE, "decision": One("PriceDecision", key="decision_id")},
    ),
    Read(
        "PriceAnomaly",
        queries.visible_anomalies,
        {
            **VARIANT,
            "eventCursor": CURSOR,
            "expected": money("expected_minor"),
            "offPercent": Column("score"),
        },
    ),
)


async def _history(ctx: Context, args: Args) -> Rows:
    return queries.changes_matching(ctx, of_variant(args.get("variant_id")))


async def _lists(ctx: Context, args: Args) -> Rows:
    return queries.lists_matching(ctx, read(ctx, args.get("where"), LISTS))


async def _scheduled(ctx: Context, args: Args) -> Rows:
    return queries.scheduled_matching(ctx, read(ctx, args.get("where"), SCHEDULED))


async def _observations(ctx: Context, args: Args) -> Rows:
    return queries.observations_matching(ctx, read(ctx, args.get("where"), OBSERVATIONS))


async def _decisions(ctx: Context, args: Args) -> Rows:
    return queries.decisions_matching(ctx, read(ctx, args.get("where"), DECISIONS))


async def _proposals(ctx: Context, args: Args) -> Rows:
    return queries.proposals_matching(ctx, read(ctx, args.get("where"), PROPOSALS))


async def _anomalies(ctx: Context, args: Args) -> Rows:
    return queries.anomalies_matching(ctx, read(ctx, args.get("where"), ANOMALIES))


WHERE = ("where",)
ROOTS: Mapping[str, Root] = {
    "priceHistory": Listed(
        "PriceChange",
        lambda args: queries.NEWEST_CHANGES,
        narrowed=("variant_id",),
        rows=_history,
    ),
    "priceLists": Listed("PriceList", lambda args: queries.NEWEST_LISTS, WHERE, _lists),
    "scheduledPrices": Listed(
        "ScheduledPrice", lambda args: queries.NEXT_PRICES, WHERE, _scheduled
    ),
    "competitorPrices": Listed(
        "CompetitorPrice", lambda args: queries.NEWEST_OBSERVATIONS, WHERE, _observations
    ),
    "pricingRules": Listed("PricingRule", lambda args: queries.RULES_BY_NAME),
    "priceDecisions": Listed(
        "PriceDecision", lambda args: queries.NEWEST_DECISIONS, WHERE, _decisions
    ),
    "priceProposals": Listed(
        "PriceProposal", lambda args: queries.NEWEST_PROPOSALS, WHERE, _proposals
    ),
    "priceAnomalies": Listed(
        "PriceAnomaly", lambda args: queries.NEWEST_ANOMALIES, WHERE, _anomalies
    ),
}
