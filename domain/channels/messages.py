"""Messages of channels before anybody looks into them: what is kept of each, and how."""

from dataclasses import dataclass
from uuid import UUID

import orjson

from domain.channels.formats import Terms, normalize
from domain.channels.models import ChannelImport, SalesChannel
from domain.channels.normalized import NormalizedOrder, Rejected
from domain.channels.states import MessageKind, RejectReason
from domain.shared.personal import CHANNEL_ORDER
from domain.shared.sealing import CannotOpen, opened, ring, seal


@dataclass(frozen=True, slots=True)
class Message:
    """What a channel said, as JSON text; `source_id` is its own name for it, if it gives one.

    `external_id` is the order's, as far as it can be told without reading further; `row_number`
    is where it stands in a file.
    """

    text: str
    external_id: str
    kind: MessageKind = MessageKind.CREATED
    source_id: str | None = None
    row_number: int | None = None

    @property
    def hash(self) -> str:
        """The same for the same words. It is keyed: an address is guessed too easily."""
        return ring().fingerprint(self.text)


def sealed(row_id: UUID, text: str) -> str:
    """A message as its row keeps it."""
    return seal(CHANNEL_ORDER, row_id, text)


def normalized(row: ChannelImport, terms: Terms) -> NormalizedOrder:
    """The order that a row of the inbox means.

    Raises:
        Rejected: it means none.
    """
    if row.message is None:
        raise Rejected(RejectReason.UNREADABLE)
    try:
        message = orjson.loads(opened(CHANNEL_ORDER, row.id, row.message))
    except (orjson.JSONDecodeError, CannotOpen):
        raise Rejected(RejectReason.UNREADABLE) from None
    order = normalize(row.format, message, row.kind, terms)
    if order.external_id != row.external_id:
        raise Rejected(RejectReason.UNREADABLE, "id")
    return order


def terms_of(channel: SalesChannel) -> Terms:
    """What an adapter has to know of a channel."""
    return Terms(channel.currency, channel.columns)
