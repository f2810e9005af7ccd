"""The steps that an order takes: who owns each, and how long it should take. The one table."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from domain.identity.scopes import Role


class OrderStep(StrEnum):
    """A step on the way of an order."""

    PAY = "pay"
    CONFIRM = "confirm"
    RELEASE = "release"
    PICK = "pick"
    PACK = "pack"
    SHIP = "ship"
    DELIVER = "deliver"
    COMPLETE = "complete"


class Outsider(StrEnum):
    """Who owns a step and is no colleague."""

    CUSTOMER = "customer"
    CARRIER = "carrier"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Step:
    """What is done, by whom (a role, or an outsider), and in what time from when it could be."""

    what: str
    owner: str
    target: timedelta


TARGET_MAX: Final = timedelta(days=365)
STEPS: Final[Mapping[OrderStep, Step]] = {
    OrderStep.PAY: Step("Pay for the order.", Outsider.CUSTOMER, timedelta(minutes=30)),
    OrderStep.CONFIRM: Step(
        "Look at the order and accept it.", Role.SERVICE_AGENT, timedelta(hours=2)
    ),
    OrderStep.RELEASE: Step(
        "Settle why the order is on hold.", Role.SERVICE_AGENT, timedelta(hours=24)
    ),
    OrderStep.PICK: Step(
        "Take the units from the shelf.", Role.WAREHOUSE_OPERATOR, timedelta(hours=4)
    ),
    OrderStep.PACK: Step("Pack them into a parcel.", Role.WAREHOUSE_OPERATOR, timedelta(hours=2)),
    OrderStep.SHIP: Step(
        "Hand the parcel to the carrier.", Role.WAREHOUSE_OPERATOR, timedelta(hours=24)
    ),
    OrderStep.DELIVER: Step("Bring the parcel.", Outsider.CARRIER, timedelta(days=3)),
    OrderStep.COMPLETE: Step(
        "Close what is delivered and paid.", Outsider.SYSTEM, timedelta(minutes=5)
    ),
}
