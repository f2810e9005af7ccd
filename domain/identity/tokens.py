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

from domain.identity.errors import InvalidToken, UnknownKey
from domain.identity.keys import Key, KeyRing, secret_key
from domain.identity.scopes import scopes_of
from domain.identity.signing import must_be_good, name_of_key, sign, signed
from domain.shared.context import Actor, ActorKind

AUDIENCE = "tradegraph"
LIFETIME = timedelta(hours=12)  # of a token that is minted, not signed in for
ACCESS_LIFETIME = timedelta(minutes=15)  # of a session's tokens; it is refreshed for longer
TOKENS_MAX = 4_096  # tokens whose bearers are remembered
BEARERS = {ActorKind.CUSTOMER, ActorKind.STAFF, ActorKind.INTEGRATION}


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody, from a moment until a moment. Who signed in has a session with an `id`."""

    actor: Actor
    issued_at: datetime
    expires_at: datetime
    id: UUID | None = None


def issue_token(secret: str, actor: Actor, now: datetime, *, lifetime: timedelta = LIFETIME) -> str:
    """A token for a customer, a member of staff or an integration, signed under the secret."""
    assert actor.kind in BEARERS, f"{actor.kind} carries no token"
    assert actor.id is not None, "nobody in particular carries no token"
    claims = {
        "sub": str(actor.id),
        "kind": actor.kind.value,
        "name": actor.name,
        "roles": list(actor.roles),
        "scopes": sorted(actor.scopes - scopes_of(list(actor.roles))),
    }
    return sign(secret_key(secret), claims, audience=AUDIENCE, now=now, lifetime=lifetime)


def issue_access_token(keys: KeyRing, actor: Actor, session_id: UUID, now: datetime) -> str:
    """A token of one session, for a customer or a member of staff.

    It says who they are; what they may do is asked at each use.
    """
    claims: dict[str, object] = {
        "sub": str(actor.id),
        "kind": actor.kind.value,
        "name": actor.name,
        "roles": [],
        "scopes": [],
        "sid": str(session_id),
    }
    return sign(keys.signer, claims, audience=AUDIENCE, now=now, lifetime=ACCESS_LIFETIME)


def read_token(keys: KeyRing, token: str, now: datetime) -> Session:
    """Who a token stands for, and until when, by what the token says.

    Whether they are still welcome is said by `as_it_stands`.

    Raises:
        UnknownKey: signed under a key that does not count, or is not known here yet.
        InvalidToken: not ours, for another purpose, or not good yet.
        TokenExpired: it was good once.
    """
    key, begins, session = _read(keys, token)
    if not keys.holds(key):
        raise UnknownKey
    must_be_good(begins, session.expires_at.timestamp(), now)
    return session


@lru_cache(TOKENS_MAX)
def _read(keys: KeyRing, token: str) -> tuple[Key, int, Session]:
    """What a token that we signed says: the same each time. Checking it anew costs as much as
    placing an order in a group does; what is not signed is not remembered.
    """
    key = keys.find(name_of_key(token))
    if key is None:
        raise UnknownKey
    claims = signed(key, token, AUDIENCE)
    try:
        session = Session(
            _actor(claims),
            issued_at=datetime.fromtimestamp(float(claims["iat"]), UTC),
            expires_at=datetime.fromtimestamp(int(claims["exp"]), UTC),
            id=UUID(claims["sid"]) if "sid" in claims else None,
        )
        return key, int(claims["nbf"]), session
    except (AttributeError, KeyError, OverflowError, OSError, TypeError, ValueError):
        raise InvalidToken from None


def _actor(claims: Mapping[str, Any]) -> Actor:
    kind = ActorKind(claims["kind"])
    if kind not in BEARERS:
        raise ValueError(kind)
    roles = tuple(map(str, claims["roles"]))
    scopes = scopes_of(list(roles)) | frozenset(map(str, claims["scopes"]))
    return Actor(kind, UUID(claims["sub"]), str(claims["name"]), scopes, roles)
