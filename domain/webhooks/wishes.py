"""Which facts an endpoint asks for, and which it may be told at all."""

import re
from collections.abc import Collection, Sequence

from domain.shared import inputs
from domain.shared.errors import InvalidInput
from domain.shared.outbox import AggregateType

WISHES_MAX = 50  # types or groups of types
EVERYTHING = "*"
# Not what happens to colleagues and to endpoints themselves.
SUBJECTS = (
    AggregateType.PRODUCT,
    AggregateType.CATEGORY,
    AggregateType.INVENTORY_LEVEL,
    AggregateType.STOCK_ALERT,
    AggregateType.CUSTOMER,
    AggregateType.ORDER,
    AggregateType.PAYMENT,
    AggregateType.FULFILLMENT_ORDER,
    AggregateType.FULFILLMENT,
    AggregateType.DEVICE_INSTRUCTION,
    AggregateType.TICKET,
)
CONTEXTS = ("catalog", "customers", "finance", "fulfillment", "inventory", "orders", "support")
WISH = re.compile(rf"\*|({'|'.join(CONTEXTS)})\.(\*|[a-z][a-z_]{{0,40}})")


def checked(wishes: Sequence[str]) -> list[str]:
    """Types of facts as a row keeps them: `orders.order_placed`, `orders.*`, or `*` for all.

    Raises:
        InvalidInput: none, too many, one twice, or one of no context that is told.
    """
    wishes = [inputs.text(each, "eventTypes") for each in inputs.items(wishes, "eventTypes")]
    if not 1 <= len(wishes) <= WISHES_MAX:
        raise InvalidInput(f"Name 1 to {WISHES_MAX} types of events.", "eventTypes")
    inputs.distinct(wishes, "eventTypes")
    if not all(WISH.fullmatch(each) for each in wishes):
        raise InvalidInput("A type is like orders.order_placed, orders.* or *.", "eventTypes")
    return wishes


def wants(wishes: Collection[str], event_type: str) -> bool:
    """Whether an endpoint asks for facts of a type."""
    group = event_type.partition(".")[0] + ".*"
    return event_type in wishes or group in wishes or EVERYTHING in wishes
