"""The keys of this process: one that signs, others that still count, each found by its name.

A token without a name of a key (`kid`) was signed under the secret that was given from outside;
one with a name counts only under the very key of that name, with that key's own algorithm. Nothing
else a token says of its key (`jku`, `jwk`, `x5u`, `alg`) is followed.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)
from jwt.algorithms import ECAlgorithm
from jwt.utils import base64url_encode

SHARED = "HS256"  # under a secret: for whoever mints tokens elsewhere
SIGNED = "ES256"  # what every verifier can check without being able to sign
SECRET_LENGTH_MIN = 32  # bytes, as RFC 7518 asks of HS256
SECRET_NAME = "secret"  # how the secret is called where keys are listed


@dataclass(frozen=True, slots=True, eq=False)
class Key:
    """One key. `name` is the `kid`; the secret has none. Whoever lacks `signs` can only check."""

    name: str | None
    algorithm: str
    checks: Any
    signs: Any
    made_at: datetime | None = None
    public: Mapping[str, str] = field(default_factory=dict)  # as a JWK; nothing of a secret


@lru_cache(16)
def secret_key(secret: str) -> Key:
    """The secret given from outside, as a key."""
    assert len(secret.encode()) >= SECRET_LENGTH_MIN, "a secret this short can be guessed"
    return Key(None, SHARED, secret, secret)


def new_private_half() -> tuple[str, bytes]:
    """A fresh key pair: its name, and its private half."""
    private = ec.generate_private_key(ec.SECP256R1())
    der = private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return _thumbprint(_public_of(private)), der


def key_of(name: str, private_half: bytes, made_at: datetime) -> Key:
    """A key pair by its private half.

    Raises:
        ValueError: it is none, or not the one of this name.
    """
    private = load_der_private_key(private_half, password=None)
    if not isinstance(private, ec.EllipticCurvePrivateKey):
        raise ValueError("no key on a curve")
    public = _public_of(private)
    if _thumbprint(public) != name:
        raise ValueError("another key's name")
    shown = {**public, "kid": name, "alg": SIGNED, "use": "sig"}
    return Key(name, SIGNED, private.public_key(), private, made_at, shown)


class KeyRing:
    """The keys that count now. It starts with the secret; the others are read from their table."""

    def __init__(self, secret: str) -> None:
        self.secret = secret
        self._own = secret_key(secret)
        self._keys: dict[str | None, Key] = {None: self._own}
        self.signer = self._own

    def take(self, keys: Iterable[Key], *, with_secret: bool = True) -> None:
        """From now on these count, and no others. What stays is the same object as before."""
        taken: dict[str | None, Key] = {None: self._own} if with_secret else {}
        pairs = {key.name: self._keys.get(key.name, key) for key in keys}
        self._keys = taken | pairs
        newest = max(pairs.values(), key=lambda key: (key.made_at, key.name), default=self._own)
        self.signer = newest

    def find(self, name: str | None) -> Key | None:
        """The key of a name, if it counts."""
        return self._keys.get(name)

    def holds(self, key: Key) -> bool:
        """Whether a key still counts."""
        return self._keys.get(key.name) is key

    @property
    def published(self) -> list[Mapping[str, str]]:
        """The public halves, for whoever checks our tokens: never a secret."""
        return [key.public for key in self._keys.values() if key.public]


def _public_of(private: ec.EllipticCurvePrivateKey) -> dict[str, str]:
    jwk = ECAlgorithm.to_jwk(private.public_key(), as_dict=True)
    return {name: str(jwk[name]) for name in ("crv", "kty", "x", "y")}


def _thumbprint(public: Mapping[str, str]) -> str:
    """RFC 7638: the name follows from the key, so no row can give a key another's name."""
    text = json.dumps(public, sort_keys=True, separators=(",", ":"))
    return base64url_encode(sha256(text.encode()).digest()).decode()
