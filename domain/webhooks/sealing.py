"""Secrets at rest: sealed with AES-GCM under a key that is derived from the installation's own.

The one place that knows how; `domain.shared.sealing` may take its place.
"""

import base64
import os
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

PURPOSE = b"tradegraph webhooks: secrets of endpoints, v1"
KEY_BYTES = 32
NONCE_BYTES = 12


class CannotOpen(Exception):
    """Sealed under another key, or for another endpoint, or changed since."""


@dataclass(frozen=True, slots=True, repr=False)
class Sealing:
    """Seals and opens under one secret of the installation."""

    secret: str

    def seal(self, text: str, *, owner: UUID) -> str:
        """A text that only this owner's row can be opened with."""
        nonce = os.urandom(NONCE_BYTES)
        sealed = _cipher(self.secret).encrypt(nonce, text.encode(), owner.bytes)
        return base64.b64encode(nonce + sealed).decode()

    def open(self, sealed: str, *, owner: UUID) -> str:
        """What was sealed for this owner.

        Raises:
            CannotOpen: it was not, or not under this secret.
        """
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
