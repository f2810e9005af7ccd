"""How a channel is told of stock and prices: the port that connectors implement."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


class FeedFailed(Exception):
    """The channel was not reached, or refused the whole call. `code` says how."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Offered:
    """What is true now of one listing. `price_minor` is in the channel's currency; None where
    there is no price in it.
    """

    external_sku: str
    available: int
    price_minor: int | None


class ChannelFeed(Protocol):
    """Tells one channel. The same may be told again: a channel keeps the latest."""

    async def push(self, listings: Sequence[Offered]) -> set[str]:
        """Tell of some listings; the SKUs that were accepted.

        Raises:
            FeedFailed: none was.
        """
        ...
