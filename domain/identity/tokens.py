"""Signed tokens: who is asking, for as long as the token says.

A token names roles, not what they permit: `scopes_of` decides that anew at each reading. Scopes
beyond the roles (an integration has nothing else) are written out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from domain.identity.errors import InvalidToken
from domain.identity.scopes import scopes_of
from domain.identity.signing import TOKENS_MAX, sign, signed, verify
from domain.shared.context import Actor, ActorKind

AUDIENCE = "tradegraph"
LIFETIME = timedelta(hours=12)
BEARERS = {ActorKind.CUSTOMER, ActorKind.STAFF, ActorKind.INTEGRATION}


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody, from a moment until a moment."""

    actor: Actor
    issued_at: datetime
    expires_at: datetime


def issue_token(secret: str, actor: Actor, now: datetime, *, lifetime: timedelta = LIFETIME) -> str:
    """A token for a customer, a member of staff or an integration."""
    assert actor.kind in BEARERS, f"{actor.kind} carries no token"
    assert actor.id is not None, "nobody in particular carries no token"
    claims = {
        "sub": str(actor.id),
        "kind": actor.kind.value,
        "name": actor.name,
        "roles": list(actor.roles),
        "scopes": sorted(actor.scopes - scopes_of(list(actor.roles))),
    }
    return sign(secret, claims, audience=AUDIENCE, now=now, lifetime=lifetime)


def read_token(secret: str, token: str, now: datetime) -> Session:
    """Who a token stands for, and until when, by what the token says.

    Whether they are still welcome is said by `as_it_stands`.

    Raises:
        InvalidToken: not ours, for another purpose, or not good yet.
        TokenExpired: it was good once.
    """
    verify(secret, token, audience=AUDIENCE, now=now)
    try:
        return _session(secret, token)
    except (KeyError, OverflowError, TypeError, ValueError):
        raise InvalidToken from None


@lru_cache(TOKENS_MAX)
def _session(secret: str, token: str) -> Session:
    """What a token that we signed says of its bearer: the same each time."""
    claims = signed(secret, token, AUDIENCE)
    return Session(
        _actor(claims),
        issued_at=datetime.fromtimestamp(float(claims["iat"]), UTC),
        expires_at=datetime.fromtimestamp(int(claims["exp"]), UTC),
    )


def _actor(claims: Mapping[str, Any]) -> Actor:
    kind = ActorKind(claims["kind"])
    if kind not in BEARERS:
        raise ValueError(kind)
    roles = tuple(map(str, claims["roles"]))
    scopes = scopes_of(list(roles)) | frozenset(map(str, claims["scopes"]))
    return Actor(kind, UUID(claims["sub"]), str(claims["name"]), scopes, roles)
