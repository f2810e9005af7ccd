"""Where the rows live: the ORM's configuration, built from one connection's credentials."""

from collections.abc import Mapping
from typing import Any

MODELS = [
    "domain.shared.models",
    "domain.identity.models",
    "domain.channels.models",
    "domain.catalog.models",
    "domain.catalog.attributes.models",
    "domain.catalog.bulk.models",
    "domain.catalog.bundles.models",
    "domain.catalog.collections.models",
    "domain.catalog.dimensions.models",
    "domain.catalog.listing.models",
    "domain.catalog.lifecycle.models",
    "domain.catalog.onboarding.models",
    "domain.catalog.publication.models",
    "domain.catalog.revisions.models",
    "domain.catalog.media.models",
    "domain.catalog.search.models",
    "domain.inventory.models",
    "domain.inventory.backorders.models",
    "domain.customers.models",
    "domain.customers.groups",
    "domain.pricing.models",
    "domain.promotions.campaigns.models",
    "domain.promotions.models",
    "domain.taxes.models",
    "domain.shipping.models",
    "domain.orders.models",
    "domain.orders.handling.models",
    "domain.orders.drafts.models",
    "domain.finance.models",
    "domain.finance.refunds.models",
    "domain.fulfillment.models",
    "domain.fulfillment.picking.models",
    "domain.fulfillment.devices.models",
    "domain.fulfillment.routing.models",
    "domain.returns.models",
    "domain.returns.claims.models",
    "domain.returns.exchanges.models",
    "domain.marketing.models",
    "domain.support.models",
    "domain.webhooks.models",
    "domain.jobs.models",
    "domain.notifications.models",
    "domain.automation.models",
    "domain.retention.models",
    "domain.analytics.models",
]
POOL_MIN = 2  # connections
POOL_MAX = 20  # connections
# Characters of a statement that a connection keeps prepared; of a large document it is as long as
# this. What is longer is parsed and planned each time, which takes longer than to run it.
KEPT_STATEMENT_MAX = 64 * 1024


async def as_it_is(connection: object) -> None:
    """What is done to a connection that comes back to the pool: nothing.

    The driver would ask the server to forget locks, cursors, channels and settings of the session,
    at the price of one more round trip for each statement outside a transaction. We have none:
    locks and settings are of a transaction, and who listens has a connection of its own. (A
    transaction that was left open the driver still rolls back.) Every test looks for what might
    have been left; see `tests/pooled.py`.
    """


def orm_config(credentials: Mapping[str, Any], *, pool_max: int = POOL_MAX) -> dict[str, Any]:
    """Tortoise's configuration for one database.

    `credentials` has host (a socket directory or an address), port, user, password, database.
    """
    return {
        "connections": {
            "default": {
                "engine": "tortoise.backends.asyncpg",
                "credentials": {
                    "minsize": POOL_MIN,
                    "maxsize": pool_max,
                    "reset": as_it_is,
                    "max_cacheable_statement_size": KEPT_STATEMENT_MAX,
                    **credentials,
                },
            }
        },
        "apps": {
            "tradegraph": {
                "models": MODELS,
                "default_connection": "default",
                "migrations": "migrations",
            }
        },
        "use_tz": True,
        "timezone": "UTC",
    }
