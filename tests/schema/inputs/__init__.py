"""For every mutation an input that it accepts, with every field given, and what comes of it."""

from collections.abc import Awaitable, Callable
from typing import Any

from tests.schema.inputs import (
    catalog,
    customers,
    finance,
    fulfillment,
    identity,
    inventory,
    orders,
    retention,
    support,
    webhooks,
)
from tests.schema.stage import Input, Stage

INPUTS: dict[str, Callable[[Stage], Awaitable[Input]]] = {
    **catalog.INPUTS,
    **customers.INPUTS,
    **finance.INPUTS,
    **fulfillment.INPUTS,
    **identity.INPUTS,
    **inventory.INPUTS,
    **orders.INPUTS,
    **retention.INPUTS,
    **support.INPUTS,
    **webhooks.INPUTS,
}

RESULTS: dict[str, Any] = {
    **catalog.RESULTS,
    **customers.RESULTS,
    **finance.RESULTS,
    **fulfillment.RESULTS,
    **identity.RESULTS,
    **inventory.RESULTS,
    **orders.RESULTS,
    **retention.RESULTS,
    **support.RESULTS,
    **webhooks.RESULTS,
}
