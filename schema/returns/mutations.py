"""Bringing goods back, and their money."""

import strawberry

from domain.finance.refunds import models as refunds
from domain.finance.refunds.approve_refund import approve_refund
from domain.finance.refunds.cancel_refund import cancel_refund
from domain.finance.refunds.errors import OwnRefund
from domain.finance.refunds.retry_refund import retry_refund
from domain.orders.errors import ReturnExceedsDelivered
from domain.orders.queries import orders_by_ids
from domain.processes.approve_return import approve_return
from domain.processes.inspect_return import inspect_return
from domain.returns import models
from domain.returns.cancel_return import cancel_return
from domain.returns.create_label import create_label
from domain.returns.decline_return import decline_return
from domain.returns.errors import (
    InspectionDoesNotAddUp,
    ReturnAlreadyRefunded,
    ReturnOfExchange,
)
from domain.returns.mark_sent import mark_sent
from domain.returns.queries import returns_by_ids
from domain.returns.receive_return import receive_return
from domain.returns.request_return import request_return
from schema.orders.types import Order
from schema.returns.inputs import (
    ReturnApproveInput,
    ReturnCancelInput,
    ReturnDeclineInput,
    ReturnInspectInput,
    ReturnLabelCreateInput,
    ReturnMarkSentInput,
    ReturnReceiveInput,
    ReturnRefundApproveInput,
    ReturnRefundCancelInput,
    ReturnRefundRetryInput,
    ReturnRequestInput,
    findings,
    units,
)
from schema.returns.types import Return, ReturnRefund
from schema.shared.context import Info
from schema.shared.ids import key_of
from schema.shared.mutations import Input, Payload, changed, mutation


@strawberry.type(description="The return and its order as they are now.")
class ReturnPayload(Payload):
    """What came of it."""

    return_: Return | None = strawberry.field(
        name="return", description="The return. None if refused.", default=None
    )
    order: Order | None = changed("The order.")


@strawberry.type(description="The refund and its return as they are now.")
class ReturnRefundPayload(Payload):
    """What came of it."""

    return_refund: ReturnRefund | None = changed("The refund.")
    return_: Return | None = strawberry.field(
        name="return", description="The return. None if refused.", default=None
    )


async def _shown(info: Info, row: models.Return) -> ReturnPayload:
    order = await info.context.one(orders_by_ids, row.order_id)
    return ReturnPayload(return_=Return.of(row), order=Order.maybe(order))


async def _refund_shown(info: Info, row: refunds.ReturnRefund) -> ReturnRefundPayload:
    parent = await info.context.one(returns_by_ids, row.parent_id)
    return ReturnRefundPayload(return_refund=ReturnRefund.of(row), return_=Return.maybe(parent))


