"""Inspecting: a decision for each unit, stock for what can be sold, credit for what stays here."""

import asyncio
from collections.abc import Sequence

import pytest

from domain.catalog.bundles.set_components import Component, set_components
from domain.identity.scopes import Scope
from domain.inventory.models import InventoryLevel, StockMovement
from domain.inventory.states import MovementKind
from domain.orders.models import Order, OrderLine
from domain.orders.states import OrderReturnStatus
from domain.returns.errors import InspectionDoesNotAddUp
from domain.returns.inspect_return import Finding, inspect_return
from domain.returns.models import Return
from domain.returns.states import Disposition, ReturnReason, ReturnStatus
from domain.shared.errors import InvalidInput, InvalidTransition, NotFound, NotPermitted
from domain.shared.ids import new_id
from tests.shop import Shop


async def received(shop: Shop, *, units: int) -> tuple[Return, OrderLine]:
    row = await shop.back(ReturnStatus.RECEIVED, units=units)
    (line,) = await shop.lines(await Order.get(id=row.order_id))
    return row, line


async def on_hand(shop: Shop, line: OrderLine) -> int:
    level = await InventoryLevel.get(variant_id=line.variant_id, warehouse_id=shop.main.id)
    return level.on_hand


async def test_each_disposition_is_counted_and_only_what_can_be_sold_is_stock_again(
    shop: Shop,
) -> None:
    row, line = await received(shop, units=5)
    before = await on_hand(shop, line)

    row = await inspect_return(
        shop.clerk,
        row.id,
        findings=[Finding(line.id, disposition, 1) for disposition in Disposition],
    )

    (seen,) = await shop.lines_back(row)
    counted = (seen.restocked, seen.quarantined, seen.to_repair, seen.scrapped, seen.sent_back)
    assert counted == (1, 1, 1, 1, 1)
    assert row.status is ReturnStatus.INSPECTED
    assert await on_hand(shop, line) == before + 1
    movement = await StockMovement.get(kind=MovementKind.RETURNED)
    assert (movement.on_hand_delta, movement.return_id) == (1, row.id)
    assert (movement.order_id, movement.fulfillment_id, movement.reason) == (None, None, None)


async def test_what_goes_back_to_the_customer_is_theirs_and_costs_what_it_cost(shop: Shop) -> None:
    row, line = await received(shop, units=2)

    await inspect_return(
        shop.clerk,
        row.id,
        findings=[
            Finding(line.id, Disposition.RETURN_TO_CUSTOMER, 1),
            Finding(line.id, Disposition.SCRAP, 1),
        ],
    )

    (seen,) = await shop.lines_back(row)
    assert (seen.credited, seen.credit_minor) == (1, 1250)
    line = await OrderLine.get(id=line.id)
    assert (line.return_requested, line.returned) == (0, 1)
    order = await Order.get(id=row.order_id)
    assert (order.return_credit_minor, order.balance_due_minor) == (1250, -1250)
    await shop.ask_back(order, 1)  # the one that went back may come again


async def test_goods_go_on_the_shelf_of_the_warehouse_that_counted_them(shop: Shop) -> None:
    annex = await shop.warehouse("annex")
    row = await shop.back(ReturnStatus.APPROVED, units=2)
    (line,) = await shop.lines(await Order.get(id=row.order_id))
    main = await on_hand(shop, line)
    row = await shop.count_in(annex, row)

    await inspect_return(shop.clerk, row.id, findings=await shop.findings(row))

    level = await InventoryLevel.get(variant_id=line.variant_id, warehouse_id=annex.id)
    assert (level.on_hand, level.version) == (2, 1)
    assert await on_hand(shop, line) == main


async def test_a_bundle_comes_back_as_what_was_in_it_when_it_was_ordered(shop: Shop) -> None:
    tea, cup, box = [await shop.variant() for _ in range(3)]
    await shop.stock(tea, 10)
    await shop.stock(cup, 10)
    await set_components(shop.ctx, box.id, [Component(tea.id, 2), Component(cup.id, 1)])
    order = await shop.bring(await shop.place((box, 2)))
    await set_components(shop.ctx, box.id, [Component(tea.id, 9)])
    row = await shop.count_goods(await shop.agree(await shop.ask_back(order)))

    await inspect_return(shop.clerk, row.id, findings=await shop.findings(row))

    for variant in (tea, cup):
        level = await InventoryLevel.get(variant_id=variant.id, warehouse_id=shop.main.id)
        assert (level.on_hand, level.available) == (10, 10)
    assert not await InventoryLevel.exists(variant_id=box.id)


