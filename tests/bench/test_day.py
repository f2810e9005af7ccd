"""The judge of a day in the life: a good day has nothing wrong, and whatever is made wrong is found
by the question that is about it.
"""

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson
import pytest

from bench.database import Connection, connected
from bench.life.evening import answered, lay_out
from bench.life.paying import part
from bench.life.questions import QUESTIONS
from domain.automation.vocabulary import AutomationEvent
from domain.catalog.bulk.states import ImportFormat
from domain.catalog.models import ProductVariant
from domain.finance.capture_authorized import capture_authorized
from domain.finance.gateways.simulated import SimulatedGateway
from domain.fulfillment.create_fulfillment import create_fulfillment
from domain.fulfillment.devices.vocabulary import DeviceKind
from domain.fulfillment.models import FulfillmentOrder
from domain.fulfillment.report_progress import report_progress
from domain.fulfillment.start_picking import start_picking
from domain.fulfillment.states import FulfillmentOrderStatus, FulfillmentProgress, TrackingStatus
from domain.jobs.models import Job
from domain.orders.models import Order
from domain.orders.states import CancelReason
from domain.processes.approve_exchange import approve_exchange
from domain.processes.cancel_order import cancel_order
from domain.processes.confirm_order import confirm_order
from domain.processes.device_messages import Message
from domain.processes.export_orders import bytes_of, export_orders
from domain.processes.follow_exchanges import follow_exchanges
from domain.processes.ingest_device_events import ingest_device_events
from domain.processes.merge_orders import merge_orders
from domain.processes.report_shortage import report_shortage
from domain.processes.resolve_claim import resolve_claim
from domain.processes.split_order import split_order
from domain.returns.claims.states import ClaimResolution
from domain.returns.states import ReturnStatus
from tests.shop import Shop
from tests.world.machines import machine, spoken

