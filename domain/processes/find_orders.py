"""Finding orders by whatever somebody has in hand: a number, a parcel's number, a SKU, a phone."""

from uuid import UUID

from domain.customers.queries import phone_index
from domain.fulfillment.carriers.waybills import normal
from domain.identity.scopes import Scope
from domain.orders.queries import Sought
from domain.shared import inputs, sql
from domain.shared.context import Context

FIND = """
SELECT 'order' AS kind, id FROM sales_order WHERE number = $1
UNION ALL SELECT 'order', id FROM sales_order WHERE external_id = $2
UNION ALL SELECT 'order', order_id FROM fulfillment WHERE waybill_number = $3
UNION ALL SELECT 'variant', id FROM product_variant WHERE sku = $2
UNION ALL SELECT 'customer', id FROM customer WHERE phone_index = $4
"""


async def find_orders(ctx: Context, text: str | None) -> Sought | None:
    """What a text names: an order's number, what a channel calls one, a parcel's number with
    whichever carrier, a SKU, or the phone number of a customer, in one statement. Where it names
    nothing it is the beginning of a number. None for an empty text.

    Phone numbers are found by their blind index, by those who may read personal data: a hit tells.
    Which orders somebody may see is not decided here.

    Raises:
        InvalidInput: too long, or no text.
    """
    wanted = inputs.text(text or "", "search", required=False)
    if not wanted:
        return None
    phone = phone_index(wanted) if ctx.allows(Scope.CUSTOMERS_PII) else None
    number = wanted.upper()
    found: dict[str, set[UUID]] = {"order": set(), "variant": set(), "customer": set()}
    for row in await sql.rows(FIND, number, wanted, normal(wanted), phone):
        found[row["kind"]].add(row["id"])
    return Sought(
        begins=number,
        orders=tuple(found["order"]),
        variants=tuple(found["variant"]),
        customers=tuple(found["customer"]),
    )
