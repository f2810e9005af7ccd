"""For every mutation an input that it accepts, with every field given, and what comes of it."""

from collections.abc import Awaitable, Callable
from typing import Any

from tests.schema.inputs import (
    analytics,
    attributes,
    bulk,
    campaigns,
    catalog,
    channels,
    customers,
    finance,
    fulfillment,
    full_catalog,
    identity,
    inventory,
    onboarding,
    orders,
    pricing,
    promotions,
    retention,
    returns,
    support,
    webhooks,
)
from tests.schema.stage import Input, Stage

INPUTS: dict[str, Callable[[Stage], Awaitable[Input]]] = {
    **analytics.INPUTS,
    **attributes.INPUTS,
    **bulk.INPUTS,
    **campaigns.INPUTS,
    **catalog.INPUTS,
    **channels.INPUTS,
    **customers.INPUTS,
    **finance.INPUTS,
    **fulfillment.INPUTS,
    **full_catalog.INPUTS,
    **identity.INPUTS,
    **inventory.INPUTS,
    **onboarding.INPUTS,
    **orders.INPUTS,
    **pricing.INPUTS,
    **promotions.INPUTS,
    **retention.INPUTS,
    **returns.INPUTS,
    **support.INPUTS,
    **webhooks.INPUTS,
}

RESULTS: dict[str, Any] = {
    **analytics.RESULTS,
    **attributes.RESULTS,
    **bulk.RESULTS,
    **campaigns.RESULTS,
    **catalog.RESULTS,
    **channels.RESULTS,
    **customers.RESULTS,
    **finance.RESULTS,
    **fulfillment.RESULTS,
    **full_catalog.RESULTS,
    **identity.RESULTS,
    **inventory.RESULTS,
    **onboarding.RESULTS,
    **orders.RESULTS,
    **pricing.RESULTS,
    **promotions.RESULTS,
    **retention.RESULTS,
    **returns.RESULTS,
    **support.RESULTS,
    **webhooks.RESULTS,
}
