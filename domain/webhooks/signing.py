"""Signatures of webhooks, as Standard Webhooks has them: made here, and judged here."""

import base64
import hmac
import os
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from uuid import UUID

from standardwebhooks.webhooks import Webhook as Signer

SECRET_BYTES = 32
SECRET_BYTES_LEAST = 24  # of others, as the standard asks
PREFIX = "whsec_"
WINDOW = timedelta(minutes=5)  # either way: what is older or newer is refused
ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
ID_LENGTH_MAX = 255  # characters
SIGNATURES_MAX = 8  # in one header


class BadSignature(Exception):
    """Not signed by whoever may, or too long ago."""


def new_secret() -> str:
    """A secret that nobody guesses, as it is shown: `whsec_…`."""
    return PREFIX + base64.b64encode(os.urandom(SECRET_BYTES)).decode()


def is_secret(text: str) -> bool:
    """Whether a text is a secret that is long enough not to be guessed."""
    try:
        raw = base64.b64decode(text.removeprefix(PREFIX), validate=True)
    except ValueError:
        return False
    return text.startswith(PREFIX) and len(raw) >= SECRET_BYTES_LEAST


def message_id(delivery_id: UUID) -> str:
    """What a delivery is called on its way: the same at each attempt."""
    return f"msg_{delivery_id.hex}"


def signed_headers(
    name: str, body: str, secrets: Iterable[str], *, now: datetime
) -> dict[str, str]:
    """The three headers of a message of that id. Each secret signs: a receiver may know any."""
    made = [Signer(secret).sign(name, now.astimezone(UTC), body) for secret in secrets]
    return {
        ID: name,
        TIMESTAMP: str(int(now.timestamp())),
        SIGNATURE: " ".join(made),
    }


def verified_id(
    headers: Mapping[str, str], body: bytes, secrets: Iterable[str], *, now: datetime
) -> str:
    """The id of a message that is signed with one of the secrets, about now.

    Raises:
        BadSignature: it is not.
    """
    name, stamp = headers.get(ID, ""), headers.get(TIMESTAMP, "")
    if not 0 < len(name) <= ID_LENGTH_MAX or not (stamp.isascii() and stamp.isdigit()):
        raise BadSignature
    try:
        at = datetime.fromtimestamp(int(stamp), UTC)
        text = body.decode()
    except (ValueError, OverflowError, OSError):
        raise BadSignature from None
    if abs(now - at) > WINDOW:
        raise BadSignature
    given = [each for each in headers.get(SIGNATURE, "").split(" ") if each.startswith("v1,")]
    expected = [Signer(secret).sign(name, at, text) for secret in secrets]
    # All are compared, so that the time it takes does not say which one was nearly right.
    matches = [
        hmac.compare_digest(one.encode(), other.encode())
        for one in given[:SIGNATURES_MAX]
        for other in expected
    ]
    if not any(matches):
        raise BadSignature
    return name
