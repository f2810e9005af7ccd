"""That somebody else was quicker: of a promotion, or of a campaign's budget, too little is left."""

from collections.abc import Collection
from uuid import UUID

from domain.promotions.cart import Refusal


class Exhausted(Exception):  # no failure: the order is evaluated once more without them
    """Of these promotions this order can have none, and why."""

    def __init__(self, promotions: Collection[UUID], refusal: Refusal) -> None:
        super().__init__(refusal.reason)
        self.promotions = frozenset(promotions)
        self.refusal = refusal
