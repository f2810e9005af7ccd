"""Signed claims: one algorithm, one issuer, one audience for each purpose."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import jwt

from domain.identity.errors import InvalidToken, TokenExpired

ALGORITHM = "HS256"
ISSUER = "tradegraph"
SECRET_LENGTH_MIN = 32  # bytes, as RFC 7518 asks of HS256
TOKENS_MAX = 4_096  # tokens whose claims are remembered
ALWAYS = ["iss", "aud", "iat", "nbf", "exp", "sub"]


def sign(
    secret: str, claims: Mapping[str, object], *, audience: str, now: datetime, lifetime: timedelta
) -> str:
    """Claims as a token, good from `now` until `lifetime` later."""
    assert len(secret.encode()) >= SECRET_LENGTH_MIN, "a secret this short can be guessed"
    begins, ends = int(now.timestamp()), int((now + lifetime).timestamp())
    # Issued to the microsecond: sessions end at an instant, and who signs in again in the same
    # second is not signed out with them.
    issued = now.timestamp()
    standard = {"iss": ISSUER, "aud": audience, "iat": issued, "nbf": begins, "exp": ends}
    return jwt.encode({**claims, **standard}, secret, algorithm=ALGORITHM)


def verify(secret: str, token: str, *, audience: str, now: datetime) -> dict[str, Any]:
    """The claims of a token that we signed for this audience and that is good at `now`.

    Raises:
        InvalidToken: unsigned, signed otherwise, for another audience, or not good yet.
        TokenExpired: it was good once.
    """
    try:
        claims = dict(signed(secret, token, audience))
        begins, ends = int(claims["nbf"]), int(claims["exp"])
    except (jwt.PyJWTError, TypeError, ValueError):
        raise InvalidToken from None
    if now.timestamp() < begins:
        raise InvalidToken
    if now.timestamp() >= ends:
        raise TokenExpired
    return claims


@lru_cache(maxsize=TOKENS_MAX)
def signed(secret: str, token: str, audience: str) -> Mapping[str, Any]:
    """What was signed, whenever that is good. The same token says the same each time, and reading
    it costs as much as placing an order in a group does; what is not signed is not remembered.

    Raises:
        PyJWTError: it is no token of ours.
    """
    claims: Mapping[str, Any] = jwt.decode(
        token,
        secret,
        algorithms=[ALGORITHM],
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
    return claims
