"""The words of returns, described."""

from domain.finance.refunds.states import (
    ReturnRefundAction,
    ReturnRefundKind,
    ReturnRefundStatus,
)
from domain.returns.states import Disposition, ReturnAction, ReturnReason, ReturnStatus
from schema.shared.enums import describe

describe(
    ReturnStatus,
    "How far goods on their way back have come.",
    REQUESTED="Somebody wants to send them back.",
    APPROVED="They may be sent.",
    DECLINED="We do not take them back; see the answer.",
    IN_TRANSIT="On their way.",
    PARTIALLY_RECEIVED="Some arrived and were counted; more is expected.",
    RECEIVED="All that will come was counted.",
    INSPECTED="It is decided what becomes of each unit; money is on its way.",
    CLOSED="Goods and money are where they belong.",
    CANCELED="They will not be sent after all.",
)
describe(
    ReturnAction,
    "What can be done with a return.",
    APPROVE="Agree to it.",
    DECLINE="Do not take them back.",
    CANCEL="Call it off.",
    SEND="Say that they are on their way.",
    RECEIVE_PART="Count some of them.",
    RECEIVE="Count the last of them.",
    INSPECT="Decide what becomes of each unit.",
    CLOSE="End it; happens by itself.",
)
describe(
    ReturnReason,
    "Why goods come back.",
    CHANGED_MIND="They are not wanted any more.",
    DEFECTIVE="They do not work.",
    DAMAGED="They arrived broken.",
    WRONG_ITEM="Something else was ordered.",
    NOT_AS_DESCRIBED="They are not what the shop said.",
    OTHER="Something else.",
)
describe(
    Disposition,
    "What becomes of a unit that came back.",
    RESTOCK="It goes on the shelf and can be sold.",
    QUARANTINE="It is put aside until somebody knows more.",
    REPAIR="It is mended.",
    SCRAP="It is thrown away.",
    RETURN_TO_CUSTOMER="It goes back to the customer, who gets no money for it.",
)
describe(
    ReturnRefundStatus,
    "How far the money of a return has come.",
    PENDING="It waits for somebody's approval.",
    PROCESSING="It is being given back.",
    SUCCEEDED="It went back.",
    FAILED="It could not be given back; try again, or give it up.",
    CANCELED="It will not be given back this way.",
)
describe(
    ReturnRefundAction,
    "What can be done with a refund of a return.",
    PROCESS="Approve it; not for whose own it is.",
    SUCCEED="Say that it went back; happens by itself.",
    FAIL="Say that it did not; happens by itself.",
    RETRY="Try again.",
    CANCEL="Give it up.",
)
describe(
    ReturnRefundKind,
    "When, or for what, money goes back.",
    AFTER_INSPECTION="When it is known what came back.",
    INSTANT="Before the goods come, for a customer in good standing.",
    WITHOUT_RETURN="Nothing comes back for it: somebody decided it, or an order costs less now."
    " Only what is above the limit is here.",
)
