"""Reads: what prices are made of, for whoever may know it. Prices themselves are for everybody."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TypeVar
from uuid import UUID

from tortoise.models import Model
from tortoise.queryset import QuerySet

from domain.catalog.models import PriceChange
from domain.identity.scopes import Scope
from domain.pricing.models import (
    CompetitorPrice,
    PriceAnomaly,
    PriceDecision,
    PriceList,
    PriceListEntry,
    PriceProposal,
    PricingRule,
    ScheduledPrice,
    VariantCost,
)
from domain.shared.context import Context
from domain.shared.errors import NotFound
from domain.shared.filters import Column, Condition, to_q
from domain.shared.paging import Order, Page, Window, counts, instant, page, pages

M = TypeVar("M", bound=Model)

NEWEST_CHANGES = Order("changedAt", "changed_at", descending=True, value=instant)
NEWEST_LISTS = Order("createdAt", "created_at", descending=True, value=instant)
NEWEST_PROPOSALS = Order("createdAt", "created_at", descending=True, value=instant)
NEWEST_DECISIONS = Order("decidedAt", "decided_at", descending=True, value=instant)
NEWEST_OBSERVATIONS = Order("observedAt", "observed_at", descending=True, value=instant)
NEWEST_ANOMALIES = Order("openedAt", "opened_at", descending=True, value=instant)
NEXT_PRICES = Order("takesEffectAt", "takes_effect_at", value=instant)
ENTRIES = Order("id", "id")
RULES_BY_NAME = Order("name", "name")


def _for_pricing(ctx: Context, rows: "QuerySet[M]") -> "QuerySet[M]":
    """The one predicate of this context."""
    return rows if ctx.allows(Scope.PRICING_READ) else rows.filter(pk__in=[])


def visible_changes(ctx: Context) -> QuerySet[PriceChange]:
    """The history of prices."""
    return _for_pricing(ctx, PriceChange.all())


def visible_lists(ctx: Context) -> QuerySet[PriceList]:
    """Price lists."""
    return _for_pricing(ctx, PriceList.all())


def visible_entries(ctx: Context) -> QuerySet[PriceListEntry]:
    """What stands in them."""
    return _for_pricing(ctx, PriceListEntry.all())


def visible_scheduled(ctx: Context) -> QuerySet[ScheduledPrice]:
    """Planned prices."""
    return _for_pricing(ctx, ScheduledPrice.all())


def visible_costs(ctx: Context) -> QuerySet[VariantCost]:
    """What things cost us."""
    return _for_pricing(ctx, VariantCost.all())


def visible_observations(ctx: Context) -> QuerySet[CompetitorPrice]:
    """What others ask."""
    return _for_pricing(ctx, CompetitorPrice.all())


def visible_rules(ctx: Context) -> QuerySet[PricingRule]:
    """Rules."""
    return _for_pricing(ctx, PricingRule.all())


def visible_decisions(ctx: Context) -> QuerySet[PriceDecision]:
    """What rules came to."""
    return _for_pricing(ctx, PriceDecision.all())


def visible_proposals(ctx: Context) -> QuerySet[PriceProposal]:
    """What waits for somebody to agree, and what did."""
    return _for_pricing(ctx, PriceProposal.all())


def visible_anomalies(ctx: Context) -> QuerySet[PriceAnomaly]:
    """Odd prices."""
    return _for_pricing(ctx, PriceAnomaly.all())


async def get_price_list(ctx: Context, list_id: UUID) -> PriceList:
    """One list.

    Raises:
        NotFound: none by this id that the actor may see.
    """
    return await _one(visible_lists(ctx), "price list", list_id)


async def lock_price_list(ctx: Context, list_id: UUID) -> PriceList:
    """One list, held until the transaction ends.

    Raises:
        NotFound: none by this id that the actor may see.
    """
    held = visible_lists(ctx).select_for_update(no_key=True)
    return await _one(held, "price list", list_id)


async def get_scheduled(ctx: Context, key: UUID) -> ScheduledPrice:
    """One planned price.

    Raises:
        NotFound: none by this id that the actor may see.
    """
    return await _one(visible_scheduled(ctx), "scheduled price", key)


async def get_observation(ctx: Context, key: UUID) -> CompetitorPrice:
    """One observation.

    Raises:
        NotFound: none by this id.
    """
    return await _one(CompetitorPrice.all(), "competitor price", key)


async def get_rule(ctx: Context, rule_id: UUID) -> PricingRule:
    """One rule.

    Raises:
        NotFound: none by this id that the actor may see.
    """
    return await _one(visible_rules(ctx), "pricing rule", rule_id)


async def lock_proposal(ctx: Context, proposal_id: UUID) -> PriceProposal:
    """One proposal, held until the transaction ends.

    Raises:
        NotFound: none by this id that the actor may see.
    """
    held = visible_proposals(ctx).select_for_update(no_key=True)
    return await _one(held, "price proposal", proposal_id)


async def lock_anomaly(ctx: Context, anomaly_id: UUID) -> PriceAnomaly:
    """One anomaly, held until the transaction ends.

    Raises:
        NotFound: none by this id that the actor may see.
    """
    held = visible_anomalies(ctx).select_for_update(no_key=True)
    return await _one(held, "price anomaly", anomaly_id)


async def _one(rows: "QuerySet[M]", kind: str, key: UUID) -> M:
    row = await rows.get_or_none(id=key)
    if row is None:
        raise NotFound(kind, key)
    return row


# By their ids


async def changes_by_ids(ctx: Context, ids: Collection[UUID]) -> dict[UUID, PriceChange]:
    """Changes of prices."""
    return await _by_ids(visible_changes(ctx), ids)


async def lists_by_ids(ctx: Context, ids: Collection[UUID]) -> dict[UUID, PriceList]:
    """Price lists."""
    return await _by_ids(visible_lists(ctx), ids)


async def scheduled_by_ids(ctx: Context, ids: Collection[UUID]) -> dict[UUID, ScheduledPrice]:
    """Planned prices."""
    return await _by_ids(visible_scheduled(ctx), ids)


async def observations_by_ids(ctx: Context, ids: Collection[UUID]) -> dict[UUID, CompetitorPrice]:
    """What others were seen to ask."""
    return await _by_ids(visible_observations(ctx), ids)


async def rules_by_ids(ctx: Context, ids: Collection[UUID]) -> dict[UUID, PricingRule]:
    """Rules."""
    return await _by_ids(visible_rules(ctx), ids)


async def decisions_by_ids(ctx: Context, ids: Collection[UUID]) -> dict[UUID, PriceDecision]:
    """What rules came to."""
    return await _by_ids(visible_decisions(ctx), ids)


async def proposals_by_ids(ctx: Context, ids: Collection[UUID]) -> dict[UUID, PriceProposal]:
    """Proposals."""
    return await _by_ids(visible_proposals(ctx), ids)


async def anomalies_by_ids(ctx: Context, ids: Collection[UUID]) -> dict[UUID, PriceAnomaly]:
    """Odd prices."""
    return await _by_ids(visible_anomalies(ctx), ids)


async def _by_ids(rows: "QuerySet[M]", ids: Collection[UUID]) -> dict[UUID, M]:
    return {row.pk: row for row in await rows.filter(id__in=list(ids))}


# Of others


async def costs_of_variants(
    ctx: Context, variant_ids: Iterable[UUID]
) -> dict[UUID, list[VariantCost]]:
    """What each variant costs us, the newest first."""
    found: dict[UUID, list[VariantCost]] = {}
    rows = visible_costs(ctx).filter(variant_id__in=set(variant_ids))
    for row in await rows.order_by("-recorded_at", "-id"):
        found.setdefault(row.variant_id, []).append(row)
    return found


async def pages_of_entries(
    ctx: Context, list_ids: Sequence[UUID], window: Window, order: Order
) -> dict[UUID, Page[PriceListEntry]]:
    """The same page of each list."""
    return await pages(visible_entries(ctx), "list_id", list_ids, window, order)


async def counts_of_entries(ctx: Context, list_ids: Sequence[UUID]) -> dict[UUID, int]:
    """How long each list is."""
    return await counts(visible_entries(ctx), "list_id", list_ids)


# Lists of them

OF_VARIANT: dict[str, Column] = {"id": "id", "variant": "variant_id"}
CHANGE_COLUMNS: Mapping[str, Column] = {
    **OF_VARIANT,
    "cause": "cause",
    "changed_at": "changed_at",
}
LIST_COLUMNS: Mapping[str, Column] = {"id": "id", "status": "status"}
SCHEDULED_COLUMNS: Mapping[str, Column] = {**OF_VARIANT, "status": "status"}
DECISION_COLUMNS: Mapping[str, Column] = {**OF_VARIANT, "rule": "rule_id", "outcome": "outcome"}
PROPOSAL_COLUMNS: Mapping[str, Column] = {**OF_VARIANT, "rule": "rule_id", "status": "status"}
ANOMALY_COLUMNS: Mapping[str, Column] = {**OF_VARIANT, "kind": "kind", "status": "status"}


def changes_matching(ctx: Context, condition: Condition | None) -> QuerySet[PriceChange]:
    """Changes of prices that meet a condition."""
    return visible_changes(ctx).filter(to_q(condition, CHANGE_COLUMNS))


def lists_matching(ctx: Context, condition: Condition | None) -> QuerySet[PriceList]:
    """Price lists that meet a condition."""
    return visible_lists(ctx).filter(to_q(condition, LIST_COLUMNS))


def scheduled_matching(ctx: Context, condition: Condition | None) -> QuerySet[ScheduledPrice]:
    """Planned prices that meet a condition."""
    return visible_scheduled(ctx).filter(to_q(condition, SCHEDULED_COLUMNS))


def observations_matching(ctx: Context, condition: Condition | None) -> QuerySet[CompetitorPrice]:
    """Observations that meet a condition."""
    return visible_observations(ctx).filter(to_q(condition, OF_VARIANT))


def decisions_matching(ctx: Context, condition: Condition | None) -> QuerySet[PriceDecision]:
    """Decisions that meet a condition."""
    return visible_decisions(ctx).filter(to_q(condition, DECISION_COLUMNS))


def proposals_matching(ctx: Context, condition: Condition | None) -> QuerySet[PriceProposal]:
    """Proposals that meet a condition."""
    return visible_proposals(ctx).filter(to_q(condition, PROPOSAL_COLUMNS))


def anomalies_matching(ctx: Context, condition: Condition | None) -> QuerySet[PriceAnomaly]:
    """Odd prices that meet a condition."""
    return visible_anomalies(ctx).filter(to_q(condition, ANOMALY_COLUMNS))


async def one_page(rows: "QuerySet[M]", window: Window, order: Order) -> Page[M]:
    """One page of any of these."""
    return await page(rows, window, order)


async def count_of(rows: "QuerySet[M]") -> int:
    """How long any of these is."""
    return await rows.count()
