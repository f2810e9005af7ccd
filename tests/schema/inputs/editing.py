"""Inputs that edit orders."""

from typing import Any

from domain.orders.editing.changes import SetShipping
from domain.orders.editing.stage import begin_edit, change_edit
from domain.orders.models import Order, OrderTaxLine
from schema.shared.ids import key_of
from tests.schema.stage import Input, Stage, gid


async def begin(stage: Stage) -> Input:
    order = await stage.order()
    return {"id": gid(order), "idempotencyKey": "edit-1", "expectedVersion": order.version}


async def _order(stage: Stage) -> Order:
    """One from before there were taxes."""
    order = await stage.order()
    await OrderTaxLine.filter(order_id=order.id).delete()
    await Order.filter(id=order.id).update(
        prices_include_tax=None, tax_minor=0, total_minor=order.subtotal_minor
    )
    return order


async def _edit(stage: Stage) -> tuple[Input, Order]:
    order = await _order(stage)
    edit = await begin_edit(stage.shop.ctx, order.id)
    return {"id": gid(edit), "expectedVersion": edit.version}, order


async def abandon(stage: Stage) -> Input:
    input, _ = await _edit(stage)
    return input


async def add_line(stage: Stage) -> Input:
    input, _ = await _edit(stage)
    variant = await stage.shop.stocked()
    return {**input, "variantId": gid(variant), "quantity": 1, "idempotencyKey": "line-1"}


async def remove_line(stage: Stage) -> Input:
    input, order = await _edit(stage)
    (line,) = await stage.shop.lines(order)
    return {**input, "orderLineId": gid(line)}


async def set_quantity(stage: Stage) -> Input:
    return {**await remove_line(stage), "quantity": 3}


async def set_address(stage: Stage) -> Input:
    input, _ = await _edit(stage)
    return {
        **input,
        "shippingAddress": {
            "recipient": "Olga Ownes",
            "line1": "4 High Street",
            "line2": "",
            "city": "York",
            "region": "Yorkshire",
            "district": "",
            "postalCode": "YO1 6GA",
            "country": "GB",
            "phone": "",
        },
    }


async def set_shipping(stage: Stage) -> Input:
    input, _ = await _edit(stage)
    return {**input, "shipping": {"amount": "5.00", "currencyCode": "USD"}}


async def add_discount(stage: Stage) -> Input:
    return {
        **await remove_line(stage),
        "amount": {"amount": "1.00", "currencyCode": "USD"},
        "reason": "late",
        "idempotencyKey": "off-1",
    }


async def commit(stage: Stage) -> Input:
    input, _ = await _edit(stage)
    edit_id = key_of("OrderEdit", input["id"])
    edit = await change_edit(stage.shop.ctx, edit_id, [SetShipping(500)])
    return {**input, "expectedVersion": edit.version}


INPUTS = {
    "orderEditBegin": begin,
    "orderEditAddLine": add_line,
    "orderEditSetQuantity": set_quantity,
    "orderEditRemoveLine": remove_line,
    "orderEditSetAddress": set_address,
    "orderEditSetShipping": set_shipping,
    "orderEditAddDiscount": add_discount,
    "orderEditCommit": commit,
    "orderEditAbandon": abandon,
}

# What comes of them.
RESULTS: dict[str, Any] = {
    "orderEditBegin": {"edit": {"status": "OPEN", "changesAddress": False}},
    "orderEditAddLine": {"edit": {"status": "OPEN"}},
    "orderEditSetQuantity": {"edit": {"status": "OPEN"}},
    "orderEditRemoveLine": {"edit": {"status": "OPEN"}},
    "orderEditSetAddress": {"edit": {"status": "OPEN", "changesAddress": True}},
    "orderEditSetShipping": {"edit": {"status": "OPEN"}},
    "orderEditAddDiscount": {"edit": {"status": "OPEN"}},
    "orderEditCommit": {"edit": {"status": "COMMITTED"}, "order": {"shipping": {"amount": "5.00"}}},
    "orderEditAbandon": {"edit": {"status": "ABANDONED"}},
}