# The relay numbers facts in a process of its own; here they are numbered as it would.
NUMBER = """
UPDATE event SET seq = id - (SELECT min(id) FROM event) + 1;
UPDATE relay_state SET last_seq = (SELECT count(*) FROM event)
"""
UNGUARDED = "SET session_replication_role = replica"  # what is made wrong here no trigger lets pass
UNCHECKED = "ALTER TABLE order_line DROP CONSTRAINT order_line_counters"
ONE_LINE = "(SELECT min(id::text)::uuid FROM order_line WHERE delivered > 0)"
ONE_ORDER = "(SELECT order_id FROM order_line WHERE delivered > 0 ORDER BY id LIMIT 1)"
WRONG = [
    ("UPDATE inventory_level SET on_hand = on_hand + 1", "shelves that do not add up"),
    ("UPDATE inventory_level SET on_hand = on_hand + 1", "differ from their ledger"),
    ("UPDATE inventory_level SET committed = 1", "still set apart"),
    ("UPDATE stock_reservation SET status = 'active'", "still set apart"),
    ("UPDATE brought SET units = units - 1", "shelves that do not add up"),
    ("UPDATE stock_movement SET on_hand_delta = 0 WHERE kind = 'adjusted' AND order_id IS NOT NULL",
     "shortages that were not what left"),
    (f"UPDATE sales_order SET captured_minor = captured_minor + 1 WHERE id = {ONE_ORDER}",
     "balance is not zero"),
    ("UPDATE sales_order SET captured_minor = 1 WHERE status = 'canceled'", "balance is not zero"),
    ("UPDATE payment SET captured_minor = captured_minor + 1", "differ from their payments"),
    ("UPDATE payment_transaction SET amount_minor = amount_minor + 1 WHERE type = 'capture'",
     "currencies that do not add up"),
    ("UPDATE gateway SET amount_minor = amount_minor + 1", "that the gateway has otherwise"),
    ("DELETE FROM gateway WHERE type = 'capture'", "that the gateway has otherwise"),
    ("INSERT INTO gateway SELECT gen_random_uuid(), 'capture', begun, 1, 'USD', 'x', 'succeeded'"
     " FROM gateway", "that the gateway has otherwise"),
    ("DELETE FROM gateway WHERE type = 'capture'", "holds that nobody let go"),
    ("DELETE FROM gateway_message", "messages of the gateway that were not taken"),
    (f"UPDATE order_line SET discount_minor = 1 WHERE id = {ONE_LINE}", "not those of their lines"),
    ("DELETE FROM told WHERE number IN (SELECT min(number) FROM told)", "lost or doubled"),
    ("INSERT INTO told SELECT * FROM told", "lost or doubled"),
    ("INSERT INTO told VALUES ('ORD-1')", "lost or doubled"),
    ("DELETE FROM event WHERE type = 'orders.order_split_off'", "of unknown origin"),
    (f"UPDATE sales_order SET status = 'confirmed' WHERE id = {ONE_ORDER}", "have not ended"),
    (f"UPDATE order_line SET order_id = (SELECT id FROM sales_order WHERE status = 'merged')"
     f" WHERE id = {ONE_LINE}", "went nowhere"),
    (f"{UNCHECKED}; UPDATE order_line SET canceled = 1 WHERE id = {ONE_LINE}", "not accounted for"),
    ("UPDATE fulfillment_line SET quantity = quantity + 1", "differ from their parcels"),
    ("UPDATE order_return_line SET received = received + 1", "differ from their returns"),
    ("UPDATE fulfillment_order SET status = 'open'", "that are open"),
    ("UPDATE payment_transaction SET state = 'pending'", "that are open"),
    ("UPDATE event SET seq = NULL WHERE type = 'orders.order_placed'", "facts not told"),
    ("DELETE FROM event WHERE type = 'orders.order_confirmed'", "holes or doubles"),
    ("UPDATE order_line SET claimed = 0", "differ from their claims"),
    ("UPDATE order_claim_line SET quantity = quantity + 1", "differ from their claims"),
    ("UPDATE order_claim SET amount_minor = 1 WHERE resolution = 'refund'", "that were not"),
    ("UPDATE sales_order SET total_minor = 1 WHERE id IN (SELECT replacement_id FROM order_claim)",
     "claims that were not"),
    ("UPDATE order_return_line SET credit_minor = credit_minor + 1", "nobody can explain"),
    ("UPDATE order_exchange SET status = 'canceled'", "came to only half of it"),
    ("UPDATE order_return SET status = 'inspected'", "came to only half of it"),
    ("UPDATE order_exchange SET status = 'received'", "that are open"),
    ("UPDATE order_claim SET status = 'approved' WHERE resolution = 'refund'", "that are open"),
    ("DELETE FROM device_event", "said and nobody heard"),
    ("UPDATE device_event SET external_id = 'another'", "said and nobody heard"),
    ("UPDATE filed SET total = total + 0.01", "their file has otherwise"),
    ("INSERT INTO filed SELECT * FROM filed", "their file has otherwise"),
    ("DELETE FROM filed WHERE number IN (SELECT min(number) FROM filed)", "file has otherwise"),
    ("DELETE FROM order_tagging", "rules that did not do their part"),
    ("UPDATE automation_run SET status = 'waiting', due_at = now(), ended_at = NULL",
     "rules that did not do their part"),
    ("UPDATE relay_state SET last_seq = last_seq + 1", "numbers of the log that are missing"),
]  # fmt: skip


@dataclass
class Day:
    """What somebody knows of a day who was there."""

    brought: Counter[tuple[UUID, UUID]]
    gateway: SimulatedGateway
    placed: list[str] = field(default_factory=list)
    made_good: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


async def a_day(shop: Shop) -> Day:
    """Orders that are paid through a gateway, split, merged, given up, short of a unit, sent back
    in part, claimed and exchanged; a machine speaks, and a rule marks what is complete.
    """
    day = Day(Counter(), shop.gateway())
    await shop.automation_rule(event=AutomationEvent.ORDER_COMPLETED)
    robot = await machine(shop, DeviceKind.ROBOT)
    heard = Message(external_id="e-1", kind="reading", occurred_at=shop.now)
    await ingest_device_events(spoken(shop), robot.code, [heard])
    day.said.append(heard.external_id)
    variant, customer = await shop.variant(), await shop.customer()
    for house in (shop.main, await shop.warehouse("annex", priority=1)):
        await shop.adjust(variant, 20, warehouse=house)
        day.brought[variant.id, house.id] += 20
    first, second, third = [
        await shop.place((variant, units), customer=customer) for units in (2, 3, 4)
    ]
    day.placed += [order.number for order in (first, second, third)]
    held = await shop.authorize(first.id)
    await capture_authorized(shop.ctx, held.id, idempotency_key="all")
    await cancel_order(shop.ctx, third.id, reason=CancelReason.OTHER)
    await merge_orders(shop.ctx, first.id, {second.id}, idempotency_key="merge")
    await shop.capture(first.id)
    await confirm_order(shop.ctx, first.id)
    lines = await shop.lines(first)
    apart = await split_order(shop.ctx, first.id, units={lines[0].id: 1}, idempotency_key="split")
    (work,) = await shop.works_of(first)
    await start_picking(shop.ctx, work.id)
    await report_shortage(shop.ctx, work.id, missing={lines[1].id: 3}, idempotency_key="short")
    for order in (apart.order, apart.sibling):
        for work in await shop.works_of(order):
            await _sent(shop, work)
    await shop.look_at(await shop.back(ReturnStatus.RECEIVED, order=apart.sibling))
    await shop.reconciled()
    await shop.hear_out(day.gateway, shuffle=1)
    await _made_good(shop, day, apart.order, lines[1].id, variant)
    return day


