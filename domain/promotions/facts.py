"""A cart as conditions and effects look at it: worked out once for all promotions."""

from collections.abc import Collection, Mapping

from domain.promotions.cart import Cart, Circumstances, Promotion
from domain.promotions.compiled import PromotionSet, ordered_lines
from domain.promotions.rounding import ROUND, shared, up
from domain.promotions.terms import WHOLE, Target

Floors = list[int] | None  # below which no line goes; None is nothing


class Facts:
    """One cart, under its circumstances. Lines go by their place; shipping has the last one."""

    def __init__(self, cart: Cart, promotions: PromotionSet, around: Circumstances) -> None:
        self.cart = cart
        self.around = around
        self.currency = cart.currency
        self.round = ROUND[around.rules.rounding]
        self.lines = ordered_lines(cart)
        self.base = [line.unit_price_minor * line.quantity for line in self.lines]
        self.quantities = [line.quantity for line in self.lines]
        self.positions = [line.position for line in self.lines]
        self.is_numbered_by_place = self.positions == [*range(len(self.lines))]
        self.shipping = len(self.lines)
        self._slots = promotions.slots
        self._matched = promotions.matched(self.lines)
        self._subtotals: dict[int, int] = {}  # by slot, as what follows
        self._units: dict[int, int] = {}
        self._both: dict[tuple[int, int], tuple[Collection[int], int]] = {}
        self._cheapest: dict[int, list[int]] = {}
        self._shares: dict[tuple[int, int], list[tuple[int, int]]] = {}  # by slot and amount
        self._floors: dict[int, Floors] = {}

    def places(self, target: Target) -> list[int]:
        """The places of the lines a target chooses."""
        return self._matched[self._slots[id(target)]]

    def subtotal(self, target: Target) -> int:
        """What the chosen lines cost before any promotion."""
        slot = self._slots[id(target)]
        if slot not in self._subtotals:
            base = self.base
            self._subtotals[slot] = sum([base[place] for place in self._matched[slot]])
        return self._subtotals[slot]

    def units(self, places: Collection[int]) -> int:
        """How many units these lines hold."""
        quantities = self.quantities
        return sum([quantities[place] for place in places])

    def units_of(self, target: Target) -> int:
        """How many units the chosen lines hold."""
        slot = self._slots[id(target)]
        if slot not in self._units:
            self._units[slot] = self.units(self._matched[slot])
        return self._units[slot]

    def both(self, one: Target, other: Target) -> tuple[Collection[int], int]:
        """The places that the one chooses, and how many units are in lines that both choose."""
        slots = (self._slots[id(one)], self._slots[id(other)])
        if slots not in self._both:
            mine, others = (set(self._matched[slot]) for slot in slots)
            self._both[slots] = (mine, self.units(mine & others))
        return self._both[slots]

    def shares(self, target: Target, amount: int) -> list[tuple[int, int]] | None:
        """An amount, shared by what the chosen lines cost before any promotion: the places that get
        a part of it, and their parts. None if the lines cost nothing.
        """
        slot = self._slots[id(target)]
        if not self.subtotal(target):
            return None
        if (slot, amount) not in self._shares:
            base, places = self.base, self._matched[slot]
            parts = shared(amount, [base[place] for place in places])
            self._shares[slot, amount] = [
                (place, part) for place, part in zip(places, parts, strict=True) if part
            ]
        return self._shares[slot, amount]

    def cheapest(self, target: Target) -> list[int]:
        """The chosen lines, the cheapest unit first, then the earlier line."""
        slot = self._slots[id(target)]
        if slot not in self._cheapest:
            prices = [line.unit_price_minor for line in self.lines]
            self._cheapest[slot] = sorted(self._matched[slot], key=prices.__getitem__)
        return self._cheapest[slot]

    def amount(self, amounts: Mapping[str, int] | None) -> int | None:
        """The one of these amounts that is in the cart's currency."""
        return None if amounts is None else amounts.get(self.currency)

    def floors(self, promotion: Promotion) -> Floors:
        """How low a promotion may bring each line: cost and margin, rounded up."""
        rules = (promotion.margin_basis_points, self.around.rules.margin_basis_points)
        set_ = [margin for margin in rules if margin is not None]
        if not set_:
            return None
        margin = max(set_)
        if margin not in self._floors:
            self._floors[margin] = self._floors_at(margin)
        return self._floors[margin]

    def _floors_at(self, margin: int) -> Floors:
        if all(line.cost_minor is None for line in self.lines):
            return None
        return [
            up((line.cost_minor or 0) * line.quantity * (WHOLE + margin), WHOLE)
            for line in self.lines
        ] + [0]
