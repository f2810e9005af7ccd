"""The life of a refund, as a table."""

from enum import StrEnum

from domain.shared.states import StateMachine, move


class ReturnRefundStatus(StrEnum):
    """Money that goes back for a return."""

    PENDING = "pending"
    PROCESSING = "processing"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELED = "canceled"


class ReturnRefundAction(StrEnum):
    """What is done with a refund. What needs no approval is processed at once."""

    PROCESS = "process"
    SUCCEED = "succeed"
    FAIL = "fail"
    RETRY = "retry"
    CANCEL = "cancel"


# One that failed can be given up as well: the money may have gone back by hand meanwhile.
RETURN_REFUND = StateMachine(
    "return refund",
    ReturnRefundStatus,
    initial={ReturnRefundStatus.PENDING},
    moves=[
        move(ReturnRefundAction.PROCESS, ReturnRefundStatus.PENDING, ReturnRefundStatus.PROCESSING),
        move(
            ReturnRefundAction.SUCCEED, ReturnRefundStatus.PROCESSING, ReturnRefundStatus.SUCCEEDED
        ),
        move(ReturnRefundAction.FAIL, ReturnRefundStatus.PROCESSING, ReturnRefundStatus.FAILED),
        move(ReturnRefundAction.RETRY, ReturnRefundStatus.FAILED, ReturnRefundStatus.PROCESSING),
        move(
            ReturnRefundAction.CANCEL,
            {ReturnRefundStatus.PENDING, ReturnRefundStatus.FAILED},
            ReturnRefundStatus.CANCELED,
        ),
    ],
)

# Money that has gone back, or may yet.
COUNTS = {
    ReturnRefundStatus.PENDING,
    ReturnRefundStatus.PROCESSING,
    ReturnRefundStatus.SUCCEEDED,
}
# Nobody was asked to give it back, or whoever was has not.
WAITS = {ReturnRefundStatus.PENDING, ReturnRefundStatus.FAILED}
# As long as there is one of these, the return is not over.
IS_OPEN = {*WAITS, ReturnRefundStatus.PROCESSING}


class ReturnRefundKind(StrEnum):
    """When money goes back."""

    AFTER_INSPECTION = "after_inspection"
    INSTANT = "instant"
    WITHOUT_RETURN = "without_return"
