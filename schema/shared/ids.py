"""Global ids on the wire: opaque to clients, opened only here."""

import base64
import binascii
from uuid import UUID

import strawberry

from domain.shared.errors import NotFound


def global_id(kind: str, key: UUID) -> strawberry.ID:
    """The id of one thing, unique over all kinds (Relay's object identification)."""
    return strawberry.ID(base64.urlsafe_b64encode(f"{kind}:{key}".encode()).decode())


def open_id(value: str) -> tuple[str, UUID] | None:
    """The kind and key inside a global id, or None where it is none of ours."""
    try:
        kind, _, key = base64.urlsafe_b64decode(value.encode()).decode().partition(":")
        return kind, UUID(key)
    except (ValueError, binascii.Error):
        return None


def key_of(kind: str, value: str) -> UUID:
    """The key inside a global id of this kind.

    Raises:
        NotFound: not an id of this kind; to the asker that is the same as unknown.
    """
    opened = open_id(value)
    if opened is None or opened[0] != kind:
        raise NotFound(kind)
    return opened[1]


def keys_of(kind: str, values: list[strawberry.ID] | None) -> list[UUID] | None:
    """The keys inside a list of ids; None stays None."""
    return None if values is None else [key_of(kind, value) for value in values]
