"""The words of orders on the wire: the domain's enums, described."""

from domain.orders.drafts.states import DraftAction, DraftStatus
from domain.orders.editing.states import EditProblemKind, OrderEditStatus
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
    "EditProblemKind",
    "HoldReason",
    "NoteVisibility",
    "OrderAction",
    "OrderEditStatus",
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
    EXCHANGE="It goes out for goods that have to come back first.",
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
describe(
    OrderEditStatus,
    "Where an edit of an order stands.",
    OPEN="It is being made; the order is as it was.",
    COMMITTED="The order is what it says.",
    ABANDONED="It was given up.",
    CONFLICTED="The order changed since it was begun; begin another.",
)
describe(
    EditProblemKind,
    "Why an edit cannot be committed as it is.",
    NOTHING_CHANGED="It changes nothing.",
    ORDER_CHANGED="The order changed since it was begun: committed, it is conflicted.",
    NOT_OPEN="The order has ended, or was held after it was confirmed: release it first.",
    MONEY_HELD="A gateway holds money for it, or has not answered yet: capture it, or let it go.",
    OUT_OF_STOCK="There is less in stock than it wants more.",
    NOT_FOR_SALE="The order's channel does not sell it.",
    NO_PRICE="It has no price in the order's currency.",
    UNITS_NOT_FREE="A warehouse has begun with units that it takes out.",
    LINE_ON_ITS_WAY="Part of the line has left: add a line of its own instead.",
    RETURN_OPEN="Goods of the order are coming back: finish that first.",
    DISCOUNT_TOO_HIGH="It takes off more than there is.",
    NOTHING_LEFT="Nothing would be left: cancel the order instead.",
    TOO_MANY_LINES="It would have more lines than an order can have.",
    WORTH_TOO_MUCH="It would be worth more than we can count.",
    ALREADY_SENT="Parcels are made up already: their address stays.",
    TAXED_OTHERWISE="Prices of its channel contain taxes now and did not then, or the other way"
    " round: order what comes along by itself.",
)