@pytest.mark.parametrize(
    ("units", "said"), [((1,), 1), ((3,), 3), ((), 0), ((1, 2), 3)], ids=["few", "many", "0", "sum"]
)
async def test_of_each_unit_that_came_it_is_said_once(
    shop: Shop, units: Sequence[int], said: int
) -> None:
    row, line = await received(shop, units=2)
    before = await shop.rows()

    with pytest.raises(InspectionDoesNotAddUp) as refusal:
        await inspect_return(
            shop.clerk,
            row.id,
            findings=[
                Finding(line.id, disposition, each)
                for disposition, each in zip(Disposition, units, strict=False)
            ],
        )

    assert (refusal.value.facts["received"], refusal.value.facts["said"]) == (2, said)
    assert await shop.rows() == before
    assert (await Return.get(id=row.id)).version == row.version


async def test_of_two_inspections_at_once_one_puts_goods_on_the_shelf(shop: Shop) -> None:
    row, line = await received(shop, units=2)
    before = await on_hand(shop, line)
    findings = await shop.findings(row)

    results = await asyncio.gather(
        *(inspect_return(shop.clerk, row.id, findings=findings) for _ in range(3)),
        return_exceptions=True,
    )

    refused = [each for each in results if isinstance(each, Exception)]
    assert [type(each) for each in refused] == [InvalidTransition] * 2
    assert await on_hand(shop, line) == before + 2
    assert (await Order.get(id=row.order_id)).return_credit_minor == 2500


async def test_unit_by_unit_the_credit_is_the_lines_total_to_the_cent(shop: Shop) -> None:
    order = await shop.delivered(units=3)
    (line,) = await shop.lines(order)
    await OrderLine.filter(id=line.id).update(total_minor=1000, discount_minor=2750)
    await Order.filter(id=order.id).update(total_minor=1000, discount_minor=2750)

    credits = []
    for _ in range(3):
        row = await shop.count_goods(await shop.agree(await shop.ask_back(order, 1)))
        await inspect_return(shop.clerk, row.id, findings=await shop.findings(row))
        (seen,) = await shop.lines_back(row)
        credits.append(seen.credit_minor)

    assert credits == [334, 333, 333]
    assert (await Order.get(id=order.id)).return_credit_minor == 1000


@pytest.mark.parametrize(
    ("reason", "credit"), [(ReturnReason.DEFECTIVE, 500), (ReturnReason.CHANGED_MIND, 0)]
)
async def test_what_sending_cost_goes_back_with_the_last_unit_if_the_reason_is_ours(
    shop: Shop, reason: ReturnReason, credit: int
) -> None:
    order = await shop.delivered(units=2)
    await Order.filter(id=order.id).update(shipping_minor=500, total_minor=3000)

    shipping = []
    for _ in range(2):
        row = await shop.ask_back(order, 1, reason=reason)
        row = await shop.count_goods(await shop.agree(row))
        row = await inspect_return(shop.clerk, row.id, findings=await shop.findings(row))
        shipping.append(row.shipping_credit_minor)

    assert shipping == [0, credit]
    assert (await Order.get(id=order.id)).return_credit_minor == 2500 + credit


async def test_who_inspects_works_in_a_warehouse_and_speaks_of_what_came(shop: Shop) -> None:
    row, line = await received(shop, units=2)
    findings = await shop.findings(row)
    strange, zero = (
        Finding(new_id(), Disposition.SCRAP, 1),
        Finding(line.id, Disposition.SCRAP, 0),
    )
    before = await shop.rows()

    with pytest.raises(NotPermitted):
        await inspect_return(shop.as_staff(Scope.ORDERS_WRITE), row.id, findings=findings)
    with pytest.raises(NotFound):
        await inspect_return(shop.as_staff(Scope.FULFILLMENT_WRITE), row.id, findings=findings)
    with pytest.raises(NotFound):
        await inspect_return(shop.clerk, row.id, findings=[*findings, strange])
    with pytest.raises(InvalidInput):
        await inspect_return(shop.clerk, row.id, findings=[*findings, *findings])
    with pytest.raises(InvalidInput):
        await inspect_return(shop.clerk, row.id, findings=[zero])

    assert await shop.rows() == before


async def test_the_order_says_what_its_returns_add_up_to(shop: Shop) -> None:
    order = await shop.delivered(units=2)
    said = []

    for _ in range(2):
        row = await shop.ask_back(order, 1)
        said.append((await Order.get(id=order.id)).return_status)
        row = await shop.count_goods(await shop.agree(row))
        said.append((await Order.get(id=order.id)).return_status)
        await shop.look_at(row)
        said.append((await Order.get(id=order.id)).return_status)

    assert said == [
        OrderReturnStatus.REQUESTED,
        OrderReturnStatus.IN_PROGRESS,
        OrderReturnStatus.PARTIALLY_RETURNED,
        OrderReturnStatus.REQUESTED,
        OrderReturnStatus.IN_PROGRESS,
        OrderReturnStatus.RETURNED,
    ]
