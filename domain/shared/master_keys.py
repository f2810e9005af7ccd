"""Master keys: what data keys are wrapped under. They never lie in the database.

Written `id:base64`, several with a comma between. The first wraps; the others still open.
"""

import os
import re
import secrets
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Callable, Mapping
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.shared.sealing import KEY_BYTES, NONCE_BYTES, CannotOpen

ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


class BadMasterKeys(ValueError):
    """What was given is no list of master keys. The message never shows a key."""


class MasterKeys:
    """The master keys of a process, the one that wraps first."""

    def __init__(self, keys: Mapping[str, bytes]) -> None:
        if not keys:
            raise BadMasterKeys("there is no master key")
        self.newest = next(iter(keys))
        self._keys = {name: AESGCM(secret) for name, secret in keys.items()}

    @classmethod
    def read(cls, text: str) -> Self:
        """Keys as they are written down.

        Raises:
            BadMasterKeys: it is no such list, a key is not 32 bytes long, or an id comes twice.
        """
        keys: dict[str, bytes] = {}
        for entry in filter(None, map(str.strip, text.replace("\n", ",").split(","))):
            name, _, written = entry.partition(":")
            if not ID.fullmatch(name) or name in keys:
                raise BadMasterKeys("each key is id:base64, and every id is there once")
            try:
                keys[name] = b64decode(written, validate=True)
            except NotBase64:
                raise BadMasterKeys(f"what follows {name}: is no base64") from None
            if len(keys[name]) != KEY_BYTES:
                raise BadMasterKeys(f"the key {name} is not {KEY_BYTES} bytes long")
        return cls(keys)

    def wrap(self, secret: bytes, purpose: str) -> tuple[str, str]:
        """A data key wrapped under the newest master key: that key's id, and the text."""
        nonce = os.urandom(NONCE_BYTES)
        closed = self._keys[self.newest].encrypt(nonce, secret, purpose.encode())
        return self.newest, b64encode(nonce + closed).decode()

    def unwrap(self, name: str, wrapped: str, purpose: str) -> bytes:
        """The data key again.

        Raises:
            CannotOpen: it was wrapped under a key that is not among these.
        """
        if name not in self._keys:
            raise CannotOpen(f"a data key is wrapped under the master key {name!r}, which we lack")
        closed = b64decode(wrapped)
        try:
            at = purpose.encode()
            return self._keys[name].decrypt(closed[:NONCE_BYTES], closed[NONCE_BYTES:], at)
        except InvalidTag:
            raise CannotOpen(f"the master key {name!r} is not what it was") from None


def fresh_master_key() -> str:
    """A new master key as it is written down, with an id that no other has."""
    return f"{secrets.token_hex(4)}:{b64encode(os.urandom(KEY_BYTES)).decode()}"


class _Door:
    read: Callable[[], MasterKeys] | None = None


def use(read: Callable[[], MasterKeys]) -> None:
    """Where this process has its master keys from; asked when they are needed."""
    _Door.read = read


def held() -> MasterKeys:
    """The master keys of this process."""
    assert _Door.read is not None, "the process was given no master keys: see api.personal_data"
    return _Door.read()
