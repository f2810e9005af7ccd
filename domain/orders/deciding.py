"""Deciding a group of orders, one after the other, on levels that are held: no database here."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from domain.inventory.allocation import Demand, allocate, shortages
from domain.inventory.errors import InsufficientStock
from domain.inventory.reservations import units_by_level
from domain.inventory.taking import Change, HeldLevel, Promise, Step
from domain.orders.entering import Line
from domain.orders.offers import Offer, Wanted
from domain.orders.placing import Placing
from domain.orders.request import LineRequest
from domain.shared.ids import new_id
from domain.shared.money import AMOUNT_MINOR_MAX


class Decided(NamedTuple):
    """An order that can be placed, at its place in the group."""

    place: int
    channel_id: UUID
    total_minor: int


class Books:
    """What a group will write, row by row, and whom it refuses."""

    def __init__(
        self,
        offers: Mapping[Wanted, Offer],
        listed: Mapping[tuple[int, UUID], int],
        levels: Sequence[HeldLevel],
    ) -> None:
        self.decided: list[Decided] = []
        self.lines: list[Line] = []
        self.promises: list[Promise] = []
        self.steps: list[Step] = []
        self.refused: dict[int, InsufficientStock] = {}
        self._offers = offers
        self._listed = listed
        self._changes: dict[UUID, Change] = {}
        self._levels = {level.level_id: level for level in levels}
        self._levels_of: dict[UUID, list[HeldLevel]] = {}
        for level in levels:
            self._levels_of.setdefault(level.variant_id, []).append(level)

    @property
    def changes(self) -> Collection[Change]:
        """What becomes of each level that was touched."""
        return self._changes.values()

    def enter(self, place: int, placing: Placing, channel_id: UUID) -> None:
        """Decide one order, as if those before it were written already.

        One that is not for sale like this is neither decided nor refused: whoever looks closer
        will say why.
        """
        priced = self._priced(place, placing)
        total = sum(offer.unit_price_minor * line.quantity for line, offer in priced)
        if len(priced) < len(placing.request.lines) or total > AMOUNT_MINOR_MAX:
            return
        demands = [Demand(new_id(), line.variant_id, line.quantity) for line, _ in priced]
        shelves = [level.shelf for one in placing.wanted for level in self._levels_of.get(one, ())]
        if short := shortages(demands, shelves):
            self.refused[place] = InsufficientStock(short)
            return
        self.decided.append(Decided(place, channel_id, total))
        self.lines += [
            Line(
                place,
                demand.order_line_id,
                position,
                demand.variant_id,
                offer.sku,
                offer.name,
                demand.quantity,
                offer.unit_price_minor,
            )
            for position, (demand, (_, offer)) in enumerate(zip(demands, priced, strict=True))
        ]
        allocations = allocate(demands, shelves)
        self.promises += [
            Promise(place, new_id(), one.level_id, one.order_line_id, one.quantity)
            for one in allocations
        ]
        for level_id, units in units_by_level(allocations).items():
            self._take(place, self._levels[level_id], units, placing.ctx.now)

    def _priced(self, place: int, placing: Placing) -> list[tuple[LineRequest, Offer]]:
        """The lines that are for sale, and for how much."""
        currency = placing.request.currency
        found = (
            (line, self._offers.get(Wanted(line.variant_id, currency)))
            for line in placing.request.lines
        )
        channel = placing.request.channel
        found = (
            (line, offer)
            for line, offer in found
            if offer and offer.is_for(channel) and not offer.is_bundle
        )
        if not self._listed:
            return [(line, offer) for line, offer in found if offer]
        return [(line, self._as_listed(place, offer)) for line, offer in found if offer]

    def _as_listed(self, place: int, offer: Offer) -> Offer:
        """At the price that a list says for this very order, if one does."""
        listed = self._listed.get((place, offer.variant_id))
        return offer if listed is None else replace(offer, unit_price_minor=listed)

    def _take(self, place: int, level: HeldLevel, units: int, at: datetime) -> None:
        self.steps.append(level.take(place, units))
        before = self._changes.get(level.level_id)
        steps, so_far = (before.steps, before.units) if before else (0, 0)
        self._changes[level.level_id] = Change(
            level.level_id, level.version, steps + 1, so_far + units, at
        )
