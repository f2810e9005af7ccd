"""Sealed files: compressed, then encrypted in chunks, so that memory stays small.

A header names the key and holds the file's own fresh key, wrapped. Each chunk is AES-256-GCM; its
nonce is its number and whether it is the last one, so a chunk that is missing, moved or cut off
shows. The header, and in it the file's name, is authenticated with each chunk: one file cannot
stand in for another.
"""

import hashlib
import json
import secrets
import struct
import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from api.recovery.errors import Damaged
from api.recovery.keys import KeyRing

MAGIC: Final = b"tradegraph sealed 1\n"
CHUNK_BYTES: Final = 256 * 1024  # of compressed content
TAG_BYTES: Final = 16
NONCE_BYTES: Final = 12
KEY_BITS: Final = 256
HEADER_BYTES_MAX: Final = 4_096
COMPRESSION: Final = 1  # fast: what is slow here makes the backup slow
LENGTH: Final = struct.Struct(">I")


class Sealer:
    """Writes one sealed file. It is whole only after `finish`."""

    def __init__(self, out: BinaryIO, keys: KeyRing, name: str) -> None:
        self.plain_bytes = 0
        self.sealed_bytes = 0
        self._out = out
        self._sha = hashlib.sha256()
        self._deflate = zlib.compressobj(COMPRESSION)
        self._waiting = bytearray()
        self._count = 0
        data_key = AESGCM.generate_key(KEY_BITS)
        self._cipher = AESGCM(data_key)
        nonce = secrets.token_bytes(NONCE_BYTES)
        key = keys.newest
        wrapped = nonce + AESGCM(key.wrapping).encrypt(nonce, data_key, name.encode())
        header = {"key": key.id, "name": name, "wrapped": b64encode(wrapped).decode()}
        self._header = json.dumps(header).encode()
        self._write(MAGIC + LENGTH.pack(len(self._header)) + self._header)

    def write(self, content: bytes) -> None:
        """Some more of it."""
        self.plain_bytes += len(content)
        self._waiting += self._deflate.compress(content)
        while len(self._waiting) > CHUNK_BYTES:  # one chunk stays behind: it may be the last
            self._seal(bytes(self._waiting[:CHUNK_BYTES]), is_last=False)
            del self._waiting[:CHUNK_BYTES]

    def finish(self) -> str:
        """That was all; the SHA-256 of the sealed file."""
        self._waiting += self._deflate.flush()
        while len(self._waiting) > CHUNK_BYTES:
            self._seal(bytes(self._waiting[:CHUNK_BYTES]), is_last=False)
            del self._waiting[:CHUNK_BYTES]
        self._seal(bytes(self._waiting), is_last=True)
        return self._sha.hexdigest()

    def _seal(self, chunk: bytes, *, is_last: bool) -> None:
        self._write(self._cipher.encrypt(_nonce(self._count, is_last), chunk, self._header))
        self._count += 1

    def _write(self, sealed: bytes) -> None:
        self._out.write(sealed)
        self._sha.update(sealed)
        self.sealed_bytes += len(sealed)


class Opened:
    """The content of a sealed file, in pieces; once read to the end, `sha256` is the file's."""

    def __init__(self, path: Path, keys: KeyRing, name: str) -> None:
        self.sha256 = ""
        self._path = path
        self._keys = keys
        self._name = name

    def __iter__(self) -> Iterator[bytes]:
        """Pieces of bounded length.

        Raises:
            Damaged: it is not what was sealed, or under another key.
        """
        inflate = zlib.decompressobj()
        for chunk in self._chunks():
            pending = chunk
            while pending:
                if piece := inflate.decompress(pending, CHUNK_BYTES):
                    yield piece
                pending = inflate.unconsumed_tail
        while piece := inflate.decompress(b"", CHUNK_BYTES):
            yield piece
        if not inflate.eof:
            raise self._damaged("it ends too early")

    def _chunks(self) -> Iterator[bytes]:
        sha = hashlib.sha256()
        with self._file() as file:

            def read(size: int) -> bytes:
                found = file.read(size)
                sha.update(found)
                return found

            header, cipher = self._read_header(read)
            sealed, count = read(CHUNK_BYTES + TAG_BYTES), 0
            while True:
                following = read(CHUNK_BYTES + TAG_BYTES)
                nonce = _nonce(count, is_last=not following)
                try:
                    yield cipher.decrypt(nonce, sealed, header)
                except InvalidTag:
                    raise self._damaged(f"chunk {count} is not what was sealed") from None
                if not following:
                    break
                sealed, count = following, count + 1
        self.sha256 = sha.hexdigest()

    def _file(self) -> BinaryIO:
        try:
            return self._path.open("rb")
        except OSError as problem:
            raise self._damaged(f"it cannot be read ({problem.strerror})") from None

    def _read_header(self, read: Callable[[int], bytes]) -> tuple[bytes, AESGCM]:
        if read(len(MAGIC)) != MAGIC:
            raise self._damaged("it is no sealed file of ours")
        try:
            (length,) = LENGTH.unpack(read(LENGTH.size))
            raw = read(min(length, HEADER_BYTES_MAX))
            header = json.loads(raw)
            key_id, name = str(header["key"]), str(header["name"])
            wrapped = b64decode(header["wrapped"], validate=True)
        except (struct.error, ValueError, KeyError, TypeError):
            raise self._damaged("its header cannot be read") from None
        if name != self._name:
            raise self._damaged(f"it is {name!r} under the name of {self._name!r}")
        key = self._keys.find(key_id)
        try:
            nonce, rest = wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:]
            return raw, AESGCM(AESGCM(key.wrapping).decrypt(nonce, rest, name.encode()))
        except (InvalidTag, ValueError):
            raise self._damaged("its own key does not open") from None

    def _damaged(self, why: str) -> Damaged:
        return Damaged(f"{self._path} is damaged: {why}.")


def seal(content: Iterable[bytes], out: BinaryIO, keys: KeyRing, name: str) -> Sealer:
    """Seal all of it under that name, and finish."""
    sealer = Sealer(out, keys, name)
    for piece in content:
        sealer.write(piece)
    sealer.finish()
    return sealer


def _nonce(count: int, is_last: bool) -> bytes:
    return count.to_bytes(NONCE_BYTES - 1) + bytes([is_last])