async def _made_good(
    shop: Shop, day: Day, order: Order, line_id: UUID, variant: ProductVariant
) -> None:
    """Of three units one is paid back, one is sent anew, and one is exchanged."""
    for resolution in (ClaimResolution.REFUND, ClaimResolution.REPLACE):
        claim = await shop.complain(order, {line_id: 1})
        await shop.agree_to(claim, resolution)
        claim = await resolve_claim(shop.clerk, claim.id)
    swap = await shop.swap(order, (variant, 1), back={line_id: 1})
    await approve_exchange(shop.clerk, swap.id)
    await shop.comes_back(swap)
    for goods in (await Order.get(id=claim.replacement_id), await shop.goods_of(swap)):
        day.made_good.append(goods.number)
        for work in await shop.works_of(goods):
            await _sent(shop, work)
    assert [await follow_exchanges(shop.ctx) for _ in range(3)] == [1, 1, 0]
    await shop.reconciled()
    await shop.hear_out(day.gateway, shuffle=2)


async def _sent(shop: Shop, work: FulfillmentOrder) -> None:
    if work.status is FulfillmentOrderStatus.OPEN:
        work = await start_picking(shop.ctx, work.id)
    if work.progress is None:
        for progress in FulfillmentProgress:
            await report_progress(shop.ctx, work.id, progress=progress)
        parcel = await create_fulfillment(shop.ctx, work.id)
        await shop.hear(await shop.send(parcel), TrackingStatus.DELIVERED)


@pytest.fixture
async def evening(shop: Shop, database: dict[str, Any]) -> AsyncIterator[Connection]:
    """The rows of a day, and beside them what others know of it."""
    day = await a_day(shop)
    await shop.automate(database)
    job = await export_orders(shop.ctx, format=ImportFormat.JSONL, idempotency_key=None)
    await shop.run_jobs()
    whole = bytes_of(await Job.get(id=job.id), ImportFormat.JSONL)
    file = b"".join([part async for part in whole])
    async with connected(database) as rows:
        await rows.execute(NUMBER)
        filed = [orjson.loads(line) for line in file.splitlines()]
        told = [*day.placed, *day.made_good]
        await lay_out(rows, day.brought, told, day.gateway.book, said=day.said, filed=filed)
        yield rows


async def wrong(rows: Connection) -> list[str]:
    """What the questions that find something are about."""
    return [answer.question.about for answer in await answered(rows) if answer.wrong]


async def test_a_good_day_balances_to_zero_and_what_is_made_wrong_is_found(
    evening: Connection,
) -> None:
    assert await wrong(evening) == []
    await evening.execute(UNGUARDED)
    found: set[str] = set()
    for harm, about in WRONG:
        trial = evening.transaction()
        await trial.start()
        await evening.execute(harm)
        told = await wrong(evening)
        await trial.rollback()
        assert [each for each in told if about in each], (harm, told)
        found.update(each for each in told if about in each)
    assert found == {question.about for question in QUESTIONS}, "each has found something"


@pytest.mark.parametrize(
    ("amount", "share", "wanted"),
    [
        ("10.00", "0.34", "3.40"),
        ("0.01", "0.34", "0.01"),
        ("0.03", "0.5", "0.02"),
        ("7", "1", "7.00"),
    ],
)
def test_a_part_of_an_amount_is_to_the_cent_and_never_nothing(
    amount: str, share: str, wanted: str
) -> None:
    assert part(Decimal(amount), Decimal(share)) == Decimal(wanted)
