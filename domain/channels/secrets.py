"""What a channel's messages are signed with."""

from domain.channels.models import SalesChannel
from domain.shared.personal import CHANNEL_SECRET
from domain.shared.sealing import CannotOpen, opened


def secret_of(channel: SalesChannel) -> str | None:
    """A channel's secret, to compare a signature with; None if it has none that can be opened."""
    if channel.secret_sealed is None:
        return None
    try:
        return opened(CHANNEL_SECRET, channel.id, channel.secret_sealed)
    except CannotOpen:
        return None
