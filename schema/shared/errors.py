"""Refusals on the wire: one translation from the domain's errors, for mutations and for reads."""

from typing import Any, ClassVar

import strawberry

from domain.shared import errors as domain
from domain.shared.context import DEFAULT_LOCALE
from schema.shared.codes import ErrorCode
from schema.shared.sentences import sentence


@strawberry.interface(description="Why a mutation did nothing: a sentence, a code, and where.")
class UserError:
    """Every refusal can be read by a simple client through these three fields."""

    message: str = strawberry.field(description="A sentence to show, in the asker's language.")
    code: ErrorCode = strawberry.field(description="The stable reason.")
    field: list[str] | None = strawberry.field(
        description="The path into the input, where one field is to blame."
    )


@strawberry.type(description="Refused for a reason that has no facts of its own.")
class SimpleError(UserError):
    """The plain refusal."""


@strawberry.type(description="The input is not usable, whatever the state of the shop.")
class ValidationError(UserError):
    """Bad input."""


@strawberry.type(description="Nothing there that you may see; not yours is the same answer.")
class NotFoundError(UserError):
    """Unknown, or not yours."""


@strawberry.type(description="Not possible in the state the thing is in.")
class InvalidTransitionError(UserError):
    """The table has no such arrow."""

    from_: str = strawberry.field(name="from", description="The state it is in.")
    action: str = strawberry.field(description="What was asked for.")
    allowed_actions: list[str] = strawberry.field(description="What is possible instead.")


@strawberry.type(description="Somebody changed it first. Read it again, then decide again.")
class VersionConflictError(UserError):
    """A stale write."""

    expected: int = strawberry.field(description="The version your request was decided on.")
    actual: int | None = strawberry.field(description="The version there is now, if known.")


@strawberry.type(description="The idempotency key is in use.")
class IdempotencyConflictError(UserError):
    """A key that cannot be used now."""

    key: str = strawberry.field(description="The key.")
    retryable: bool = strawberry.field(description="Whether the same request may succeed later.")


class Refusals:
    """Which domain error shows as which type. Contexts add their own rows at import."""

    table: ClassVar[dict[type[domain.DomainError], Any]] = {}

    @classmethod
    def add(cls, refusal: type[domain.DomainError], show: Any) -> None:
        """Let a refusal show as what `show(error, locale)` makes of it."""
        cls.table[refusal] = show

    @classmethod
    def show(cls, error: domain.DomainError, locale: str) -> UserError:
        """A refusal as the wire shows it: by its own class, else by its nearest ancestor's."""
        for ancestor in type(error).__mro__:
            if ancestor in cls.table:
                shown: UserError = cls.table[ancestor](error, locale)
                return shown
        raise error


def common(error: domain.DomainError, locale: str = DEFAULT_LOCALE) -> dict[str, Any]:
    """The three fields of every refusal."""
    return {
        "message": sentence(error, locale),
        "code": ErrorCode[error.code],
        "field": error.facts.get("field") or None,
    }


Refusals.add(domain.DomainError, lambda e, loc: SimpleError(**common(e, loc)))
Refusals.add(domain.InvalidInput, lambda e, loc: ValidationError(**common(e, loc)))
Refusals.add(domain.NotFound, lambda e, loc: NotFoundError(**common(e, loc)))
Refusals.add(
    domain.InvalidTransition,
    lambda e, loc: InvalidTransitionError(
        **common(e, loc),
        from_=e.source.upper(),
        action=e.action.upper(),
        allowed_actions=[action.upper() for action in e.allowed],
    ),
)
Refusals.add(
    domain.VersionConflict,
    lambda e, loc: VersionConflictError(**common(e, loc), expected=e.expected, actual=e.actual),
)
for _conflict in (domain.IdempotencyInProgress, domain.IdempotencyKeyReused):
    Refusals.add(
        _conflict,
        lambda e, loc: IdempotencyConflictError(
            **common(e, loc), key=str(e.facts["key"]), retryable=e.retryable
        ),
    )
ERROR_TYPES = [
    SimpleError,
    ValidationError,
    NotFoundError,
    InvalidTransitionError,
    VersionConflictError,
    IdempotencyConflictError,
]
