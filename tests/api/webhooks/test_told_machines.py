"""From work that begins to a robot that answers: the whole way, over HTTP and back."""

from typing import Any

import orjson

from domain.fulfillment.devices.models import DeviceInstruction
from domain.fulfillment.devices.states import InstructionStatus
from domain.fulfillment.devices.vocabulary import DeviceEventOutcome, DeviceKind
from domain.fulfillment.start_picking import start_picking
from domain.processes.device_messages import Message
from domain.processes.ingest_device_events import ingest_device_events
from schema.shared.ids import key_of
from tests.api.webhooks.posting import posting
from tests.receivers import receiving
from tests.shop import Shop
from tests.world.machines import machine, sku_of, spoken


async def test_a_robot_hears_what_to_pick_and_answers(shop: Shop, database: dict[str, Any]) -> None:
    async with receiving() as receiver, posting(shop, database) as post:
        await shop.webhook(receiver.url, "fulfillment.device_instructed")
        robot = await machine(shop, DeviceKind.ROBOT)
        work = await shop.work()
        await start_picking(shop.ctx, work.id)
        await post.deliver()
        (heard,) = receiver.heard
        told = orjson.loads(heard.body)["data"]

    values = told["values"]
    assert (told["kind"], values["deviceCode"], values["kind"]) == (
        "DeviceInstruction",
        "robot-1",
        "pick",
    )
    assert (values["sku"], values["quantity"]) == (await sku_of(work), 2)
    assert key_of("FulfillmentOrder", values["fulfillmentOrderId"]) == work.id

    answer = Message(
        external_id="1",
        kind="item_picked",
        occurred_at=shop.now,
        instruction_id=key_of("DeviceInstruction", told["id"]),
        sku=values["sku"],
        quantity=values["quantity"],
    )
    (event,) = (await ingest_device_events(spoken(shop), robot.code, [answer])).events
    assert event.outcome is DeviceEventOutcome.APPLIED
    assert (await DeviceInstruction.get()).status is InstructionStatus.ACKNOWLEDGED
