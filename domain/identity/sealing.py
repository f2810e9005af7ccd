"""Private halves of signing keys in rows: sealed under the secret that all processes share.

Not under the data keys of `domain.shared.sealing`: what signs in anybody is worth more than what
they open, and must not open for whoever has those. A change of the secret ends all keys made
before, which is what one changes it for.
"""

import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE_LENGTH = 12  # bytes, as NIST SP 800-38D has it
KEY_LENGTH = 32  # bytes
PURPOSE = b"tradegraph signing keys 1"


class CannotOpen(ValueError):
    """Sealed under another secret, under another name, or changed since."""


def seal(secret: str, name: str, plain: bytes) -> bytes:
    """What only a holder of the secret can open, and only under this name."""
    nonce = os.urandom(NONCE_LENGTH)
    return nonce + _cipher(secret).encrypt(nonce, plain, name.encode())


def unseal(secret: str, name: str, sealed: bytes) -> bytes:
    """What was sealed.

    Raises:
        CannotOpen: under another secret or name, or it was changed since.
    """
    nonce, rest = sealed[:NONCE_LENGTH], sealed[NONCE_LENGTH:]
    try:
        return _cipher(secret).decrypt(nonce, rest, name.encode())
    except (InvalidTag, ValueError):
        raise CannotOpen(name) from None


@lru_cache(8)
def _cipher(secret: str) -> AESGCM:
    return AESGCM(HKDF(SHA256(), KEY_LENGTH, None, PURPOSE).derive(secret.encode()))
