"""How machines are read: a table for each type."""

from collections.abc import Mapping
from typing import Any

from domain.fulfillment.devices import queries
from schema.devices.types import code_of, lanes_of, told
from schema.engine.mapping import Computed, Listed, One, Pages, Read, Root
from schema.engine.values import loaded
from schema.shared.context import GraphContext
from schema.shared.reads import by_id


def _lanes(context: GraphContext, lanes: Any) -> Any:
    return lanes_of(loaded(lanes))


def _details(context: GraphContext, details: Any) -> Any:
    return loaded(details)


def _code(context: GraphContext, code: str | None) -> Any:
    return code_of(code)


def _message(context: GraphContext, code: str | None, message: str | None, facts: Any) -> Any:
    return told(code, message, loaded(facts), context.domain.locale)


READS = (
    Read(
        "Device",
        queries.visible_devices,
        {
            "warehouse": One("Warehouse", key="warehouse_id"),
            "lanes": Computed(("lanes",), _lanes),
            "log": Pages("DeviceEvent", by="device_id", order=queries.LATEST),
            "instructions": Pages("DeviceInstruction", by="device_id", order=queries.NEWEST),
        },
    ),
    Read(
        "DeviceEvent",
        queries.visible_events,
        {
            "details": Computed(("details",), _details),
            "code": Computed(("code",), _code),
            "message": Computed(("code", "message", "facts"), _message),
        },
    ),
    Read(
        "DeviceInstruction",
        queries.visible_instructions,
        {
            "device": One("Device", key="device_id"),
            "fulfillmentOrder": One("FulfillmentOrder", key="fulfillment_order_id"),
            "fulfillment": One("Fulfillment", key="fulfillment_id"),
        },
    ),
)

ROOTS: Mapping[str, Root] = {
    "device": by_id("Device"),
    "devices": Listed("Device", lambda args: queries.NEWEST),
}
