"""Promotions made ready for many carts: in their order, and found by the lines they are about."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from uuid import UUID

from domain.promotions.cart import Cart, CartLine, Promotion, Stacking
from domain.promotions.terms import EVERYTHING, LineFilter, LineKey, Target

Token = UUID | str
TARGETS = ("target", "buy", "get")  # what conditions and effects choose lines by


def tokens(line: CartLine) -> Mapping[LineKey, Iterable[Token]]:
    """All that a line can be chosen by."""
    return {
        LineKey.VARIANT: (line.variant_id,),
        LineKey.PRODUCT: (line.product_id,),
        LineKey.CATEGORY: line.categories,
        LineKey.BRAND: (line.brand_id,) if line.brand_id else (),
        LineKey.TAG: line.tags,
    }


class Sieve:
    """A filter, by the values it knows."""

    def __init__(self, chosen: LineFilter) -> None:
        self.key = chosen.key
        self.excludes = chosen.excludes
        self.values: frozenset[Token] = frozenset(
            value if chosen.key is LineKey.TAG else UUID(value) for value in chosen.values
        )

    def lets(self, known: Mapping[LineKey, Iterable[Token]]) -> bool:
        """Whether a line with these tokens passes."""
        return self.values.isdisjoint(known[self.key]) is self.excludes


class PromotionSet:
    """Some promotions, compiled. `steps` are single ones and exclusion groups, in their order.

    A group's place must not depend on who is in it, or adding a promotion could move the others:
    so it is that of its priority, before single ones; only those of one priority are one group.
    """

    def __init__(self, promotions: Iterable[Promotion]) -> None:
        self.promotions = sorted(promotions, key=_order)
        steps: dict[object, list[Promotion]] = defaultdict(list)
        for each in self.promotions:
            group = each.exclusion_group
            own = group is None or each.stacking is Stacking.EXCLUSIVE
            steps[each.id if own else (each.priority, group)].append(each)
        self.steps: list[list[Promotion]] = list(steps.values())
        # Equal targets share a slot. Parts find theirs by identity: that is quicker than by value,
        # and these parts live as long as this set does.
        numbers: dict[Target, int] = {EVERYTHING: 0}
        self.slots = {
            id(target): numbers.setdefault(target, len(numbers)) for target in self._targets()
        }
        self._sieves = [[Sieve(each) for each in target] for target in numbers]
        self._everywhere: list[int] = []  # slots that must be asked of every line
        self._index: dict[LineKey, dict[Token, list[int]]] = {
            key: defaultdict(list) for key in LineKey
        }
        for slot, sieves in enumerate(self._sieves):
            first = next((sieve for sieve in sieves if not sieve.excludes), None)
            if first is not None:
                for value in first.values:
                    self._index[first.key][value].append(slot)
            elif sieves:
                self._everywhere.append(slot)

    def __bool__(self) -> bool:
        return bool(self.promotions)

    def matched(self, lines: Sequence[CartLine]) -> list[list[int]]:
        """By slot, the places of the lines that a target chooses, for one cart."""
        found: list[list[int]] = [[] for _ in self._sieves]
        found[0] = [*range(len(lines))]
        index = [(key, self._index[key]) for key in LineKey if self._index[key]]
        for place, line in enumerate(lines):
            known = tokens(line)
            candidates = list(self._everywhere)
            for key, slots in index:
                for token in known[key]:
                    if token in slots:
                        candidates += slots[token]
            for slot in candidates:
                chosen, sieves = found[slot], self._sieves[slot]
                if chosen and chosen[-1] == place:
                    continue
                if (len(sieves) == 1 and not sieves[0].excludes) or all(
                    sieve.lets(known) for sieve in sieves
                ):
                    chosen.append(place)
        return found

    def _targets(self) -> Iterator[Target]:
        for each in self.promotions:
            for part in (*each.conditions, *each.effects):
                for name in TARGETS:
                    target: Target | None = getattr(part, name, None)
                    if target is not None:
                        yield target


def _order(one: Promotion) -> tuple[int, bool, str, object, UUID]:
    """Higher priority first; then groups by name; then the earlier created, then by id."""
    group = None if one.stacking is Stacking.EXCLUSIVE else one.exclusion_group
    return (-one.priority, group is None, group or "", one.created_at, one.id)


def ordered_lines(cart: Cart) -> list[CartLine]:
    """The lines from the earliest on, however they came."""
    return sorted(cart.lines, key=lambda line: line.position)
