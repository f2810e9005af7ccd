"""What can be refused: a sentence safe to show, and the facts as attributes."""

from collections.abc import Sequence
from typing import ClassVar


class DomainError(Exception):
    """A refusal. `message` may be shown to anybody; `facts` are what the sentence is about.

    `code` is stable and never translated; `retryable` says whether the same call may succeed
    later without any change by the client.
    """

    code: ClassVar[str] = "REFUSED"
    retryable: ClassVar[bool] = False

    def __init__(self, message: str, **facts: object) -> None:
        super().__init__(message)
        self.message = message
        self.facts = facts


class NotPermitted(DomainError):
    """The actor lacks a scope. Can meet any field, so the schema answers it in one place."""

    code = "FORBIDDEN"

    def __init__(self, scope: str) -> None:
        super().__init__(f"This needs the permission {scope}.", scope=scope)


class NotSignedIn(DomainError):
    """Nobody is signed in, and this is not for everybody."""

    code = "UNAUTHENTICATED"

    def __init__(self) -> None:
        super().__init__("Sign in first.")


class NotFound(DomainError):
    """Nothing there that this actor may see: "not yours" is the same answer."""

    code = "NOT_FOUND"

    def __init__(self, kind: str, key: object = None) -> None:
        super().__init__(f"No such {kind}.", kind=kind, key=key)


class InvalidInput(DomainError):
    """Input that no state of the shop would make right. `field` is the path into the input."""

    code = "INVALID_INPUT"

    def __init__(self, message: str, *field: str) -> None:
        super().__init__(message, field=list(field))
        self.field = list(field)


class Several(DomainError):
    """More than one thing is wrong at once: each is a refusal of its own, and nothing was done."""

    def __init__(self, refusals: Sequence[DomainError]) -> None:
        super().__init__("Several things are wrong.")
        self.refusals = refusals


class AlreadyTaken(DomainError):
    """A key that must be unique (SKU, slug, waybill number ...) is in use."""

    code = "ALREADY_TAKEN"

    def __init__(self, message: str, *field: str) -> None:
        super().__init__(message, field=list(field))
        self.field = list(field)


class InvalidTransition(DomainError):
    """The table has no such arrow from here."""

    code = "INVALID_TRANSITION"

    def __init__(self, kind: str, source: str, action: str, allowed: list[str]) -> None:
        super().__init__(
            f"A {kind} that is {source} cannot do {action}.",
            kind=kind,
            source=source,
            action=action,
            allowed=allowed,
        )
        self.kind = kind
        self.source = source
        self.action = action
        self.allowed = allowed


class VersionConflict(DomainError):
    """Somebody else changed it first. Read it again, then decide again."""

    code = "VERSION_CONFLICT"
    retryable = True

    def __init__(self, kind: str, expected: int, actual: int | None = None) -> None:
        super().__init__(
            f"The {kind} changed meanwhile.", kind=kind, expected=expected, actual=actual
        )
        self.expected = expected
        self.actual = actual


class IdempotencyKeyReused(DomainError):
    """The key was used before, for another input."""

    code = "IDEMPOTENCY_KEY_REUSED"

    def __init__(self, key: str) -> None:
        super().__init__("This idempotency key belongs to another request.", key=key)


class IdempotencyInProgress(DomainError):
    """The first request with this key is still under way."""

    code = "IDEMPOTENCY_IN_PROGRESS"
    retryable = True

    def __init__(self, key: str) -> None:
        super().__init__("The first request with this key is still under way.", key=key)
