"""All that somebody says of a promotion, and whether it makes sense."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Self
from uuid import UUID

from domain.promotions.cart import Stacking
from domain.promotions.checks import check_terms
from domain.promotions.codec import written
from domain.promotions.terms import Condition, Effect
from domain.shared import inputs
from domain.shared.errors import InvalidInput

NAME_LENGTH_MAX = 120  # characters
GROUP_LENGTH_MAX = 32  # characters
PRIORITY_MAX = 10_000
FORESEEABLE = timedelta(days=20 * 365)
MARGIN_MAX = 100_000  # basis points over cost


def foreseeable(now: datetime, value: datetime | None, *field: str) -> None:
    """Refuse a time that nobody plans for.

    Raises:
        InvalidInput: it lies more than 20 years away.
    """
    if value is not None and value - now > FORESEEABLE:
        raise InvalidInput("This is more than 20 years away.", *field)


@dataclass(frozen=True, slots=True)
class Details:
    """A promotion, whatever its status."""

    name: str
    effects: Sequence[Effect]
    conditions: Sequence[Condition] = ()
    priority: int = 0
    stacking: Stacking = Stacking.STACKS
    exclusion_group: str | None = None
    needs_coupon: bool = False
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    margin_basis_points: int | None = None
    uses_max: int | None = None
    uses_per_customer_max: int | None = None
    campaign_id: UUID | None = None

    def checked(self, now: datetime) -> Self:
        """The same, without blanks around its words, if it makes sense.

        Raises:
            InvalidInput: it does not.
            WrongCurrency: an amount in a currency we do not trade in.
        """
        check_terms(self.conditions, self.effects)
        for name, value, lowest, highest in (
            ("priority", self.priority, 0, PRIORITY_MAX),
            ("marginPercent", self.margin_basis_points, 0, MARGIN_MAX),
            ("usesMax", self.uses_max, 1, inputs.COUNT_MAX),
            ("usesPerCustomerMax", self.uses_per_customer_max, 1, inputs.COUNT_MAX),
        ):
            if value is not None:
                inputs.count(value, name, lowest=lowest, highest=highest)
        foreseeable(now, self.starts_at, "startsAt")
        foreseeable(now, self.ends_at, "endsAt")
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise InvalidInput("It ends after it has begun.", "endsAt")
        if self.exclusion_group and self.stacking is Stacking.EXCLUSIVE:
            raise InvalidInput("What goes with nothing else is in no group.", "exclusionGroup")
        return replace(
            self,
            name=inputs.text(self.name, "name", longest=NAME_LENGTH_MAX),
            exclusion_group=None
            if self.exclusion_group is None
            else inputs.text(self.exclusion_group, "exclusionGroup", longest=GROUP_LENGTH_MAX),
        )

    def columns(self) -> dict[str, Any]:
        """The same as a row keeps it."""
        return {
            "name": self.name,
            "effects": written(self.effects),
            "conditions": written(self.conditions),
            "priority": self.priority,
            "stacking": self.stacking,
            "exclusion_group": self.exclusion_group,
            "needs_coupon": self.needs_coupon,
            "starts_at": self.starts_at,
            "ends_at": self.ends_at,
            "margin_basis_points": self.margin_basis_points,
            "uses_max": self.uses_max,
            "uses_per_customer_max": self.uses_per_customer_max,
            "campaign_id": self.campaign_id,
        }
