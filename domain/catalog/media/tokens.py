"""Ways in: a token names an upload and is signed, so that nobody makes up another.

It says no more than which: whose it is, for how much and how long, stands in the upload's row. The
same upload has the same token, so that an answer that was lost can be given again.
"""

import base64
import binascii
import hmac
from uuid import UUID

from domain.shared.errors import NotFound

PURPOSE = b"tradegraph media upload 1"
SIGNATURE = 20  # bytes
LENGTH = 48  # characters: 36 bytes in base64


def token_of(secret: str, upload_id: UUID, purpose: bytes = PURPOSE) -> str:
    """The token of an upload. One that is made for one purpose is good for no other."""
    signed = upload_id.bytes + _signature(secret, upload_id.bytes, purpose)
    return base64.urlsafe_b64encode(signed).decode()


def upload_of(secret: str, token: str, purpose: bytes = PURPOSE) -> UUID:
    """Which upload a token is for.

    Raises:
        NotFound: it is none of ours.
    """
    try:
        signed = base64.b64decode(token.encode("ascii"), altchars=b"-_", validate=True)
    except (UnicodeEncodeError, binascii.Error):
        signed = b""
    named, signature = signed[:16], signed[16:]
    if len(token) != LENGTH or not hmac.compare_digest(
        _signature(secret, named, purpose), signature
    ):
        raise NotFound("upload")
    return UUID(bytes=named)


def _signature(secret: str, named: bytes, purpose: bytes) -> bytes:
    key = hmac.digest(secret.encode(), purpose, "sha256")
    return hmac.digest(key, named, "sha256")[:SIGNATURE]
