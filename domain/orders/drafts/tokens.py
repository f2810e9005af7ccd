"""Links to quotes: whoever has one may read the quote. Nobody makes one up, and none is stored."""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from uuid import UUID

from domain.shared.sealing import blind

SIGNED_FOR = "order_draft.quote"
ID_BYTES = 16
ROUND_BYTES = 4
TOKEN_LENGTH_MAX = 200  # characters


def quote_token(draft_id: UUID, quote_round: int) -> str:
    """The token of a quote: which draft, which of its quotes, and an HMAC over both under the index
    key, which is never in the database in clear.
    """
    named = draft_id.bytes + quote_round.to_bytes(ROUND_BYTES)
    return f"{urlsafe_b64encode(named).decode().rstrip('=')}.{_signature(draft_id, quote_round)}"


def opened_token(token: str) -> tuple[UUID, int] | None:
    """The draft and the round that a token of ours is for; None for any other text."""
    named, _, signature = token[:TOKEN_LENGTH_MAX].partition(".")
    try:
        raw = urlsafe_b64decode(f"{named}==".encode("ascii"))
    except (ValueError, NotBase64):
        return None
    if len(raw) != ID_BYTES + ROUND_BYTES:
        return None
    draft_id, quote_round = UUID(bytes=raw[:ID_BYTES]), int.from_bytes(raw[ID_BYTES:])
    genuine = quote_token(draft_id, quote_round)
    is_ours = hmac.compare_digest(genuine.encode(), f"{named}.{signature}".encode())
    return (draft_id, quote_round) if is_ours else None


def _signature(draft_id: UUID, quote_round: int) -> str:
    signed = blind(SIGNED_FOR, f"{draft_id}:{quote_round}")
    return signed.replace("+", "-").replace("/", "_")
