"""Stock: what must lie in a warehouse for its stores to sell what they sell.

The source knows sales, not stock. So levels follow from the velocity, a count at the year's end
opens each ledger, and bounds to warn at follow from the velocity too.
"""

from dataclasses import dataclass
from math import ceil
from uuid import UUID

from api.importing.completejourney.plan import ACTOR, REQUEST, Plan
from api.importing.completejourney.products import Article, Of
from api.importing.completejourney.year import REGIONS
from api.importing.facts import fact
from api.importing.keys import pick
from api.importing.opening import Opening, open_level
from api.importing.portions import Portion
from api.importing.rows import AlertRow, AlertRuleRow
from domain.inventory.events import StockAlertOpened
from domain.inventory.states import StockAlertKind, StockAlertStatus

REASON = "Counted at the year's end (generated from sales velocity)"
WATCHED_FROM = 0.5  # units a week; slower goods have no bounds and no packs on the shelf
LOW_WEEKS, HIGH_WEEKS = 2, 8  # weeks of sales at which to warn
COVER_WEEKS = (2.5, 7.5)  # weeks of sales that usually lie there
SHORT_ONE_IN, OVER_ONE_IN = 64, 128  # watched levels that begin out of bounds
PACK_SHARE = 4  # a quarter of the units lies there in packs


@dataclass(frozen=True, slots=True)
class Bounds:
    """When to warn about a level."""

    low: int
    high: int
    hysteresis: int


def add_stock(portion: Portion, plan: Plan, article: Article) -> None:
    """One level for each pack in each warehouse whose stores sell the product."""
    velocity = plan.year.weekly_units.get(article.goods.product_id, [0.0] * REGIONS)
    for region, weekly in enumerate(velocity):
        if weekly == 0:
            continue
        if weekly < WATCHED_FROM:
            _add_level(
                portion, plan, article, region, on_hand=ceil(weekly * _cover(article, region))
            )
        else:
            _add_watched(portion, plan, article, region, weekly)


def bounds_of(weekly: float) -> Bounds:
    """Two weeks of sales are too little, eight too much."""
    low = ceil(weekly * LOW_WEEKS)
    return Bounds(low, max(ceil(weekly * HIGH_WEEKS), low + 4), max(1, ceil(weekly / 2)))


def _cover(article: Article, region: int) -> float:
    """For how many weeks the shelf is filled."""
    least, most = COVER_WEEKS
    share = pick(1000, "cover", article.goods.product_id, region) / 1000
    return least + (most - least) * share


def _add_watched(
    portion: Portion, plan: Plan, article: Article, region: int, weekly: float
) -> None:
    bounds, product_id = bounds_of(weekly), article.goods.product_id
    on_hand = min(max(ceil(weekly * _cover(article, region)), bounds.low + 1), bounds.high - 1)
    incoming = 0
    if pick(SHORT_ONE_IN, "short", product_id, region) == 0:
        on_hand = pick(bounds.low + 1, "how short", product_id, region)
        incoming = ceil(weekly * LOW_WEEKS)
    elif pick(OVER_ONE_IN, "over", product_id, region) == 0:
        on_hand = bounds.high + pick(bounds.low + 1, "how much over", product_id, region)
    level_id = _add_level(portion, plan, article, region, on_hand=on_hand, incoming=incoming)
    _add_rule(portion, plan, article, region, bounds)
    if on_hand <= bounds.low or on_hand >= bounds.high:
        _add_alert(portion, plan, article, region, bounds, level_id, on_hand)
    for position, pack in enumerate(article.packs[1:], start=1):
        packs = ceil(weekly * _cover(article, region) / pack.units / PACK_SHARE)
        _add_level(portion, plan, article, region, on_hand=packs, position=position)


def _add_level(
    portion: Portion,
    plan: Plan,
    article: Article,
    region: int,
    *,
    on_hand: int,
    incoming: int = 0,
    position: int = 0,
) -> UUID:
    place = position * REGIONS + region
    return open_level(
        portion,
        Opening(
            level_id=article.family.id(Of.LEVEL, place),
            movement_id=article.family.id(Of.MOVEMENT, place),
            variant_id=article.variant_id(position),
            warehouse_id=plan.premises.warehouses[region],
            on_hand=on_hand,
            incoming=incoming,
            reason=REASON,
            request_id=REQUEST,
            at=plan.closing,
        ),
    )


def _add_rule(portion: Portion, plan: Plan, article: Article, region: int, bounds: Bounds) -> None:
    portion.add(
        AlertRuleRow(
            id=article.family.id(Of.RULE, region),
            variant_id=article.variant_id(),
            warehouse_id=plan.premises.warehouses[region],
            low=bounds.low,
            high=bounds.high,
            hysteresis=bounds.hysteresis,
            is_active=True,
            created_at=plan.opening,
            updated_at=plan.opening,
        )
    )


def _add_alert(
    portion: Portion,
    plan: Plan,
    article: Article,
    region: int,
    bounds: Bounds,
    level_id: UUID,
    on_hand: int,
) -> None:
    """A level that begins out of bounds has its warning open from the beginning."""
    short = on_hand <= bounds.low
    kind = StockAlertKind.BELOW_REORDER_POINT if short else StockAlertKind.ABOVE_MAX_STOCK
    threshold = bounds.low if short else bounds.high
    alert_id, rule_id = article.family.id(Of.ALERT, region), article.family.id(Of.RULE, region)
    at, status = plan.closing, StockAlertStatus.OPEN
    portion.add(
        AlertRow(
            id=alert_id,
            version=1,
            rule_id=rule_id,
            level_id=level_id,
            kind=kind,
            status=status,
            threshold=threshold,
            quantity=on_hand,
            opened_at=at,
            acknowledged_at=None,
            acknowledged_by=None,
            resolved_at=None,
            updated_at=at,
        )
    )
    opened = StockAlertOpened(
        aggregate_id=alert_id,
        version=1,
        rule_id=rule_id,
        level_id=level_id,
        variant_id=article.variant_id(),
        warehouse_id=plan.premises.warehouses[region],
        kind=kind,
        threshold=threshold,
        quantity=on_hand,
        status=status,
    )
    portion.facts.append(fact(opened, at, actor=ACTOR, request_id=REQUEST))
