"""Signed claims: one key and its algorithm, one issuer, one audience for each purpose."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import jwt

from domain.identity.errors import InvalidToken, TokenExpired
from domain.identity.keys import Key

ISSUER = "tradegraph"
TOKEN_LENGTH_MAX = 8_192  # characters; ours have a few hundred
ALWAYS = ["iss", "aud", "iat", "nbf", "exp", "sub"]


def sign(
    key: Key, claims: Mapping[str, object], *, audience: str, now: datetime, lifetime: timedelta
) -> str:
    """Claims as a token, good from `now` until `lifetime` later."""
    begins, ends = int(now.timestamp()), int((now + lifetime).timestamp())
    # Issued to the microsecond: sessions end at an instant, and who signs in again in the same
    # second is not signed out with them.
    issued = now.timestamp()
    standard = {"iss": ISSUER, "aud": audience, "iat": issued, "nbf": begins, "exp": ends}
    named = {"kid": key.name} if key.name else None
    return jwt.encode({**claims, **standard}, key.signs, algorithm=key.algorithm, headers=named)


def name_of_key(token: str) -> str | None:
    """The key that a token says it was signed with; None where it names none.

    Raises:
        InvalidToken: it is no token, or asks for something that we do not do.
    """
    if len(token) > TOKEN_LENGTH_MAX:
        raise InvalidToken
    try:
        header = jwt.get_unverified_header(token)
    except jwt.PyJWTError:
        raise InvalidToken from None
    if "crit" in header or "b64" in header:
        raise InvalidToken
    name: str | None = header.get("kid")
    return name


def signed(key: Key, token: str, audience: str) -> Mapping[str, Any]:
    """What was signed under this key, whenever that is good.

    Raises:
        InvalidToken: it was not, or for another audience.
    """
    try:
        claims: Mapping[str, Any] = jwt.decode(
            token,
            key.checks,
            algorithms=[key.algorithm],  # the key's own, whatever the token says
            audience=audience,
            issuer=ISSUER,
            # The library would ask the wall clock; the request's own instant decides.
            options={
                "require": ALWAYS,
                "verify_exp": False,
                "verify_nbf": False,
                "verify_iat": False,
            },
        )
    except (jwt.PyJWTError, TypeError, ValueError):
        raise InvalidToken from None
    return claims


def verify(key: Key, token: str, *, audience: str, now: datetime) -> Mapping[str, Any]:
    """The claims of a token that we signed for this audience and that is good at `now`.

    Raises:
        InvalidToken: unsigned, signed otherwise, for another audience, or not good yet.
        TokenExpired: it was good once.
    """
    claims = signed(key, token, audience)
    try:
        begins, ends = int(claims["nbf"]), int(claims["exp"])
    except (OverflowError, TypeError, ValueError):
        raise InvalidToken from None
    must_be_good(begins, ends, now)
    return claims


def must_be_good(begins: float, ends: float, now: datetime) -> None:
    """Refuse what is not good at this instant; both in seconds since the epoch.

    Raises:
        InvalidToken: it is not good yet.
        TokenExpired: it was good once.
    """
    instant = now.timestamp()
    if instant < begins:
        raise InvalidToken
    if instant >= ends:
        raise TokenExpired
