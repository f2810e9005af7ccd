"""A marketplace that is not there: it keeps what it is told, and fails on purpose now and then."""

from collections.abc import Sequence

from domain.channels.feed.port import FeedFailed, Offered


class SimulatedMarketplace:
    """Keeps the latest of each listing, in memory. Every `fails_each`-th call comes to nothing,
    every `refuses_each`-th listing is refused, and every `forgets_each`-th answer is lost after
    the call was done; 0 is never.
    """

    def __init__(
        self, *, fails_each: int = 0, refuses_each: int = 0, forgets_each: int = 0
    ) -> None:
        self.shown: dict[str, Offered] = {}
        self.calls = 0
        self._told = 0
        self._fails_each = fails_each
        self._refuses_each = refuses_each
        self._forgets_each = forgets_each

    async def push(self, listings: Sequence[Offered]) -> set[str]:
        """Keep what is told; see `ChannelFeed`."""
        self.calls += 1
        if _is_due(self._fails_each, self.calls):
            raise FeedFailed("unavailable")
        accepted = set()
        for one in listings:
            self._told += 1
            if not _is_due(self._refuses_each, self._told):
                self.shown[one.external_sku] = one
                accepted.add(one.external_sku)
        if _is_due(self._forgets_each, self.calls):
            raise FeedFailed("timeout")
        return accepted


def _is_due(each: int, number: int) -> bool:
    return each > 0 and number % each == 0
