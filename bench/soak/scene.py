"""What is written about, and what is followed: a shop set up through the graph."""

from dataclasses import dataclass

from bench.server import Server
from bench.shop import Shop
from bench.soak.feeds import WHOLE, Feed, one_level, one_order, one_ticket
from bench.soak.script import Script
from bench.soak.writers import Thing
from schema.shared.ids import key_of

PLENTY = 100_000  # units
BOUND = 200  # units: where the warnings open, and where the shelves begin
HERE = "{ products(first: 1) { nodes { eventCursor } } }"
LEVEL = "query($id: ID!) { variant(id: $id) { inventoryLevels { id } } }"


@dataclass(frozen=True, slots=True)
class Scene:
    """The things of the writers, the feeds of the followers, and where the log was before."""

    things: tuple[Thing, ...]
    feeds: tuple[Feed, ...]
    start: str


async def furnished(server: Server, script: Script) -> Scene:
    """Orders, tickets and shelves; one of each has followers of its own."""
    async with Shop(server) as shop:
        tea = await shop.variant(PLENTY)
        orders = [await _order(shop, tea) for _ in range(script.orders)]
        customer, _ = await shop.customer()
        tickets = [await _ticket(shop, customer) for _ in range(script.tickets)]
        variants = [await _variant(shop) for _ in range(script.variants)]
        [level] = (await shop.admin.ask(LEVEL, id=variants[0]))["variant"]["inventoryLevels"]
        [here] = (await shop.admin.ask(HERE))["products"]["nodes"]
        warehouse = key_of("Warehouse", shop.warehouse_id)
    things = (
        *(Thing("order", key_of("Order", each)) for each in orders),
        *(Thing("ticket", key_of("Ticket", each)) for each in tickets),
        *(Thing("level", key_of("ProductVariant", each), warehouse) for each in variants),
    )
    single = (
        one_order(orders[0], key_of("Order", orders[0])),
        one_ticket(tickets[0], key_of("Ticket", tickets[0])),
        one_level(variants[0], key_of("InventoryLevel", level["id"])),
    )
    return Scene(things, (*WHOLE, *single), here["eventCursor"])


async def _order(shop: Shop, variant: str) -> str:
    made = await shop.admin.do("orderCreate", shop.order((variant, 1)), "order { id }")
    return str(made["id"])


async def _ticket(shop: Shop, customer: str) -> str:
    words = {"subject": "Where is it?", "body": "It is late.", "customerId": customer}
    return str((await shop.admin.do("ticketCreate", words, "ticket { id }"))["id"])


async def _variant(shop: Shop) -> str:
    """On a shelf whose stock goes up and down around the bound of its warning."""
    variant = await shop.variant(BOUND)
    rule = {"variantId": variant, "low": BOUND}
    await shop.admin.do("stockAlertRuleUpsert", rule, "rule { id }")
    return variant
