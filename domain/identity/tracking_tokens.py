"""Tokens for a public tracking page: whoever has the link may watch that one parcel, masked."""

from datetime import datetime, timedelta
from uuid import UUID

from domain.identity.errors import InvalidToken
from domain.identity.keys import secret_key
from domain.identity.signing import sign, verify

AUDIENCE = "tradegraph-tracking"
LIFETIME = timedelta(days=90)


def issue_tracking_token(secret: str, fulfillment_id: UUID, now: datetime) -> str:
    """A link's token for one parcel, good for 90 days."""
    claims = {"sub": str(fulfillment_id)}
    return sign(secret_key(secret), claims, audience=AUDIENCE, now=now, lifetime=LIFETIME)


def read_tracking_token(secret: str, token: str, now: datetime) -> UUID:
    """Which parcel a tracking token is for.

    Raises:
        InvalidToken: not ours, or for another purpose.
        TokenExpired: older than 90 days.
    """
    claims = verify(secret_key(secret), token, audience=AUDIENCE, now=now)
    try:
        return UUID(claims["sub"])
    except (AttributeError, ValueError):
        raise InvalidToken from None
