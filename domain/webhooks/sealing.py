"""Secrets of endpoints at rest: sealed under the data keys, as personal data is.

Until revision 0012 they were sealed under a key derived from TRADEGRAPH_SECRET. What is left of
that is still opened, and sealed anew by `reseal_secrets`.
"""

import base64
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from domain.shared import sealing
from domain.shared.personal import WEBHOOK_SECRET, WEBHOOK_SECRET_BEFORE
from domain.shared.sealing import opened, seal

# Where the secrets that sign lie, the newest first.
PLACES: Final = (WEBHOOK_SECRET, WEBHOOK_SECRET_BEFORE)
PURPOSE = b"tradegraph webhooks: secrets of endpoints, v1"
KEY_BYTES = 32
NONCE_BYTES = 12


class CannotOpen(Exception):
    """Sealed under another key, or for another endpoint, or changed since."""


@dataclass(frozen=True, slots=True, repr=False)
class Sealing:
    """Seals and opens. `secret` is the installation's, which the old form is opened with."""

    secret: str

    def seal(self, text: str, *, owner: UUID, place: str = WEBHOOK_SECRET) -> str:
        """A text that only this place in this owner's row can be opened in."""
        return seal(place, owner, text)

    def open(self, sealed: str, *, owner: UUID, place: str = WEBHOOK_SECRET) -> str:
        """What was sealed for this place, or in the old form for this owner.

        Raises:
            CannotOpen: it was not, or not under a key of ours.
        """
        try:
            return opened(place, owner, sealed) if "." in sealed else self._old(sealed, owner)
        except sealing.CannotOpen:
            raise CannotOpen from None

    def moved(self, sealed: str, *, owner: UUID) -> str:
        """A secret that another takes the place of. What cannot be read moves as it is."""
        try:
            return self.seal(self.open(sealed, owner=owner), owner=owner, place=PLACES[1])
        except CannotOpen:
            return sealed

    def _old(self, sealed: str, owner: UUID) -> str:
        try:
            raw = base64.b64decode(sealed, validate=True)
            nonce, rest = raw[:NONCE_BYTES], raw[NONCE_BYTES:]
            return _cipher(self.secret).decrypt(nonce, rest, owner.bytes).decode()
        except (InvalidTag, ValueError):
            raise CannotOpen from None


@lru_cache(8)
def _cipher(secret: str) -> AESGCM:
    key = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=PURPOSE)
    return AESGCM(key.derive(secret.encode()))
