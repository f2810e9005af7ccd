"""Which machines there are, and which of them may say what: tables."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

EVENTS_MAX = 100  # in one request
AGE_MAX = timedelta(days=14)  # what happened longer ago was forgotten: see the retention rule
AHEAD_MAX = timedelta(minutes=10)  # a clock may be a little fast


class DeviceKind(StrEnum):
    """What a machine is."""

    SCANNER = "scanner"
    SORTER = "sorter"
    CONVEYOR = "conveyor"
    ROBOT = "robot"
    SENSOR = "sensor"


class DeviceEventKind(StrEnum):
    """What a machine says."""

    ITEM_PICKED = "item_picked"
    ITEM_PACKED = "item_packed"
    ITEM_MISSING = "item_missing"
    PICK_FAILED = "pick_failed"
    PARCEL_SORTED = "parcel_sorted"
    PARCEL_DISPATCHED = "parcel_dispatched"
    INSTRUCTION_ACKNOWLEDGED = "instruction_acknowledged"
    INSTRUCTION_FAILED = "instruction_failed"
    READING = "reading"


class DeviceEventOutcome(StrEnum):
    """What came of it: a verb was called, it was merely kept, it came too late to move anything,
    or a verb refused it.
    """

    APPLIED = "applied"
    KEPT = "kept"
    LATE = "late"
    REFUSED = "refused"


_HANDS = {DeviceKind.SCANNER, DeviceKind.ROBOT}
_BELTS = {DeviceKind.SORTER, DeviceKind.CONVEYOR}
_DOERS = {DeviceKind.ROBOT, *_BELTS}

# Who says what; nobody else does.
SAID_BY: Mapping[DeviceEventKind, frozenset[DeviceKind]] = {
    DeviceEventKind.ITEM_PICKED: frozenset(_HANDS),
    DeviceEventKind.ITEM_PACKED: frozenset(_HANDS),
    DeviceEventKind.ITEM_MISSING: frozenset(_HANDS),
    DeviceEventKind.PICK_FAILED: frozenset({DeviceKind.ROBOT}),
    DeviceEventKind.PARCEL_SORTED: frozenset(_BELTS),
    DeviceEventKind.PARCEL_DISPATCHED: frozenset({DeviceKind.SCANNER, *_BELTS}),
    DeviceEventKind.INSTRUCTION_ACKNOWLEDGED: frozenset(_DOERS),
    DeviceEventKind.INSTRUCTION_FAILED: frozenset(_DOERS),
    DeviceEventKind.READING: frozenset(DeviceKind),
}
# Machines that put parcels on a lane by their carrier.
SORTS_BY_CARRIER = frozenset(_BELTS)
