"""One shape for every mutation: one input, one call of a verb, one payload with its refusals."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated, Any, TypeVar

import strawberry
from strawberry.extensions.field_extension import FieldExtension
from strawberry.utils.str_converters import capitalize_first, to_camel_case

from domain.shared.errors import (
    DomainError,
    IdempotencyInProgress,
    IdempotencyKeyReused,
    InvalidInput,
    InvalidTransition,
    NotFound,
    Several,
    VersionConflict,
)
from schema.shared.context import Info
from schema.shared.errors import Refusals, UserError
from schema.shared.record import note_act, note_refusal

T = TypeVar("T")

Input = Annotated[T, strawberry.argument(description="What to do, and to what.")]
COMMON = (
    IdempotencyInProgress,
    IdempotencyKeyReused,
    InvalidInput,
    InvalidTransition,
    NotFound,
    Several,
    VersionConflict,
)
KEY_DESCRIPTION = (
    "Your own key for this very request, 1 to 255 characters, kept 48 hours: sent again with the"
    " same input it changes nothing more and returns the first result."
)
EXPECTED_VERSION_DESCRIPTION = "Refuse if the version is not this one any more."


def optional(description: str, *, default: Any = None) -> Any:
    """A field of an input that may be left out."""
    return strawberry.field(description=description, default=default)


def omissible(description: str) -> Any:
    """A field that may be left out, where null means something else than leaving it out."""
    return strawberry.field(description=description, default=strawberry.UNSET)


def given(input: object, *names: str) -> dict[str, Any]:
    """The omissible fields that were not left out."""
    return {
        name: getattr(input, name) for name in names if getattr(input, name) is not strawberry.UNSET
    }


def changed(description: str) -> Any:
    """What a payload shows; nothing where the mutation was refused."""
    return strawberry.field(description=f"{description} None if refused.", default=None)


def expected_version() -> Any:
    """The optional version guard of an input."""
    return strawberry.field(description=EXPECTED_VERSION_DESCRIPTION, default=None)


@strawberry.type(description="What came of a mutation.")
class Payload:
    """Every payload carries its refusals; nothing was written where there are any."""

    user_errors: list[UserError] = strawberry.field(
        description="Why nothing was done; empty when it was.", default_factory=list
    )


class Refuses(FieldExtension):
    """Turns the declared refusals of a verb into `userErrors`; anything else stays an exception.

    Who changed something is noted with where they came from, and so is who asked for what is not
    theirs.

    A missing permission is declared nowhere: it can meet any field, and shows as a top-level
    error.
    """

    def __init__(self, name: str, *refusals: type[DomainError]) -> None:
        self.name = name
        self.refusals: tuple[type[DomainError], ...] = (*COMMON, *refusals)

    async def resolve_async(
        self, next_: Callable[..., Awaitable[Any]], source: Any, info: Info, **kwargs: Any
    ) -> Any:
        if info.context.done is not None:
            return info.context.done.again()
        try:
            done = await next_(source, info, **kwargs)
            if not done.user_errors:
                note_act(info.context, f"mutation {self.name}")
            return done
        except self.refusals as refusal:
            note_refusal(info.context, refusal.code, f"mutation {self.name}")
            payload: Any = info.return_type
            locale = info.context.domain.locale
            return payload(user_errors=[Refusals.show(each, locale) for each in apart(refusal)])


def apart(refusal: DomainError) -> Sequence[DomainError]:
    """The refusals that one is made of."""
    return refusal.refusals if isinstance(refusal, Several) else [refusal]


def mutation(description: str, *refusals: type[DomainError]) -> Any:
    """A mutation field: its description, and what it may refuse beyond the common refusals."""

    def publish(resolver: Callable[..., Awaitable[Any]]) -> Any:
        return strawberry.mutation(
            resolver,
            description=description,
            extensions=[Refuses(to_camel_case(resolver.__name__), *refusals)],
            graphql_type=_payload_of_its_own(resolver),
        )

    return publish


def _payload_of_its_own(resolver: Callable[..., Awaitable[Any]]) -> type:
    """The payload a resolver returns, published as `<Mutation>Payload`.

    Verbs that change the same kind of thing share a class here and never a type there: one of
    them can show more some day, and no client of another is asked to regenerate.
    """
    shared = resolver.__annotations__["return"]
    name = capitalize_first(to_camel_case(resolver.__name__)) + "Payload"
    own = type(name, (shared,), {"__doc__": shared.__doc__})
    return strawberry.type(own, description=shared.__strawberry_definition__.description)
