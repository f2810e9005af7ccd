"""How rows are hashed, and seals bound to each other: nothing here reads or writes.

What a row says is written as JSON of the very texts the database gives (a payload as `jsonb` has
it, which knows one order of keys; a time as seconds since 1970), so it is the same in whichever
partition, session or time zone it is read. Rows are hashed one by one, and a block is the hash of
those in the order of their numbers. The place of a row in its block is its number.
"""

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

LEAF = 8  # bytes of a row's hash that are kept, to say later which row it is that differs
SIZE = hashlib.sha256().digest_size
GENESIS = bytes(SIZE)  # what stands before the first seal
ABSENT = bytes(SIZE)  # in place of a row that is not there
PURPOSE = b"tradegraph audit seal 1"


@dataclass(frozen=True, slots=True)
class SealKey:
    """What seals are signed with. It is not in the database, so who has that alone forges none."""

    id: str
    key: bytes

    @classmethod
    def of(cls, secret: str) -> "SealKey":
        """The key that follows from the secret of the installation."""
        key = hmac.digest(secret.encode(), PURPOSE, "sha256")
        return cls(hashlib.sha256(key).hexdigest()[:16], key)

    def sign(self, digest: bytes) -> bytes:
        """The signature of a seal's hash."""
        return hmac.digest(self.key, digest, "sha256")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """One link: which facts and entries it is over, their hashes, and the link before.

    An empty range ends one before it begins. `leaves` are the beginnings of the rows' hashes.
    """

    number: int
    epoch: UUID
    first_seq: int
    last_seq: int
    first_entry: int
    last_entry: int
    leaves: bytes
    facts: bytes
    entries: bytes
    previous: bytes
    sealed_at: datetime
    hash: bytes = b""
    key_id: str = ""
    signature: bytes = b""

    def digest(self) -> bytes:
        """What `hash` must be."""
        return hashlib.sha256(
            orjson.dumps(
                [
                    PURPOSE.decode(),
                    self.number,
                    str(self.epoch),
                    self.first_seq,
                    self.last_seq,
                    self.first_entry,
                    self.last_entry,
                    hashlib.sha256(self.leaves).hexdigest(),
                    self.facts.hex(),
                    self.entries.hex(),
                    self.previous.hex(),
                    f"{self.sealed_at.timestamp():.6f}",
                ]
            )
        ).digest()

    @property
    def leaves_of_facts(self) -> list[bytes]:
        """Of each fact, in order."""
        return _cut(self.leaves)[: self.last_seq - self.first_seq + 1]

    @property
    def leaves_of_entries(self) -> list[bytes]:
        """Of each entry, in order."""
        return _cut(self.leaves)[self.last_seq - self.first_seq + 1 :]


def hash_of(row: Sequence[Any]) -> bytes:
    """The hash of a row: all that it says but its number, which comes first."""
    return hashlib.sha256(orjson.dumps(row[1:])).digest()


def hashes_of(rows: Iterable[Sequence[Any]], first: int, last: int) -> list[bytes]:
    """The hashes of the rows with these numbers, in order."""
    found: dict[int, bytes] = {}
    for row in rows:
        number, own = row[0], hash_of(row)
        # No number is there twice. Where it is, none of both is the one that was sealed.
        found[number] = hashlib.sha256(found[number] + own).digest() if number in found else own
    return [found.get(number, ABSENT) for number in range(first, last + 1)]


def leaves_of(hashes: Iterable[bytes]) -> bytes:
    """What is kept of rows' hashes."""
    return b"".join(each[:LEAF] for each in hashes)


def block_of(hashes: Iterable[bytes]) -> bytes:
    """The hash of a block of rows."""
    return hashlib.sha256(b"".join(hashes)).digest()


def _cut(leaves: bytes) -> list[bytes]:
    return [leaves[start : start + LEAF] for start in range(0, len(leaves), LEAF)]
