"""The words of channels, described."""

from domain.channels.states import (
    ChannelFormat,
    ChannelKind,
    ChannelOrderStatus,
    MessageKind,
    RejectReason,
    ShortagePolicy,
)
from domain.processes.reconcile_channel import DifferenceKind
from schema.shared.enums import describe

describe(
    ChannelKind,
    "What a channel is.",
    OWN_SHOP="Our own shop.",
    APP="Our own app.",
    MARKETPLACE="Somebody else's place, where we sell among others.",
    TILL="A till in a shop.",
)
describe(
    ChannelFormat,
    "How a channel writes its orders.",
    GENERIC="In our own shape, as JSON.",
    SHOPIFY="As the webhooks of Shopify carry them.",
    TAOBAO="As rows of an order export, one for each sub-order.",
)
describe(
    ShortagePolicy,
    "What becomes of a channel's order for which there is too little.",
    REFUSE="It is rejected, and can be tried again.",
    BACKORDER="It waits, on hold, with what there is held for it.",
)
describe(
    MessageKind,
    "What a message says of its order.",
    CREATED="It was placed.",
    UPDATED="It is another now.",
    CANCELED="It was canceled.",
)
describe(
    ChannelOrderStatus,
    "How far a message of a channel has come.",
    RECEIVED="It is written down.",
    NORMALIZED="It was read, and can be imported.",
    IMPORTED="What it says is in our books.",
    DUPLICATE="It says nothing that is not in our books.",
    REJECTED="It cannot be taken as it is; see the reason.",
)
describe(
    RejectReason,
    "Why a message of a channel was rejected.",
    UNREADABLE="A field is missing or makes no sense.",
    TOTAL_DIFFERS="Its lines do not add up to its total.",
    WRONG_CURRENCY="It is in another currency than its channel.",
    NOT_TO_IMPORT="The channel says that it is not to be sent.",
    UNKNOWN_SKU="The channel has not said what one of its SKUs is.",
    INSUFFICIENT_STOCK="There is too little.",
    UNKNOWN_ORDER="It changes an order that never came.",
    UPDATE_NOT_APPLIED="The channel's order is not ours any more.",
    CANCEL_NOT_APPLIED="It was canceled there, and cannot be here.",
)
describe(
    DifferenceKind,
    "How a channel's list and our books differ.",
    MISSING_HERE="The channel has it, we do not.",
    MISSING_THERE="We have it, the channel does not.",
    AMOUNT_DIFFERS="It comes to another amount.",
    DUPLICATE="The channel counts it more than once.",
)
