"""How much of an order is promised from the shelves, and how much of it may wait: pure arithmetic.

What lies there is promised first, line by line in their order; but as many units as others wait for
already are theirs. Of the rest, each line may wait for what its variant's policy still allows.
Bundles are put together from what there is: they never wait by a policy.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from domain.inventory.allocation import Demand, Shelf, Shortage
from domain.inventory.backorders.states import BackorderKind, SellingPolicy


@dataclass(frozen=True, slots=True)
class Policy:
    """How a variant is sold beyond its stock, and how many units are so already."""

    variant_id: UUID
    policy: SellingPolicy
    units_max: int
    available_from: datetime | None
    waiting: int

    def kind(self, now: datetime) -> BackorderKind | None:
        """As what it would be sold now; None if it would not."""
        if self.policy is SellingPolicy.BACKORDER:
            return BackorderKind.BACKORDER
        if (
            self.policy is SellingPolicy.PREORDER
            and self.available_from
            and now < (self.available_from)
        ):
            return BackorderKind.PREORDER
        return None


@dataclass(frozen=True, slots=True)
class Wait:
    """So many units of an order line that are sold before they are there."""

    order_line_id: UUID
    variant_id: UUID
    units: int
    kind: BackorderKind
    available_from: datetime | None


def beyond(
    demands: Sequence[Demand],
    shelves: Sequence[Shelf],
    policies: Mapping[UUID, Policy],
    now: datetime,
) -> tuple[list[Demand], list[Wait], list[Shortage]]:
    """What the shelves shall give, what waits, and what is too much even so.

    Units given and waiting of a line are what it asked for, where nothing is too much.
    """
    free = Counter[UUID]()
    for shelf in shelves:
        free[shelf.variant_id] += shelf.available
    for demand in demands:
        for part in demand.parts:
            free[part.variant_id] -= part.units_each * demand.quantity
    room = {key: policy.units_max - policy.waiting for key, policy in policies.items()}
    free.subtract({key: policy.waiting for key, policy in policies.items()})
    given: list[Demand] = []
    waits: list[Wait] = []
    missing = Counter[UUID]()
    for demand in demands:
        policy = policies.get(demand.variant_id)
        kind = policy.kind(now) if policy and not demand.parts else None
        if policy is None or kind is None:
            given.append(demand)
            continue
        there = min(demand.quantity, max(free[demand.variant_id], 0))
        free[demand.variant_id] -= there
        waiting = min(demand.quantity - there, max(room[demand.variant_id], 0))
        room[demand.variant_id] -= waiting
        missing[demand.variant_id] += demand.quantity - there - waiting
        if there:
            given.append(replace(demand, quantity=there))
        if waiting:
            key, date = demand.variant_id, policy.available_from
            waits.append(Wait(demand.order_line_id, key, waiting, kind, date))
    asked = Counter[UUID]()
    for demand in demands:
        asked[demand.variant_id] += demand.quantity
    return (
        given,
        waits,
        [Shortage(key, asked[key], asked[key] - units) for key, units in (+missing).items()],
    )
