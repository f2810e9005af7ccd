"""All tables of reads: how every type of the graph is read, and every field at its root."""

from domain.shared.filters import LIST_MAX
from schema.automation import reads as automation
from schema.campaigns import reads as campaigns
from schema.catalog import reads as catalog
from schema.channel_orders import reads as channel_orders
from schema.channels import reads as channels
from schema.claims import reads as claims
from schema.customers import reads as customers
from schema.devices import reads as devices
from schema.engine.mapping import ById, Tables
from schema.exchanges import reads as exchanges
from schema.finance import reads as finance
from schema.fulfillment import reads as fulfillment
from schema.identity import reads as identity
from schema.inventory import reads as inventory
from schema.jobs import reads as jobs
from schema.nodes import NODES
from schema.notifications import reads as notifications
from schema.orders import reads as orders
from schema.pricing import reads as pricing
from schema.promotions import reads as promotions
from schema.returns import reads as returns
from schema.routing import reads as routing
from schema.shipping import reads as shipping
from schema.support import reads as support
from schema.taxes import reads as taxes
from schema.webhooks import reads as webhooks

ANYTHING = ById(tuple(NODES), most=LIST_MAX)

TABLES = Tables(
    reads={
        read.name: read
        for context in (
            automation,
            campaigns,
            catalog,
            channel_orders,
            channels,
            claims,
            exchanges,
            customers,
            devices,
            finance,
            fulfillment,
            identity,
            inventory,
            jobs,
            notifications,
            orders,
            pricing,
            promotions,
            returns,
            routing,
            shipping,
            support,
            taxes,
            webhooks,
        )
        for read in context.READS
    },
    roots={
        "node": ANYTHING,
        "nodes": ANYTHING,
        **automation.ROOTS,
        **campaigns.ROOTS,
        **catalog.ROOTS,
        **channel_orders.ROOTS,
        **channels.ROOTS,
        **claims.ROOTS,
        **exchanges.ROOTS,
        **customers.ROOTS,
        **devices.ROOTS,
        **fulfillment.ROOTS,
        **identity.ROOTS,
        **inventory.ROOTS,
        **jobs.ROOTS,
        **notifications.ROOTS,
        **orders.ROOTS,
        **pricing.ROOTS,
        **promotions.ROOTS,
        **returns.ROOTS,
        **routing.ROOTS,
        **shipping.ROOTS,
        **taxes.ROOTS,
        **support.ROOTS,
        **webhooks.ROOTS,
    },
    news={**orders.NEWS, **support.NEWS},
)