@strawberry.type(description="Bringing goods back, and their money.")
class ReturnMutations:
    """Ask, answer, send, count, inspect, refund."""

    @mutation(
        "Ask to send delivered goods back. Needs orders:write; customers do it for their own"
        " orders.",
        ReturnExceedsDelivered,
    )
    async def return_request(self, info: Info, input: Input[ReturnRequestInput]) -> ReturnPayload:
        row = await request_return(
            info.context.domain,
            key_of("Order", input.order_id),
            quantities=units(input.lines),
            reason=input.reason,
            note=input.note,
            idempotency_key=input.idempotency_key,
        )
        return await _shown(info, row)

    @mutation(
        "Agree to a return. A little money goes back at once to a customer in good standing."
        " Needs orders:write.",
        ReturnOfExchange,
    )
    async def return_approve(self, info: Info, input: Input[ReturnApproveInput]) -> ReturnPayload:
        row = await approve_return(
            info.context.domain,
            key_of("Return", input.id),
            expected_version=input.expected_version,
        )
        return await _shown(info, row)

    @mutation("Do not take a return, and say why. Needs orders:write.")
    async def return_decline(self, info: Info, input: Input[ReturnDeclineInput]) -> ReturnPayload:
        row = await decline_return(
            info.context.domain,
            key_of("Return", input.id),
            answer=input.answer,
            expected_version=input.expected_version,
        )
        return await _shown(info, row)

    @mutation(
        "Call a return off before it is on its way. Needs orders:write; customers do it with their"
        " own.",
        ReturnAlreadyRefunded,
    )
    async def return_cancel(self, info: Info, input: Input[ReturnCancelInput]) -> ReturnPayload:
        row = await cancel_return(
            info.context.domain,
            key_of("Return", input.id),
            expected_version=input.expected_version,
        )
        return await _shown(info, row)

    @mutation("Get a waybill number for an approved return. Needs orders:write.")
    async def return_label_create(
        self, info: Info, input: Input[ReturnLabelCreateInput]
    ) -> ReturnPayload:
        row = await create_label(
            info.context.domain,
            key_of("Return", input.id),
            carrier_code=input.carrier,
            expected_version=input.expected_version,
        )
        return await _shown(info, row)

    @mutation(
        "Say that a return was handed over. Needs orders:write; customers say it of their own."
    )
    async def return_mark_sent(
        self, info: Info, input: Input[ReturnMarkSentInput]
    ) -> ReturnPayload:
        row = await mark_sent(
            info.context.domain,
            key_of("Return", input.id),
            expected_version=input.expected_version,
        )
        return await _shown(info, row)

    @mutation(
        "Count what arrived of a return, as it is. Needs fulfillment:write.",
        ReturnExceedsDelivered,
    )
    async def return_receive(self, info: Info, input: Input[ReturnReceiveInput]) -> ReturnPayload:
        row = await receive_return(
            info.context.domain,
            key_of("Return", input.id),
            warehouse_id=key_of("Warehouse", input.warehouse_id),
            quantities=units(input.lines),
            is_last=input.is_last,
            idempotency_key=input.idempotency_key,
            expected_version=input.expected_version,
        )
        return await _shown(info, row)

    @mutation(
        "Decide what becomes of each unit that came. What can be sold goes on the shelf, and the"
        " money goes back, or waits for somebody's approval where it is much. Needs"
        " fulfillment:write.",
        InspectionDoesNotAddUp,
    )
    async def return_inspect(self, info: Info, input: Input[ReturnInspectInput]) -> ReturnPayload:
        row = await inspect_return(
            info.context.domain,
            key_of("Return", input.id),
            findings=findings(input.lines),
            expected_version=input.expected_version,
        )
        return await _shown(info, row)

    @mutation(
        "Agree to a refund that waits for it; whoever asked for it or for the return, or inspected"
        " that, does not. Needs payments:write.",
        OwnRefund,
    )
    async def return_refund_approve(
        self, info: Info, input: Input[ReturnRefundApproveInput]
    ) -> ReturnRefundPayload:
        refund = await approve_refund(
            info.context.domain,
            key_of("ReturnRefund", input.id),
            expected_version=input.expected_version,
        )
        return await _refund_shown(info, refund)

    @mutation("Try a refund again that failed. Needs payments:write.")
    async def return_refund_retry(
        self, info: Info, input: Input[ReturnRefundRetryInput]
    ) -> ReturnRefundPayload:
        refund = await retry_refund(
            info.context.domain,
            key_of("ReturnRefund", input.id),
            expected_version=input.expected_version,
        )
        return await _refund_shown(info, refund)

    @mutation(
        "Give up a refund that waits or failed; the order goes on saying what is owed. Needs"
        " payments:write."
    )
    async def return_refund_cancel(
        self, info: Info, input: Input[ReturnRefundCancelInput]
    ) -> ReturnRefundPayload:
        refund = await cancel_refund(
            info.context.domain,
            key_of("ReturnRefund", input.id),
            expected_version=input.expected_version,
        )
        return await _refund_shown(info, refund)
