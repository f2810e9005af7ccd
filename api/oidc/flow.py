"""What a browser keeps while it is at the identity provider: sealed, so that it can neither be read
nor made up, and good for some minutes.
"""

import base64
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Self

import orjson
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from domain.identity.errors import SignInInvalid
from domain.processes.sign_in_by_provider import LASTS

KEY_LENGTH = 32  # bytes
PURPOSE = b"tradegraph sign-in by provider 1"
ENTROPY = 32  # bytes of each of the three
SEALED_LENGTH_MAX = 1_000  # characters; ours have about 330


@dataclass(frozen=True, slots=True)
class Flow:
    """One sign-in under way: `state` ties the answer to this browser, `nonce` the token to the
    question, `verifier` the code to us (PKCE). `issuer` is whom it was begun with.
    """

    state: str
    nonce: str
    verifier: str
    issuer: str

    @classmethod
    def begin(cls, issuer: str) -> Self:
        """Another one."""
        state, nonce, verifier = (secrets.token_urlsafe(ENTROPY) for _ in range(3))
        return cls(state, nonce, verifier, issuer)


class Seal:
    """Seals flows under the secret that all processes share."""

    def __init__(self, secret: str) -> None:
        key = HKDF(SHA256(), KEY_LENGTH, None, PURPOSE).derive(secret.encode())
        self._fernet = Fernet(base64.urlsafe_b64encode(key))

    def seal(self, flow: Flow, now: datetime) -> str:
        """What the browser is given."""
        return self._fernet.encrypt_at_time(orjson.dumps(asdict(flow)), _second(now)).decode()

    def open(self, sealed: str | None, now: datetime) -> Flow:
        """What was sealed.

        Raises:
            SignInInvalid: nothing, nothing of ours, or too old.
        """
        if not sealed or len(sealed) > SEALED_LENGTH_MAX:
            raise SignInInvalid
        try:
            lasts = round(LASTS.total_seconds())
            plain = self._fernet.decrypt_at_time(sealed.encode(), lasts, _second(now))
        except (InvalidToken, ValueError):
            raise SignInInvalid from None
        return Flow(**orjson.loads(plain))


def _second(now: datetime) -> int:
    return int(now.timestamp())
