"""Trying again what another writer overtook."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from asyncpg.exceptions import DeadlockDetectedError
from tortoise.exceptions import OperationalError

from domain.catalog.bulk.writing import Overtaken

T = TypeVar("T")

TRIES_MAX = 5


async def trying(once: Callable[[], Awaitable[T]]) -> T:
    """What comes of a transaction that others may overtake, begun anew where they did.

    Raises:
        Overtaken: each time, which takes as many others.
    """
    for left in reversed(range(TRIES_MAX)):
        try:
            return await once()
        except Overtaken:
            if not left:
                raise
        except OperationalError as error:
            # Writers of many things wait for one another in one order, but those of single things
            # in theirs; the database ends one of a ring.
            if not left or not _is_deadlock(error):
                raise
    raise AssertionError("the last try returns or raises")


def _is_deadlock(error: OperationalError) -> bool:
    causes = (error.__cause__, *error.args)
    return any(isinstance(cause, DeadlockDetectedError) for cause in causes)
