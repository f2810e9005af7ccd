"""Global ids on the wire: opaque to clients, opened only here."""

import base64
import binascii
import re
from uuid import UUID

import strawberry

from domain.shared.errors import NotFound

# Kinds that the domain has a shorter word for.
WORDS = {"ProductVariant": "variant", "SalesChannel": "channel", "StockAlertRule": "rule"}
INSIDE = re.compile(r"(?<=[a-z])(?=[A-Z])")


def global_id(kind: str, key: UUID) -> strawberry.ID:
    """The id of one thing, unique over all kinds (Relay's object identification)."""
    return strawberry.ID(base64.urlsafe_b64encode(f"{kind}:{key}".encode()).decode())


def open_id(value: str) -> tuple[str, UUID] | None:
    """The kind and key inside a global id, or None where it is none of ours."""
    try:
        kind, _, text = base64.urlsafe_b64decode(value.encode()).decode().partition(":")
        key = UUID(text)
    except (ValueError, binascii.Error):
        return None
    return (kind, key) if global_id(kind, key) == value else None  # decoding is more lenient


def key_in(kind: str, value: str) -> UUID | None:
    """The key inside a global id of this kind; None in any other text."""
    opened = open_id(value)
    return opened[1] if opened is not None and opened[0] == kind else None


def key_of(kind: str, value: str, *field: str) -> UUID:
    """The key inside a global id of this kind. `field` is its path, where the domain says it too.

    Raises:
        NotFound: not an id of this kind, in the very words that say that one is unknown.
    """
    key = key_in(kind, value)
    if key is None:
        raise missing(kind, *field)
    return key


def missing(kind: str, *field: str) -> NotFound:
    """The refusal of a thing that is not there, in the domain's words."""
    refusal = NotFound(WORDS.get(kind) or INSIDE.sub(" ", kind).lower())
    refusal.facts["field"] = list(field)
    return refusal


def maybe_key(kind: str, value: str | None) -> UUID | None:
    """The key inside an id that may be left out.

    Raises:
        NotFound: it was not, and is no id of this kind.
    """
    return None if value is None else key_of(kind, value)
