"""Letting promotions act, one after the other, on running prices."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self
from uuid import UUID

from domain.promotions.cart import Gift, Promotion, Reason, Refusal
from domain.promotions.effects import Discounts, Operator, operator_of
from domain.promotions.facts import Facts, Floors
from domain.promotions.terms import GiftOf


@dataclass(frozen=True, slots=True)
class Ready:
    """A promotion that is for this cart: what it does, and how low it may go."""

    promotion: Promotion
    operators: Sequence[Operator]
    gifts: Sequence[GiftOf]
    floors: Floors

    @classmethod
    def of(cls, promotion: Promotion, facts: Facts) -> Self | Refusal:
        """The same, or why none of its effects does anything here."""
        gifts = [effect for effect in promotion.effects if isinstance(effect, GiftOf)]
        found = [
            operator_of(effect, facts)
            for effect in promotion.effects
            if not isinstance(effect, GiftOf)
        ]
        operators = [each for each in found if not isinstance(each, Refusal)]
        refused = [each for each in found if isinstance(each, Refusal)]
        if refused and not operators and not gifts:
            return refused[0]
        return cls(promotion, operators, gifts, facts.floors(promotion))

    def takes(self, running: Sequence[int]) -> Discounts:
        """What it takes off, at these prices."""
        return self._takes(running, self.floors)

    def would_take(self, running: Sequence[int]) -> bool:
        """Whether it would take something off, were it not for the margin."""
        return bool(self._takes(running, None))

    def _takes(self, running: Sequence[int], floors: Floors) -> Discounts:
        if len(self.operators) == 1:
            return self.operators[0](running, floors)
        left, taken = list(running), dict[int, int]()
        for operator in self.operators:
            for place, off in operator(left, floors):
                left[place] -= off
                taken[place] = taken.get(place, 0) + off
        return [*taken.items()]


@dataclass(slots=True)
class Run:
    """What has come of the promotions so far. `running` has shipping in its last place."""

    running: list[int]
    stock: dict[UUID, int]  # units left of what can be given
    prices: dict[UUID, int]
    taken: dict[UUID, Discounts] = field(default_factory=dict)  # by promotion
    gifts: dict[UUID, list[Gift]] = field(default_factory=dict)
    refused: dict[UUID, Refusal] = field(default_factory=dict)
    outdone: dict[UUID, tuple[Refusal, tuple[UUID, ...]]] = field(default_factory=dict)

    @classmethod
    def begin(cls, facts: Facts) -> Self:
        """Nothing has been taken off yet."""
        gifts = facts.around.gifts
        return cls(
            [*facts.base, facts.cart.shipping_minor],
            {variant: shelf.available for variant, shelf in gifts.items()},
            {variant: shelf.price_minor for variant, shelf in gifts.items()},
        )

    @property
    def total(self) -> int:
        """What is left to pay."""
        return sum(self.running)

    @property
    def worth_of_gifts(self) -> int:
        """What the gifts would have cost."""
        return sum(
            gift.units * gift.unit_price_minor for each in self.gifts.values() for gift in each
        )

    @property
    def applied(self) -> tuple[UUID, ...]:
        """Those that took something off or gave something."""
        return tuple(dict.fromkeys((*self.taken, *self.gifts)))

    def act(self, ready: Ready) -> bool:
        """Let one promotion act; whether it did anything."""
        running = self.running
        taken = ready.takes(running)
        for place, off in taken:
            running[place] -= off
        return self._note(ready, taken, self._give(ready))

    def act_as_group(self, group: Sequence[Ready]) -> None:
        """Let each line have what is best for it of an exclusion group's promotions.

        Gifts come from those that a line took part in; if nobody takes anything off, from the first
        that has one to give.
        """
        offers = [(ready, ready.takes(self.running)) for ready in group]
        best: dict[int, tuple[int, int]] = {}  # by place: what is off, and whose offer it is
        for number, (_, taken) in enumerate(offers):
            for place, off in taken:
                if place not in best or off > best[place][0]:
                    best[place] = (off, number)
        won: list[Discounts] = [[] for _ in offers]
        for place in sorted(best):
            off, number = best[place]
            self.running[place] -= off
            won[number].append((place, off))
        done: list[UUID] = []
        for (ready, _), mine in zip(offers, won, strict=True):
            if mine:
                self._note(ready, mine, self._give(ready))
                done.append(ready.promotion.id)
            elif not best and not done and (given := self._give(ready)):
                self._note(ready, [], given)
                done.append(ready.promotion.id)
        for ready, taken in offers:
            if ready.promotion.id in done:
                continue
            if done and (taken or ready.gifts):
                self.outdone[ready.promotion.id] = (Refusal(Reason.OUTDONE), tuple(done))
            else:
                self._note(ready, [], [])

    def _note(self, ready: Ready, taken: Discounts, given: list[Gift]) -> bool:
        own = ready.promotion.id
        if taken:
            self.taken[own] = taken
        if given:
            self.gifts[own] = given
        if not taken and not given:
            self.refused[own] = self._why_nothing(ready)
        return bool(taken or given)

    def _give(self, ready: Ready) -> list[Gift]:
        given = []
        for gift in ready.gifts:
            if self.stock.get(gift.variant_id, 0) >= gift.units:
                self.stock[gift.variant_id] -= gift.units
                price = self.prices[gift.variant_id]
                given.append(Gift(gift.variant_id, gift.units, price))
        return given

    def _why_nothing(self, ready: Ready) -> Refusal:
        if ready.floors is not None and ready.would_take(self.running):
            return Refusal(Reason.MARGIN)
        missing = [gift.units - self.stock.get(gift.variant_id, 0) for gift in ready.gifts]
        if any(units > 0 for units in missing):
            return Refusal(Reason.GIFT_UNAVAILABLE, missing_units=max(missing))
        return Refusal(Reason.NO_EFFECT)
