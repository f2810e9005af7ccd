"""How channels write orders: one pure adapter for each format, to `NormalizedOrder`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from domain.channels.formats import generic, shopify, taobao
from domain.channels.normalized import NormalizedOrder, Rejected
from domain.channels.states import ChannelFormat, MessageKind, RejectReason


@dataclass(frozen=True, slots=True)
class Terms:
    """What an adapter has to know of its channel."""

    currency: str
    columns: Mapping[str, str] | None = None


Adapter = Callable[[Any, MessageKind, Terms], NormalizedOrder]

ADAPTERS: Mapping[ChannelFormat, Adapter] = {
    ChannelFormat.GENERIC: generic.normalize,
    ChannelFormat.SHOPIFY: shopify.normalize,
    ChannelFormat.TAOBAO: taobao.normalize,
}


def normalize(
    format: ChannelFormat, message: object, kind: MessageKind, terms: Terms
) -> NormalizedOrder:
    """A message as an order of ours.

    Raises:
        Rejected: it is none.
    """
    order = ADAPTERS[format](message, kind, terms)
    if order.currency != terms.currency:
        raise Rejected(RejectReason.WRONG_CURRENCY, "currency", currency=order.currency)
    return order
