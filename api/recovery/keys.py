"""The backup key: 32 bytes that lie elsewhere than the backups and never on a command line.

From it come three: one that names it, one that wraps the fresh key of every file, and one that
signs manifests. Several keys may be given, the newest first: it seals, and all of them open.
"""

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from api.recovery.errors import CannotRecover, Damaged
from api.settings import Settings

KEY_BYTES = 32
KEY_ID_BYTES = 6
HOW = "Make one with `python -m api backup key`, and keep it apart from the backups."


@dataclass(frozen=True, slots=True)
class BackupKey:
    """One key, as what is derived from it. `id` is no secret."""

    id: str
    wrapping: bytes = field(repr=False)
    signing: bytes = field(repr=False)

    @classmethod
    def of(cls, raw: bytes) -> Self:
        """The key that these bytes are."""
        return cls(
            _derived(raw, b"id")[:KEY_ID_BYTES].hex(),
            _derived(raw, b"wrap data keys"),
            _derived(raw, b"sign manifests"),
        )

    def signature(self, text: bytes) -> str:
        """What only who has the key can say of a text."""
        mac = hmac.HMAC(self.signing, hashes.SHA256())
        mac.update(text)
        return mac.finalize().hex()


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The newest key, which seals, and those before it, which still open."""

    keys: tuple[BackupKey, ...]

    @property
    def newest(self) -> BackupKey:
        """The one that seals."""
        return self.keys[0]

    def find(self, key_id: str) -> BackupKey:
        """The key of this id.

        Raises:
            Damaged: none of ours has it.
        """
        for key in self.keys:
            if key.id == key_id:
                return key
        raise Damaged(
            f"It was sealed under the key {key_id}, and BACKUP_KEY holds"
            f" {', '.join(key.id for key in self.keys)}."
        )


def fresh() -> str:
    """A new key, as BACKUP_KEY holds it."""
    return urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode().rstrip("=")


def key_ring(settings: Settings) -> KeyRing:
    """The keys of BACKUP_KEY, or of the file that BACKUP_KEY_FILE names.

    Raises:
        CannotRecover: there is none, or it is no key.
    """
    text = settings.backup_key or _text_of(settings.backup_key_file)
    words = text.replace(",", " ").split()
    if not words:
        raise CannotRecover(f"There is no backup key in BACKUP_KEY or BACKUP_KEY_FILE. {HOW}")
    return KeyRing(tuple(BackupKey.of(_bytes_of(word)) for word in words))


def _text_of(path: Path | None) -> str:
    if path is None:
        return ""
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        reason = problem.strerror if isinstance(problem, OSError) else "it is no text"
        raise CannotRecover(f"BACKUP_KEY_FILE: {path} cannot be read: {reason}.") from None


def _bytes_of(word: str) -> bytes:
    try:
        raw = urlsafe_b64decode(word.encode("ascii") + b"=" * (-len(word) % 4))
    except ValueError:
        raw = b""
    if len(raw) != KEY_BYTES:
        raise CannotRecover(f"A backup key is 32 bytes in base64, which this is not. {HOW}")
    return raw


def _derived(raw: bytes, purpose: bytes) -> bytes:
    info = b"tradegraph backup: " + purpose
    return HKDF(hashes.SHA256(), KEY_BYTES, salt=None, info=info).derive(raw)
