"""How long an operation may take."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from domain.shared.errors import DomainError

EXECUTION_SECONDS_MAX = 30  # of a query or a mutation; what is followed has no end


class TooSlow(DomainError):
    """It took too long, and was broken off. A change that was under way may have been made."""

    code = "TOO_SLOW"
    retryable = True

    def __init__(self) -> None:
        super().__init__(
            f"This took more than {EXECUTION_SECONDS_MAX} s.", seconds=EXECUTION_SECONDS_MAX
        )


@asynccontextmanager
async def in_time() -> AsyncIterator[None]:
    """Break off what takes too long.

    Raises:
        TooSlow: it did.
    """
    deadline = asyncio.timeout(EXECUTION_SECONDS_MAX)
    try:
        async with deadline:
            yield
    except TimeoutError:
        if deadline.expired():
            raise TooSlow from None
        raise
