"""What each scope is for: whoever has all the others lacks just this, and alone it opens this."""

from typing import Any

from domain.identity.scopes import Scope
from schema.nodes import NODES
from tests.schema.permissions.house import House, open_house
from tests.schema.permissions.transports import TRANSPORTS, at_the_door
from tests.shop import Shop, staff

# What is not seen without a scope, whatever else one has: whole things, or fields of others.
# Scopes that are not named here change what somebody may do, and nothing that they see.
NEEDED = {
    "automation:read": "AutomationRule AutomationRun",
    "catalog:read": "CatalogImport Collection.rule LifecycleSuggestion Product ProductMedia"
    " ProductRevision ProductVariant Product.clearanceReminder Product.externalRefs"
    " Product.launchPlan Product.lifecycleStage Product.media Product.onboarding"
    " Product.pendingRevision Product.privateMetadata Product.publications Product.quality",
    "customers:pii": "Address Customer.addresses Customer.email Customer.name Customer.phone"
    " Notification.subject Notification.text"
    " DraftOrder.giftMessage DraftOrder.shippingAddress Order.events Order.giftMessage"
    " Order.shippingAddress Ticket.timeline TicketMessage.authorName",
    "customers:read": "Address Customer CustomerGroup DraftOrder.customer Order.customer"
    " Order.events PriceList.group Notification.customer Ticket.customer Ticket.timeline",
    "fulfillment:write": "Fulfillment.availableActions FulfillmentOrder.availableActions"
    " FulfillmentOrder.giftMessage"
    " Return.availableActions",
    "fulfillment:read": "Device DeviceInstruction Order.routingExplanation RoutingRule",
    "inventory:read": "Backorder Device.warehouse FulfillmentOrder.warehouse InventoryLevel"
    " Order.routingExplanation ProductVariant.inventoryLevels ProductVariant.stockPolicy"
    " Return.warehouse RoutingRule.costs RoutingRule.warehouses StockAlert StockAlertRule"
    " StockMovement StockPolicy Warehouse",
    "notifications:read": "Notification NotificationTemplate",
    "orders:read": "Backorder.orderLine ChannelImport Customer.orders Fulfillment.order Job"
    " FulfillmentLine.orderLine DraftOrder DraftOrderLine OrderEdit OrderNote OrderTag"
    " FulfillmentOrder.order FulfillmentOrderLine.orderLine Order OrderGroup OrderLine Payment"
    " PaymentTransaction Return.order Return.refunds ReturnLine.orderLine ReturnRefund"
    " Claim ClaimLine Exchange ExchangeLine Return.exchange"
    " StockMovement.order Ticket.order Notification.order"
    " AutomationRun.order",
    "orders:write": "Claim.availableActions DraftOrder.availableActions Exchange.availableActions"
    " Order.availableActions"
    " Return.availableActions",
    "payments:write": "ReturnRefund.availableActions",
    "pricing:read": "CompetitorPrice PriceAnomaly PriceChange PriceDecision PriceList PriceProposal"
    " PricingRule ScheduledPrice ProductVariant.cost ProductVariant.margin"
    " ShippingMethod.zone ShippingMethod.taxClass ShippingZone TaxClass TaxRate",
    "promotions:read": "Campaign CampaignTask Coupon CouponBatch Order.discounts Promotion"
    " AutomationRule.promotion",
    "staff:write": "ApiToken",
    "tickets:read": "Customer.tickets Order.tickets Ticket TicketMessage",
    "tickets:write": "Ticket.availableActions",
    "webhooks:read": "Webhook WebhookAttempt WebhookDelivery",
}

# What whoever works here sees with no scope at all, and what a scope opens by itself.
NOVICES = (
    "Attribute AttributeChoice Brand Carrier Category Collection Dimension DimensionValue"
    " ProductType Role SalesChannel ShippingMethod StaffMember Tag"
)
OWN = {"Session", "Job.download"}  # everybody sees their own, and nobody anybody else's
OPENS = {
    "automation:read": "AutomationRule AutomationRun",
    "catalog:read": "CatalogImport LifecycleSuggestion Product ProductMedia ProductRevision"
    " ProductVariant",
    "customers:read": "Customer CustomerGroup",
    "fulfillment:read": "Device DeviceInstruction Fulfillment FulfillmentLine FulfillmentOrder"
    " FulfillmentOrderLine"
    " Return ReturnLine RoutingRule TrackingEvent",
    "inventory:read": "Backorder InventoryLevel StockAlert StockAlertRule StockMovement StockPolicy"
    " Warehouse",
    "notifications:read": "Notification NotificationTemplate",
    # Whoever sees an order sees how far it has come.
    "orders:read": "ChannelImport Job DraftOrder DraftOrderLine OrderEdit OrderNote OrderTag"
    " Fulfillment FulfillmentLine FulfillmentOrder FulfillmentOrderLine Order"
    " OrderGroup OrderLine Payment PaymentTransaction Return ReturnLine ReturnRefund TrackingEvent"
    " Claim ClaimLine Exchange ExchangeLine",
    "pricing:read": "CompetitorPrice PriceAnomaly PriceChange PriceDecision PriceList PriceProposal"
    " PricingRule ScheduledPrice ShippingZone TaxClass TaxRate",
    "promotions:read": "Campaign CampaignTask Coupon CouponBatch Promotion",
    "staff:write": "ApiToken",
    "tickets:read": "Ticket TicketMessage",
    "webhooks:read": "Webhook WebhookAttempt WebhookDelivery",
}


async def test_without_a_scope_just_what_it_is_needed_for_is_hidden(
    shop: Shop, database: dict[str, Any]
) -> None:
    found = {}
    async with open_house(shop, database) as house:
        whole = await house.looked_at(house.doors["admin"])
        for scope in Scope:
            somebody = staff(*(set(Scope) - {scope}))
            async with at_the_door(house.address, somebody) as door:
                found[scope.value] = hidden(await house.looked_at(door), whole) - OWN

    assert {scope: kinds for scope, kinds in found.items() if kinds} == words(NEEDED)


async def test_with_one_scope_alone_just_what_it_opens_is_seen(
    shop: Shop, database: dict[str, Any]
) -> None:
    found = {}
    async with open_house(shop, database) as house:
        for scope in Scope:
            found[scope.value] = await seen_with(house, scope) - set(NOVICES.split())

    assert {scope: kinds for scope, kinds in found.items() if kinds} == words(OPENS)


def words(table: dict[str, str]) -> dict[str, set[str]]:
    return {scope: set(text.split()) for scope, text in table.items()}


def hidden(mine: dict[str, Any], whole: dict[str, Any]) -> set[str]:
    """The things that somebody does not see at all, and the fields they do not see in full."""
    found = set()
    for kind in NODES:
        for here, there in zip(mine[kind], whole[kind], strict=True):
            if here is None:
                found.add(kind)
            else:
                found |= {f"{kind}.{field}" for field in there if here[field] != there[field]}
    return found


async def seen_with(house: House, scope: Scope) -> set[str]:
    """The kinds of things of which somebody sees all, the same on every way in."""
    async with at_the_door(house.address, staff(scope)) as door:
        seen = [await house.seen_through(door, transport) for transport in TRANSPORTS]
    assert seen == [seen[0]] * len(TRANSPORTS)
    return {kind for kind in NODES if set(house.ids[kind]) <= seen[0]}
