"""For every mutation an input that it accepts, with every field of it given: a table."""

from collections.abc import Awaitable, Callable

from tests.schema.inputs import catalog, customers, finance, fulfillment, inventory, orders, support
from tests.schema.stage import Input, Stage

INPUTS: dict[str, Callable[[Stage], Awaitable[Input]]] = {
    **catalog.INPUTS,
    **customers.INPUTS,
    **finance.INPUTS,
    **fulfillment.INPUTS,
    **inventory.INPUTS,
    **orders.INPUTS,
    **support.INPUTS,
}
