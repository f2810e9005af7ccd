"""The feeds of this shop: whoever starts a process says once which there are."""

from collections.abc import Mapping

from domain.channels.feed.port import ChannelFeed

_known: Mapping[str, ChannelFeed] = {}


def use_feeds(feeds: Mapping[str, ChannelFeed]) -> None:
    """Tell these channels, by their codes, from now on, in this process."""
    global _known  # noqa: PLW0603  # one shop, one set of feeds
    _known = dict(feeds)


def feeds() -> Mapping[str, ChannelFeed]:
    """All of them, by the codes of their channels."""
    return _known
