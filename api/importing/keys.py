"""Ids and chances that come out the same in every run, so that a repeated import meets itself.

Whatever the source lacks is drawn from `SEED` and the name of the thing it is for.
"""

from datetime import datetime
from hashlib import blake2b
from uuid import UUID

from asyncpg.pgproto.pgproto import UUID as FastUUID  # noqa: N811  # a UUID, built and sent quicker

from domain.shared.ids import VARIANT, VERSION_7

SEED = b"tradegraph"
RANDOM_BITS = 74  # of a version 7 UUID, without its version and variant
MEMBER_BITS = 16  # of those, to tell the members of one family apart
POSITION_BITS = 12
POSITION_MAX = (1 << POSITION_BITS) - 1


def chance(*about: object) -> int:
    """A number below 2**64 that belongs to this question, as if thrown with dice."""
    return int.from_bytes(_digest(about, 8))


def pick(choices: int, *about: object) -> int:
    """One of so many choices, counted from 0."""
    return chance(*about) % choices


def stable_id(at: datetime, *name: object) -> UUID:
    """The id of a thing of this name, sorted among others by when it came to be."""
    return _uuid(_number(at, name))


class Family:
    """Ids for a thing and all that belongs to it: one draw, then arithmetic."""

    def __init__(self, at: datetime, *name: object) -> None:
        self._base = _number(at, name) >> MEMBER_BITS << MEMBER_BITS

    def id(self, member: int, position: int = 0) -> UUID:
        """The id of its n-th member of a kind."""
        assert position <= POSITION_MAX
        return _uuid(self._base | member << POSITION_BITS | position)


def _number(at: datetime, name: tuple[object, ...]) -> int:
    noise = int.from_bytes(_digest(name, 10)) & ((1 << RANDOM_BITS) - 1)
    high, low = noise >> 62, noise & ((1 << 62) - 1)
    return int(at.timestamp() * 1000) << 80 | VERSION_7 | high << 64 | VARIANT | low


def _digest(name: tuple[object, ...], size: int) -> bytes:
    return blake2b("/".join(map(str, name)).encode(), digest_size=size, key=SEED).digest()


def _uuid(number: int) -> UUID:
    return FastUUID(number.to_bytes(16))
