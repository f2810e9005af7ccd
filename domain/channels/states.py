"""The words of channels: what they are, how they speak to us, and the life of a message."""

from enum import StrEnum

from domain.shared.states import StateMachine, move


class ChannelKind(StrEnum):
    """What a channel is."""

    OWN_SHOP = "own_shop"
    APP = "app"
    MARKETPLACE = "marketplace"
    TILL = "till"


class ChannelFormat(StrEnum):
    """How a message of a channel is written, and so which adapter reads it."""

    GENERIC = "generic"  # our own shape, as JSON
    SHOPIFY = "shopify"  # the order of Shopify's Admin API, as its webhooks carry it
    TAOBAO = "taobao"  # rows of an order export, one for each sub-order


class ShortagePolicy(StrEnum):
    """What becomes of an order for which there is too little."""

    REFUSE = "refuse"  # nothing of it is written; it can be tried again
    BACKORDER = "backorder"  # what is there is held for it, and it waits, on hold


class MessageKind(StrEnum):
    """What a message says of its order."""

    CREATED = "created"
    UPDATED = "updated"
    CANCELED = "canceled"


class ChannelOrderStatus(StrEnum):
    """How far a message has come."""

    RECEIVED = "received"
    NORMALIZED = "normalized"
    IMPORTED = "imported"
    DUPLICATE = "duplicate"
    REJECTED = "rejected"


class ChannelOrderAction(StrEnum):
    """What is done with a message."""

    NORMALIZE = "normalize"
    IMPORT = "import"
    RECOGNIZE = "recognize"  # it says nothing that we do not have
    REJECT = "reject"
    RETRY = "retry"


CHANNEL_ORDER = StateMachine(
    "channel order",
    ChannelOrderStatus,
    initial={ChannelOrderStatus.RECEIVED},
    moves=[
        move(
            ChannelOrderAction.NORMALIZE,
            ChannelOrderStatus.RECEIVED,
            ChannelOrderStatus.NORMALIZED,
        ),
        move(ChannelOrderAction.IMPORT, ChannelOrderStatus.NORMALIZED, ChannelOrderStatus.IMPORTED),
        move(
            ChannelOrderAction.RECOGNIZE,
            ChannelOrderStatus.NORMALIZED,
            ChannelOrderStatus.DUPLICATE,
        ),
        move(
            ChannelOrderAction.REJECT,
            {ChannelOrderStatus.RECEIVED, ChannelOrderStatus.NORMALIZED},
            ChannelOrderStatus.REJECTED,
        ),
        move(ChannelOrderAction.RETRY, ChannelOrderStatus.REJECTED, ChannelOrderStatus.NORMALIZED),
    ],
)


class RejectReason(StrEnum):
    """Why a message is not in the books, and so what a person has to do about it."""

    UNREADABLE = "unreadable"
    TOTAL_DIFFERS = "total_differs"
    WRONG_CURRENCY = "wrong_currency"
    NOT_TO_IMPORT = "not_to_import"
    UNKNOWN_SKU = "unknown_sku"
    INSUFFICIENT_STOCK = "insufficient_stock"
    UNKNOWN_ORDER = "unknown_order"
    UPDATE_NOT_APPLIED = "update_not_applied"
    CANCEL_NOT_APPLIED = "cancel_not_applied"


# What a person is told, in words.
TO_DO = {
    RejectReason.UNREADABLE: "A field is missing or makes no sense. Have the channel send it again,"
    " or change the mapping of columns, and retry.",
    RejectReason.TOTAL_DIFFERS: "Its lines do not add up to its total. Ask the channel.",
    RejectReason.WRONG_CURRENCY: "It is in another currency than its channel.",
    RejectReason.NOT_TO_IMPORT: "The channel says that it is not to be sent: it is not paid, or"
    " closed. It comes again when that changes.",
    RejectReason.UNKNOWN_SKU: "Say which variant the channel's SKU is, by channelListingsSet, and"
    " retry.",
    RejectReason.INSUFFICIENT_STOCK: "There is too little. Receive goods, or let the channel"
    " backorder, and retry.",
    RejectReason.UNKNOWN_ORDER: "It changes an order that never came. Have the channel send that,"
    " and retry.",
    RejectReason.UPDATE_NOT_APPLIED: "The channel's order is not ours any more. Compare them, and"
    " change ours by hand.",
    RejectReason.CANCEL_NOT_APPLIED: "The channel canceled what we cannot cancel any more. Take it"
    " back as a return.",
}
