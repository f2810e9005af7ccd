"""Personal data at rest: sealed before it is written, opened by whoever holds the keys.

A value is sealed with AES-GCM under a data key, for one place: a column of one row. Copied into
another row or column it does not open. Data keys lie in the database, wrapped under a master key
that does not. What must be found again is looked for by its blind index, an HMAC of the value.

One ring of keys serves the process; `api` puts it here at start.
"""

import hmac
import os
import re
import unicodedata
from binascii import Error as NotBase64
from binascii import a2b_base64, b2a_base64
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERSION: Final = "v1"
KEY_BYTES: Final = 32  # AES-256, and as many for the HMAC
NONCE_BYTES: Final = 12  # drawn at random: good for 2**32 values under one data key
BLIND_BYTES: Final = 16  # of the HMAC; what falls together by chance is beyond counting
# Of the index key another is made, so that no fingerprint of a request is anything's blind index.
FINGERPRINTS: Final = b"tradegraph fingerprints of requests 1"

WORDS = re.compile(r"\w+")


class KeyPurpose(StrEnum):
    """What a data key is for."""

    SEAL = "seal"
    INDEX = "index"


class CannotOpen(Exception):
    """A sealed value that no key of ours opens: another's key, another place, or not sealed."""


@dataclass(frozen=True, slots=True)
class DataKey:
    """A data key in the clear. A retired one opens and seals no more."""

    id: int
    purpose: KeyPurpose
    secret: bytes
    is_retired: bool = False

    def __repr__(self) -> str:
        """Without the secret."""
        return f"DataKey(id={self.id}, purpose={self.purpose!r})"


class Ring:
    """The data keys of a process: read when the first is needed, and when an unknown one turns up.

    `read` may block for as long as the database takes to answer, which is once for each rotation.
    """

    def __init__(self, read: Callable[[], Iterable[DataKey]]) -> None:
        self._read = read
        self._opens: dict[str, Callable[..., bytes]] = {}

    def load(self) -> None:
        """Read the keys and hold them; the newest that is not retired seals."""
        self.hold(self._read())

    def hold(self, keys: Iterable[DataKey]) -> None:
        """Hold these keys from now on."""
        known = sorted(keys, key=lambda key: key.id)
        seals = [key for key in known if key.purpose is KeyPurpose.SEAL]
        newest = [key for key in seals if not key.is_retired][-1]
        (index,) = (key for key in known if key.purpose is KeyPurpose.INDEX)
        self._opens = {str(key.id): AESGCM(key.secret).decrypt for key in seals}
        self._seals = AESGCM(newest.secret).encrypt
        self._index = index.secret
        self._fingerprints = hmac.digest(index.secret, FINGERPRINTS, "sha256")
        self.sealing_id = newest.id
        self._prefix = f"{VERSION}.{newest.id}."

    def seal(self, place: str, row_id: UUID, value: str) -> str:
        """A value as it is written into that place."""
        if not self._opens:
            self.load()
        nonce = os.urandom(NONCE_BYTES)
        closed = nonce + self._seals(nonce, value.encode(), f"{place}:{row_id}".encode())
        return self._prefix + b2a_base64(closed, newline=False).decode()

    def open(self, place: str, row_id: UUID, sealed: str) -> str:
        """The value that was sealed for that place.

        Raises:
            CannotOpen: it was not, or none of our keys did it.
        """
        try:
            version, key_id, text = sealed.split(".")
            closed = a2b_base64(text)
        except (ValueError, NotBase64):
            raise CannotOpen(f"{place} of {row_id} is not sealed") from None
        opens = self._opens.get(key_id) or self._looked_up(key_id)
        if version != VERSION or opens is None:
            raise CannotOpen(f"{place} of {row_id} is sealed with a key that we do not have")
        try:
            at = f"{place}:{row_id}".encode()
            return opens(closed[:NONCE_BYTES], closed[NONCE_BYTES:], at).decode()
        except InvalidTag:
            raise CannotOpen(f"{place} of {row_id} was not sealed for this place") from None

    def blind(self, place: str, value: str) -> str:
        """What a value is found by without being opened: always the same for the same value."""
        if not self._opens:
            self.load()
        found = hmac.digest(self._index, f"{place}\0{value}".encode(), "sha256")
        return b2a_base64(found[:BLIND_BYTES], newline=False).decode().rstrip("=")

    def fingerprint(self, text: str) -> str:
        """What is kept of a text only to tell it from another: always the same for the same text,
        and nobody who lacks the key finds out by trying what it was.
        """
        if not self._opens:
            self.load()
        made = hmac.digest(self._fingerprints, text.encode(), "sha256")
        return b2a_base64(made, newline=False).decode().rstrip("=")

    def _looked_up(self, key_id: str) -> Callable[..., bytes] | None:
        """A key that was made since we last looked: somebody rotates."""
        if key_id.isascii() and key_id.isdigit():
            self.load()
        return self._opens.get(key_id)


class _Door:
    ring: Ring | None = None


def use(ring: Ring | None) -> None:
    """The ring of this process from now on."""
    _Door.ring = ring


def ring() -> Ring:
    """The ring of this process."""
    assert _Door.ring is not None, "the process has put no keys at the door: see api.personal_data"
    return _Door.ring


def seal(place: str, row_id: UUID, value: str) -> str:
    """A value as it is written into a place, `table.column`, of one row. Nothing stays nothing."""
    return ring().seal(place, row_id, value) if value else value


def opened(place: str, row_id: UUID, sealed: str) -> str:
    """The value itself. Whether somebody may see it was decided by who calls this.

    Raises:
        CannotOpen: no key of ours, or it was sealed for another place.
    """
    return ring().open(place, row_id, sealed) if sealed else sealed


def blind(place: str, value: str) -> str:
    """The blind index of a value, whatever its case and the form of its characters."""
    return blind_with(ring(), place, value)


def blind_words(place: str, value: str) -> list[str]:
    """The blind index of each of its words."""
    return blind_words_with(ring(), place, value)


def blind_with(keys: Ring, place: str, value: str) -> str:
    """`blind`, with a ring in hand."""
    return keys.blind(place, _normal(value))


def blind_words_with(keys: Ring, place: str, value: str) -> list[str]:
    """`blind_words`, with a ring in hand."""
    return sorted({keys.blind(place, word) for word in WORDS.findall(_normal(value))})


def _normal(value: str) -> str:
    return unicodedata.normalize("NFKC", value).casefold()
