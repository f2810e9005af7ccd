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


@dataclass(frozen=True, slots=True)
class Shelf:
    """A product in the warehouse of one region, whose stores sell so many of it in a week."""

    plan: Plan
    article: Article
    region: int
    weekly: float

    @property
    def warehouse_id(self) -> UUID:
        """Where the shelf stands."""
        return self.plan.premises.warehouses[self.region]

    @property
    def is_watched(self) -> bool:
        """Whether it is worth a warning."""
        return self.weekly >= WATCHED_FROM

    @property
    def bounds(self) -> Bounds:
        """Two weeks of sales are too little, eight too much."""
        low = ceil(self.weekly * LOW_WEEKS)
        high = max(ceil(self.weekly * HIGH_WEEKS), low + 4)
        return Bounds(low, high, hysteresis=max(1, ceil(self.weekly / 2)))

    @property
    def cover(self) -> float:
        """The units that usually lie there."""
        least, most = COVER_WEEKS
        return self.weekly * (least + (most - least) * self.pick(1000, "cover") / 1000)

    def id(self, member: Of, position: int = 0) -> UUID:
        """The id of something about one of the product's packs here."""
        return self.article.family.id(member, position * REGIONS + self.region)

    def pick(self, choices: int, about: str) -> int:
        """A chance that belongs to this shelf."""
        return pick(choices, about, self.article.goods.product_id, self.region)


def add_stock(portion: Portion, plan: Plan, article: Article) -> None:
    """One level for each pack in each warehouse whose stores sell the product."""
    velocity = plan.year.weekly_units.get(article.goods.product_id, [0.0] * REGIONS)
    for region, weekly in enumerate(velocity):
        shelf = Shelf(plan, article, region, weekly)
        if shelf.is_watched:
            _add_watched(portion, shelf)
        elif weekly > 0:
            _add_level(portion, shelf, on_hand=ceil(shelf.cover))


def _add_watched(portion: Portion, shelf: Shelf) -> None:
    bounds = shelf.bounds
    on_hand = min(max(ceil(shelf.cover), bounds.low + 1), bounds.high - 1)
    incoming = 0
    if shelf.pick(SHORT_ONE_IN, "short") == 0:
        on_hand, incoming = shelf.pick(bounds.low + 1, "how short"), bounds.low
    elif shelf.pick(OVER_ONE_IN, "over") == 0:
        on_hand = bounds.high + shelf.pick(bounds.low + 1, "how much over")
    _add_level(portion, shelf, on_hand=on_hand, incoming=incoming)
    _add_rule(portion, shelf)
    if not bounds.low < on_hand < bounds.high:
        _add_alert(portion, shelf, on_hand)
    for position, pack in enumerate(shelf.article.packs[1:], start=1):
        units = ceil(shelf.cover / pack.units / PACK_SHARE)
        _add_level(portion, shelf, on_hand=units, position=position)


def _add_level(
    portion: Portion, shelf: Shelf, *, on_hand: int, incoming: int = 0, position: int = 0
) -> None:
    open_level(
        portion,
        Opening(
            level_id=shelf.id(Of.LEVEL, position),
            movement_id=shelf.id(Of.MOVEMENT, position),
            variant_id=shelf.article.variant_id(position),
            warehouse_id=shelf.warehouse_id,
            on_hand=on_hand,
            incoming=incoming,
            reason=REASON,
            request_id=REQUEST,
            at=shelf.plan.closing,
        ),
    )


def _add_rule(portion: Portion, shelf: Shelf) -> None:
    bounds, opening = shelf.bounds, shelf.plan.opening
    portion.add(
        AlertRuleRow(
            id=shelf.id(Of.RULE),
            variant_id=shelf.article.variant_id(),
            warehouse_id=shelf.warehouse_id,
            low=bounds.low,
            high=bounds.high,
            hysteresis=bounds.hysteresis,
            is_active=True,
            created_at=opening,
            updated_at=opening,
        )
    )


def _add_alert(portion: Portion, shelf: Shelf, on_hand: int) -> None:
    """A level that begins out of bounds has its warning open from the beginning."""
    short = on_hand <= shelf.bounds.low
    kind = StockAlertKind.BELOW_REORDER_POINT if short else StockAlertKind.ABOVE_MAX_STOCK
    threshold = shelf.bounds.low if short else shelf.bounds.high
    at, status = shelf.plan.closing, StockAlertStatus.OPEN
    portion.add(
        AlertRow(
            id=shelf.id(Of.ALERT),
            version=1,
            rule_id=shelf.id(Of.RULE),
            level_id=shelf.id(Of.LEVEL),
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
        aggregate_id=shelf.id(Of.ALERT),
        version=1,
        rule_id=shelf.id(Of.RULE),
        level_id=shelf.id(Of.LEVEL),
        variant_id=shelf.article.variant_id(),
        warehouse_id=shelf.warehouse_id,
        kind=kind,
        threshold=threshold,
        quantity=on_hand,
        status=status,
    )
    portion.facts.append(fact(opened, at, actor=ACTOR, request_id=REQUEST))
