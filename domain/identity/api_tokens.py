"""What another machine shows: a token that says which one it is, and whether it was mistyped.

`tg_`, the id of its row, 32 random letters and digits, and a checksum, so that a scanner of leaked
secrets can tell one from noise. Only a hash of it is kept.
"""

import secrets
import string
from dataclasses import dataclass
from datetime import UTC, datetime
from hmac import compare_digest
from uuid import UUID
from zlib import crc32

from domain.identity.errors import InvalidToken, TokenExpired
from domain.identity.secrets import hash_of
from domain.identity.standing import Standing, as_it_stands
from domain.identity.tokens import Session

PREFIX = "tg_"
ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase
ID_LENGTH = 22  # digits of 128 bits to the base of 62
SECRET_LENGTH = 32  # letters and digits: 190 bits
CHECK_LENGTH = 6  # digits of 32 bits
LENGTH = len(PREFIX) + ID_LENGTH + SECRET_LENGTH + CHECK_LENGTH
FOR_EVER = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Shown:
    """A token as somebody shows it: which one it claims to be, and the hash to compare."""

    id: UUID
    token_hash: str


def new_api_token(token_id: UUID) -> str:
    """A fresh token of this id."""
    random = "".join(secrets.choice(ALPHABET) for _ in range(SECRET_LENGTH))
    body = _digits(token_id.int, ID_LENGTH) + random
    return PREFIX + body + _checksum(body)


def is_api_token(text: str) -> bool:
    """Whether it is meant as one."""
    return text.startswith(PREFIX)


def read_api_token(text: str) -> Shown:
    """What a token says of itself; whether that is so is said by its row.

    Raises:
        InvalidToken: it was never one.
    """
    body, check = text[len(PREFIX) : -CHECK_LENGTH], text[-CHECK_LENGTH:]
    if len(text) != LENGTH or not is_api_token(text) or not set(body) <= set(ALPHABET):
        raise InvalidToken
    number = 0
    for digit in body[:ID_LENGTH]:
        number = number * len(ALPHABET) + ALPHABET.index(digit)
    if number >= 2**128 or _checksum(body) != check:
        raise InvalidToken
    return Shown(UUID(int=number), hash_of(text))


def session_of(shown: Shown, standing: Standing | None, now: datetime) -> Session:
    """The session of whoever shows a token, by what is known of it.

    Raises:
        InvalidToken: there is none of this id, or it is another.
        SessionEnded: it was revoked.
        TokenExpired: it was good once.
    """
    card = standing.token if standing else None
    if standing is None or card is None or standing.actor is None:
        raise InvalidToken
    if not compare_digest(card.token_hash, shown.token_hash):
        raise InvalidToken
    session = Session(standing.actor, card.created_at, card.expires_at or FOR_EVER)
    if session.expires_at <= now:
        raise TokenExpired
    return as_it_stands(session, standing)


def _checksum(body: str) -> str:
    return _digits(crc32(body.encode()), CHECK_LENGTH)


def _digits(number: int, length: int) -> str:
    digits = ""
    for _ in range(length):
        number, digit = divmod(number, len(ALPHABET))
        digits = ALPHABET[digit] + digits
    return digits
