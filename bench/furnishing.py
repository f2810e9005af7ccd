"""A shop with so many of everything, made by the people whose work it is."""

from bench.journey import CARRIER, Journey
from bench.server import staff
from bench.shop import Shop
from domain.identity.scopes import Role

STOCK = 5


async def furnish(shop: Shop, times: int) -> None:
    """So many categories, brands, products, customers, orders, parcels, warnings, tickets …"""
    agent = await shop.as_(staff(Role.SERVICE_AGENT))
    picker = await shop.as_(staff(Role.WAREHOUSE_OPERATOR))
    await shop.admin.do("carrierCreate", {"code": CARRIER, "name": "Swift"}, "carrier { id }")
    parent = await _category(shop, None)
    for number in range(times):
        await shop.warehouse(f"outpost-{number}")
        variant = await _goods(shop, await _category(shop, parent), number)
        wire_id, key = await shop.customer()
        address = {"customerId": wire_id, "recipient": "Cleo", "line1": "1 Quay", "city": "Leeds"}
        await agent.do("customerAddressAdd", address | {"country": "GB"}, "customer { id }")
        journey = Journey(shop, await shop.signed_in(key), agent, picker)
        order = (await journey.place(variant, 1))["id"]
        await journey.pay(order)
        work = await journey.confirm(order)
        await journey.pick(work)
        parcel = (await journey.pack(work))["id"]
        await journey.track(await journey.ship(parcel), "IN_TRANSIT")
        await _ticket(journey, order, parcel)


async def _category(shop: Shop, parent: str | None) -> str:
    words = {"name": f"Tea {shop.number()}", "parentId": parent}
    return str((await shop.admin.do("categoryCreate", words, "category { id }"))["id"])


async def _goods(shop: Shop, category: str, number: int) -> str:
    """A variant of a product that has everything, on a shelf that has too little of it."""
    name = {"name": f"Leaf {shop.number()}"}
    brand = await shop.admin.do("brandCreate", name, "brand { id }")
    variant = await shop.variant(
        STOCK,
        categoryId=category,
        brandId=brand["id"],
        tags=[f"tag {number}", "green"],
        translations=[{"locale": "zh-CN", "name": "绿茶"}],
    )
    rule = {"variantId": variant, "low": STOCK}
    await shop.admin.do("stockAlertRuleUpsert", rule, "rule { id }")
    return variant


async def _ticket(journey: Journey, order: str, parcel: str) -> None:
    words = {"subject": "Where is it?", "body": "It is late.", "orderId": order}
    ticket = await journey.customer.do(
        "ticketCreate", words | {"fulfillmentId": parcel}, "ticket { id }"
    )
    reply = {"ticketId": ticket["id"], "body": "On its way."}
    await journey.agent.do("messageSend", reply, "message { id }")
