"""Refusals at the door that say more than a sentence."""

import strawberry

from domain.identity.errors import TooManyAttempts
from schema.shared.errors import Refusals, UserError, common


@strawberry.type(description="Tried too often. The right answer is refused too until then.")
class TooManyAttemptsError(UserError):
    """A lockout."""

    retry_after_seconds: int = strawberry.field(description="When the next try is looked at.")


Refusals.add(
    TooManyAttempts,
    lambda e, loc: TooManyAttemptsError(
        **common(e, loc), retry_after_seconds=e.retry_after_seconds
    ),
)
