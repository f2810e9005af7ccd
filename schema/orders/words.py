"""The words of orders on the wire: the domain's enums, described."""

from domain.orders.drafts.states import DraftAction, DraftStatus
from domain.orders.handling.states import NoteVisibility
from domain.orders.states import (
    CancelReason,
    HoldReason,
    OrderAction,
    OrderFulfillmentStatus,
    OrderPaymentStatus,
    OrderReturnStatus,
    OrderStatus,
)
from schema.shared.enums import describe

__all__ = [
    "CancelReason",
    "DraftAction",
    "DraftStatus",
    "HoldReason",
    "NoteVisibility",
    "OrderAction",
    "OrderFulfillmentStatus",
    "OrderPaymentStatus",
    "OrderReturnStatus",
    "OrderStatus",
]

describe(
    OrderStatus,
    "Where an order stands between the shop and the customer.",
    PENDING="Placed; stock is held for it for a while.",
    CONFIRMED="Accepted; the warehouses are at work.",
    ON_HOLD="Waiting for somebody; see the reason.",
    COMPLETED="Delivered and paid.",
    CANCELED="Given up; what was held is free again.",
    EXPIRED="Never paid in time; what was held is free again.",
    MERGED="All that was in it is in another order; see mergedInto.",
)
describe(
    DraftStatus,
    "Where a draft stands on its way to an order.",
    DRAFT="It is being put together.",
    QUOTED="Its price is settled until a time; the customer has a link.",
    DECLINED="The customer did not want it at that price.",
    EXPIRED="Nobody accepted it in time.",
    COMPLETED="It is an order.",
    CANCELED="Nothing will come of it.",
)
describe(
    DraftAction,
    "What can be done with a draft.",
    CHANGE="Put something else into it; a quote is withdrawn.",
    SEND_QUOTE="Settle its price until a time.",
    DECLINE="Do not accept its price; the customer does.",
    EXPIRE="Let its quote lapse; happens by itself.",
    COMPLETE="Make it an order.",
    CANCEL="Give it up.",
)
describe(
    NoteVisibility,
    "Who reads a note.",
    INTERNAL="The house alone.",
    CUSTOMER="The customer too.",
)
describe(
    OrderAction,
    "What can be done to an order.",
    CONFIRM="Accept it and hand it to the warehouses.",
    HOLD="Stop it for a while.",
    RELEASE_HOLD="Let it go on from where it was.",
    CANCEL="Give it up.",
    COMPLETE="Close it; happens by itself.",
    EXPIRE="Let it lapse; happens by itself.",
    SPLIT="Make some of its units an order of their own.",
    MERGE="Let another order take in all that is in it.",
    UNMERGE="Take the merge back by which it went into another.",
)
describe(
    HoldReason,
    "Why an order waits.",
    FRAUD="It looks like fraud.",
    PAYMENT="Something is wrong with the payment.",
    STOCK="Something is wrong with the stock.",
    ADDRESS="The address cannot be right.",
    CUSTOMER_REQUEST="The customer asked for it.",
    MANUAL="Somebody decided so.",
)
describe(
    CancelReason,
    "Why an order will not be fulfilled.",
    CUSTOMER="The customer changed their mind.",
    PAYMENT="It was not paid.",
    FRAUD="It was fraud.",
    STOCK="It cannot be delivered.",
    OTHER="Something else.",
)
describe(
    OrderPaymentStatus,
    "What has been paid, derived from the payments.",
    PENDING="Nothing yet.",
    PARTIALLY_PAID="A part.",
    PAID="All of it.",
    OVERPAID="More than was owed.",
    PARTIALLY_REFUNDED="A part was given back.",
    REFUNDED="All was given back.",
    AUTHORIZED="Nothing was paid, but a customer's bank holds money for it.",
    VOIDED="Nothing was paid, and what was held was let go.",
    FAILED="Nothing was paid: the gateway refused.",
)
describe(
    OrderFulfillmentStatus,
    "What has left and arrived, derived from the lines.",
    UNFULFILLED="Nothing has been packed.",
    IN_PROGRESS="Something is being packed.",
    PARTIALLY_FULFILLED="A part has left.",
    FULFILLED="All has left.",
    PARTIALLY_DELIVERED="A part has arrived.",
    DELIVERED="All has arrived.",
    CANCELED="Nothing will be sent.",
)
describe(
    OrderReturnStatus,
    "What is coming back and what has, derived from the returns and the lines.",
    NONE="Nothing.",
    REQUESTED="Somebody wants to send something back.",
    IN_PROGRESS="Something is on its way back, or being looked at.",
    PARTIALLY_RETURNED="A part came back.",
    RETURNED="All came back.",
)
