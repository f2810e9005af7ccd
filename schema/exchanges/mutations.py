"""Exchanging delivered goods for others."""

import strawberry

from domain.fulfillment.errors import PickingAlreadyStarted
from domain.inventory.errors import InsufficientStock
from domain.orders.errors import OrderAlreadyShipped, ReturnExceedsDelivered
from domain.orders.queries import orders_by_ids
from domain.processes.approve_exchange import approve_exchange
from domain.processes.cancel_exchange import cancel_exchange
from domain.returns.exchanges import models
from domain.returns.exchanges.request_exchange import request_exchange
from domain.shared.money import WrongCurrency
from schema.exchanges.inputs import (
    ExchangeApproveInput,
    ExchangeCancelInput,
    ExchangeCreateInput,
    wanted,
)
from schema.exchanges.types import Exchange
from schema.orders.types import Order
from schema.returns.inputs import units
from schema.shared.context import Info
from schema.shared.ids import key_of
from schema.shared.mutations import Input, Payload, changed, mutation


@strawberry.type(description="The exchange and its order as they are now.")
class ExchangePayload(Payload):
    """What came of it."""

    exchange: Exchange | None = changed("The exchange.")
    order: Order | None = changed("The order.")


async def _shown(info: Info, row: models.Exchange) -> ExchangePayload:
    order = await info.context.one(orders_by_ids, row.order_id)
    return ExchangePayload(exchange=Exchange.of(row), order=Order.maybe(order))


@strawberry.type(description="Exchanging delivered goods for others.")
class ExchangeMutations:
    """Ask, agree, call off."""

    @mutation(
        "Ask for other goods in place of delivered ones. Needs orders:write; customers do it for"
        " their own orders.",
        ReturnExceedsDelivered,
        WrongCurrency,
    )
    async def exchange_create(
        self, info: Info, input: Input[ExchangeCreateInput]
    ) -> ExchangePayload:
        row = await request_exchange(
            info.context.domain,
            key_of("Order", input.order_id),
            quantities=units(input.lines),
            wanted=wanted(input.wanted),
            reason=input.reason,
            note=input.note,
            idempotency_key=input.idempotency_key,
        )
        return await _shown(info, row)

    @mutation(
        "Agree to an exchange: what comes back may be sent, and what goes out is an order that"
        " waits for it, with its units set apart. Needs orders:write.",
        InsufficientStock,
    )
    async def exchange_approve(
        self, info: Info, input: Input[ExchangeApproveInput]
    ) -> ExchangePayload:
        row = await approve_exchange(
            info.context.domain,
            key_of("Exchange", input.id),
            expected_version=input.expected_version,
        )
        return await _shown(info, row)

    @mutation(
        "Call an exchange off, with the order of what should go out. Goods that are on their way"
        " stay a return. Needs orders:write; customers do it with their own, while nobody has"
        " answered.",
        PickingAlreadyStarted,
        OrderAlreadyShipped,
    )
    async def exchange_cancel(
        self, info: Info, input: Input[ExchangeCancelInput]
    ) -> ExchangePayload:
        row = await cancel_exchange(
            info.context.domain,
            key_of("Exchange", input.id),
            answer=input.answer,
            expected_version=input.expected_version,
        )
        return await _shown(info, row)
