"""Every kind of thing that has a global id, and how to read it: a table."""

import asyncio
from collections.abc import Sequence

from domain.automation import queries as automation
from domain.catalog import queries as catalog
from domain.catalog.attributes import queries as attributes
from domain.catalog.bulk import queries as bulk
from domain.catalog.collections import queries as collections
from domain.catalog.dimensions import queries as dimensions
from domain.catalog.lifecycle import queries as lifecycle
from domain.catalog.media import queries as media
from domain.catalog.revisions import queries as revisions
from domain.channels import queries as channels
from domain.customers import group_queries as groups
from domain.customers import queries as customers
from domain.finance import queries as finance
from domain.finance.refunds import queries as refunds
from domain.fulfillment import queries as fulfillment
from domain.fulfillment.devices import queries as devices
from domain.fulfillment.routing import queries as routing
from domain.identity import queries as identity
from domain.inventory import queries as inventory
from domain.inventory.backorders import queries as backorders
from domain.jobs import queries as jobs
from domain.notifications import queries as notifications
from domain.orders import queries as orders
from domain.orders.drafts import queries as drafts
from domain.orders.editing import queries as edits
from domain.orders.handling import queries as handling
from domain.pricing import queries as pricing
from domain.promotions import queries as promotions
from domain.promotions.campaigns import queries as campaigns
from domain.returns import queries as returns
from domain.returns.claims import queries as claims
from domain.returns.exchanges import queries as exchanges
from domain.shipping import queries as shipping
from domain.support import queries as support
from domain.taxes import queries as taxes
from domain.webhooks import queries as webhooks
from schema.shared.context import Batch, GraphContext
from schema.shared.fields import Node, show
from schema.shared.ids import open_id

# Each reads only what the asker may see.
NODES: dict[str, Batch[object]] = {
    "Address": customers.addresses_by_ids,
    "AutomationRule": automation.rules_by_ids,
    "AutomationRun": automation.runs_by_ids,
    "Attribute": attributes.attributes_by_ids,
    "AttributeChoice": attributes.choices_by_ids,
    "Backorder": backorders.backorders_by_ids,
    "Brand": catalog.brands_by_ids,
    "Carrier": fulfillment.carriers_by_ids,
    "CatalogImport": bulk.imports_by_ids,
    "Category": catalog.categories_by_ids,
    "ChannelImport": channels.messages_by_ids,
    "Collection": collections.collections_by_ids,
    "Customer": customers.customers_by_ids,
    "Dimension": dimensions.dimensions_by_ids,
    "DimensionValue": dimensions.dimension_values_by_ids,
    "CompetitorPrice": pricing.observations_by_ids,
    "CustomerGroup": groups.groups_by_ids,
    "Fulfillment": fulfillment.fulfillments_by_ids,
    "FulfillmentLine": fulfillment.fulfillment_lines_by_ids,
    "FulfillmentOrder": fulfillment.fulfillment_orders_by_ids,
    "FulfillmentOrderLine": fulfillment.fulfillment_order_lines_by_ids,
    "InventoryLevel": inventory.levels_by_ids,
    "Device": devices.devices_by_ids,
    "DeviceInstruction": devices.instructions_by_ids,
    "Job": jobs.jobs_by_ids,
    "LifecycleSuggestion": lifecycle.suggestions_by_ids,
    "Notification": notifications.notifications_by_ids,
    "NotificationTemplate": notifications.templates_by_ids,
    "Order": orders.orders_by_ids,
    "DraftOrder": drafts.drafts_by_ids,
    "DraftOrderLine": drafts.draft_lines_by_ids,
    "OrderEdit": edits.edits_by_ids,
    "OrderGroup": orders.groups_by_ids,
    "OrderNote": handling.notes_by_ids,
    "OrderTag": handling.tags_by_ids,
    "OrderLine": orders.lines_by_ids,
    "Payment": finance.payments_by_ids,
    "PaymentTransaction": finance.transactions_by_ids,
    "PriceAnomaly": pricing.anomalies_by_ids,
    "PriceChange": pricing.changes_by_ids,
    "PriceDecision": pricing.decisions_by_ids,
    "PriceList": pricing.lists_by_ids,
    "PriceProposal": pricing.proposals_by_ids,
    "PricingRule": pricing.rules_by_ids,
    "ScheduledPrice": pricing.scheduled_by_ids,
    "Product": catalog.products_by_ids,
    "ProductType": attributes.types_by_ids,
    "ProductRevision": revisions.revisions_by_ids,
    "ProductMedia": media.media_by_ids,
    "ProductVariant": catalog.variants_by_ids,
    "SalesChannel": channels.channels_by_ids,
    "Campaign": campaigns.campaigns_by_ids,
    "Claim": claims.claims_by_ids,
    "ClaimLine": claims.claim_lines_by_ids,
    "Exchange": exchanges.exchanges_by_ids,
    "ExchangeLine": exchanges.exchange_lines_by_ids,
    "CampaignTask": campaigns.tasks_by_ids,
    "Coupon": promotions.coupons_by_ids,
    "CouponBatch": promotions.batches_by_ids,
    "Promotion": promotions.promotions_by_ids,
    "ApiToken": identity.api_tokens_by_ids,
    "Return": returns.returns_by_ids,
    "ReturnLine": returns.return_lines_by_ids,
    "ReturnRefund": refunds.return_refunds_by_ids,
    "Role": identity.roles_by_ids,
    "RoutingRule": routing.rules_by_ids,
    "Session": identity.sessions_by_ids,
    "ShippingMethod": shipping.methods_by_ids,
    "ShippingZone": shipping.zones_by_ids,
    "StaffMember": identity.staff_by_ids,
    "StockAlert": inventory.alerts_by_ids,
    "StockAlertRule": inventory.alert_rules_by_ids,
    "StockMovement": inventory.movements_by_ids,
    "StockPolicy": backorders.policies_by_ids,
    "Tag": catalog.tags_by_ids,
    "TaxClass": taxes.classes_by_ids,
    "TaxRate": taxes.rates_by_ids,
    "Ticket": support.tickets_by_ids,
    "TicketMessage": support.messages_by_ids,
    "TrackingEvent": fulfillment.tracking_events_by_ids,
    "Warehouse": inventory.warehouses_by_ids,
    "Webhook": webhooks.webhooks_by_ids,
    "WebhookAttempt": webhooks.attempts_by_ids,
    "WebhookDelivery": webhooks.deliveries_by_ids,
}


async def find(context: GraphContext, value: str) -> Node | None:
    """The thing behind a global id; None if it is unknown, of no kind, or not for this asker."""
    opened = open_id(value)
    if opened is None or opened[0] not in NODES:
        return None
    kind, key = opened
    found: Node | None = show(kind, await context.one(NODES[kind], key))
    return found


async def find_all(context: GraphContext, values: Sequence[str]) -> list[Node | None]:
    """The same for many, each kind read in one statement."""
    return list(await asyncio.gather(*(find(context, value) for value in values)))
