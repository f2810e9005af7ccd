"""What is looked at where reading is measured: which products, which orders, which pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from bench.client import Client
from bench.database import connected
from bench.production import Api
from bench.server import customer, token_of
from bench.year import Year
from schema.shared.ids import global_id

LOOKED_AT = 50  # products, and orders
PAGE = 20  # rows
PAGES_ALIKE = 10  # pages that are looked at in turns
SLUGS = """
SELECT slug FROM (
    SELECT slug, row_number() OVER (ORDER BY name, id) AS place, count(*) OVER () AS all_of_them
    FROM product WHERE status = 'published'
) listed
WHERE place % (all_of_them / $1) = 0
ORDER BY place LIMIT $1
"""
NEWEST = """
SELECT o.id, o.customer_id, EXISTS (SELECT FROM ticket t WHERE t.order_id = o.id) AS has_ticket
FROM sales_order o
ORDER BY o.placed_at DESC, o.id DESC LIMIT $1
"""
COUNTS = """
SELECT (SELECT count(*) FROM product), (SELECT count(*) FROM product WHERE status = 'published'),
    (SELECT count(*) FROM product_variant), (SELECT count(*) FROM inventory_level),
    (SELECT count(*) FROM sales_order), (SELECT count(*) FROM order_line)
"""
END_OF_PAGE = """\
query ($after: String) { products(first: 20, after: $after) { pageInfo { endCursor } } }"""
OPEN_TICKET = """\
mutation ($input: TicketCreateInput!) { ticketCreate(input: $input) {
 ticket { id } userErrors { message } } }"""


@dataclass(frozen=True, slots=True)
class Screens:
    """Addresses of products, and keys of orders: the newest, each with a ticket about it."""

    slugs: Sequence[str]
    orders: Sequence[UUID]
    size: str


async def screens(year: Year, api: Api) -> Screens:
    """Find them; orders that have no ticket get one, once for each machine."""
    async with connected(year.credentials()) as connection:
        slugs = [row["slug"] for row in await connection.fetch(SLUGS, LOOKED_AT)]
        orders = await connection.fetch(NEWEST, LOOKED_AT)
        size = _size(await connection.fetchrow(COUNTS))
    for order in orders:
        if not order["has_ticket"]:
            await _open_ticket(api, order["customer_id"], order["id"])
    return Screens(slugs, [order["id"] for order in orders], size)


async def cursors(api: Api, page: int) -> list[str | None]:
    """Behind what ten pages begin, of which the first is this one; the very first is 1."""
    found: list[str | None] = [None]
    async with Client(api.address) as client:
        while len(found) < page + PAGES_ALIKE - 1:
            answer = await client.ask(END_OF_PAGE, after=found[-1])
            found.append(answer["products"]["pageInfo"]["endCursor"])
    return found[page - 1 :]


async def _open_ticket(api: Api, customer_id: UUID, order_id: UUID) -> None:
    words = {
        "subject": "Where is it?",
        "body": "It is late.",
        "orderId": global_id("Order", order_id),
    }
    async with Client(api.address, token_of(customer(customer_id))) as client:
        answer = await client.ask(OPEN_TICKET, input=words)
    assert not answer["ticketCreate"]["userErrors"], answer


def _size(counted: Any) -> str:
    products, published, variants, levels, orders, lines = counted
    return (
        f"{products:,} products ({published:,} published), {variants:,} variants, {levels:,} levels"
        f" of stock, {orders:,} orders, {lines:,} lines"
    )
