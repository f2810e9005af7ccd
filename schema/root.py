"""The roots: one query, one mutation, one subscription, each put together from its contexts."""

from typing import Annotated

import strawberry
from strawberry.extensions import MaxTokensLimiter
from strawberry.schema.config import StrawberryConfig

from domain.shared.errors import InvalidInput
from domain.shared.filters import LIST_MAX
from schema.analytics.mutations import AnalyticsMutations
from schema.analytics.queries import AnalyticsQueries
from schema.audit.queries import AuditQueries
from schema.automation.mutations import AutomationMutations
from schema.automation.queries import AutomationQueries
from schema.campaigns.mutations import CampaignMutations
from schema.campaigns.queries import CampaignQueries
from schema.campaigns.subscriptions import CampaignSubscriptions
from schema.catalog.attribute_mutations import AttributeMutations
from schema.catalog.bulk.mutations import BulkMutations
from schema.catalog.bulk.queries import BulkQueries
from schema.catalog.following import LifecycleSubscriptions
from schema.catalog.full_mutations import FullCatalogMutations
from schema.catalog.full_queries import FullCatalogQueries
from schema.catalog.lifecycle import LifecycleMutations, LifecycleQueries
from schema.catalog.media.mutations import MediaMutations
from schema.catalog.mutations import CatalogMutations
from schema.catalog.onboarding import OnboardingMutations
from schema.catalog.queries import CatalogQueries
from schema.catalog.reviewing import RevisionMutations, RevisionQueries
from schema.catalog.revisions import RevisionConflictError
from schema.catalog.search_mutations import SearchMutations
from schema.catalog.search_queries import SearchQueries
from schema.channel_orders.mutations import ChannelOrderMutations
from schema.channel_orders.queries import ChannelOrderQueries
from schema.channels.mutations import ChannelMutations
from schema.channels.queries import ChannelQueries
from schema.claims.mutations import ClaimMutations
from schema.claims.queries import ClaimQueries
from schema.customers.groups import GroupMutations, GroupQueries
from schema.customers.mutations import CustomerMutations
from schema.customers.privacy import OrdersUnderWayError, PrivacyMutations
from schema.customers.queries import CustomerQueries
from schema.devices.mutations import DeviceMutations
from schema.devices.queries import DeviceQueries
from schema.exchanges.mutations import ExchangeMutations
from schema.exchanges.queries import ExchangeQueries
from schema.finance.mutations import FinanceMutations
from schema.fulfillment.mutations import FulfillmentMutations
from schema.fulfillment.picking import PickingMutations
from schema.fulfillment.queries import FulfillmentQueries
from schema.fulfillment.subscriptions import FulfillmentSubscriptions
from schema.identity.doors import DoorMutations
from schema.identity.errors import TooManyAttemptsError
from schema.identity.grants import GrantMutations
from schema.identity.mutations import IdentityMutations
from schema.identity.queries import IdentityQueries
from schema.inventory.mutations import InventoryMutations
from schema.inventory.queries import InventoryQueries
from schema.inventory.subscriptions import InventorySubscriptions
from schema.inventory.types import InsufficientStockError
from schema.jobs.mutations import JobMutations
from schema.jobs.queries import JobQueries
from schema.jobs.subscriptions import JobSubscriptions
from schema.nodes import NODES, find, find_all
from schema.notifications.mutations import NotificationMutations
from schema.notifications.queries import NotificationQueries
from schema.notifications.subscriptions import NotificationSubscriptions
from schema.orders.drafting import DraftMutations
from schema.orders.drafts import DraftQueries
from schema.orders.editing import (
    EditAlreadyOpenError,
    EditConflictedError,
    EditingMutations,
    EditingQueries,
    EditNotPossibleError,
)
from schema.orders.handling import HandlingMutations, HandlingQueries
from schema.orders.mutations import OrderMutations
from schema.orders.queries import OrderQueries
from schema.orders.regrouping import (
    MergeNotUndoableError,
    OrdersNotMergeableError,
    RegroupingMutations,
    RegroupingQueries,
)
from schema.orders.subscriptions import OrderSubscriptions
from schema.performance.queries import PerformanceQueries
from schema.pricing.mutations import PricingMutations
from schema.pricing.queries import PricingQueries
from schema.pricing.subscriptions import PricingSubscriptions
from schema.promotions.mutations import PromotionMutations
from schema.promotions.queries import PromotionQueries
from schema.promotions.types import PromotionRejectedError
from schema.reads import TABLES
from schema.realtime.queries import RealtimeQueries
from schema.retention.mutations import RetentionMutations
from schema.retention.queries import RetentionQueries
from schema.returns.mutations import ReturnMutations
from schema.returns.queries import ReturnQueries
from schema.routing.mutations import RoutingMutations
from schema.routing.queries import RoutingQueries
from schema.shared.arguments import Id
from schema.shared.audited import Audited
from schema.shared.building import build_inputs
from schema.shared.context import Info
from schema.shared.errors import ERROR_TYPES
from schema.shared.fields import SHOWN, Node, resolve
from schema.shared.known import Known
from schema.shared.limits import TOKENS_MAX, Limits
from schema.shared.operations import NameTheOperation
from schema.shared.scalars import SCALARS
from schema.shared.schema import Schema
from schema.shared.validation import Validate
from schema.shipping.mutations import ShippingMutations
from schema.shipping.queries import ShippingQueries
from schema.shipping.types import ShippingMethodUnavailableError
from schema.support.mutations import SupportMutations
from schema.support.queries import SupportQueries
from schema.support.subscriptions import SupportSubscriptions
from schema.taxes.mutations import TaxMutations
from schema.taxes.queries import TaxQueries
from schema.webhooks.mutations import WebhookMutations
from schema.webhooks.queries import WebhookQueries


@strawberry.type(description="Reading. Everything here is empty or null where you may not look.")
class Query(
    AnalyticsQueries,
    AuditQueries,
    AutomationQueries,
    BulkQueries,
    CampaignQueries,
    CatalogQueries,
    FullCatalogQueries,
    ChannelOrderQueries,
    ChannelQueries,
    CustomerQueries,
    FulfillmentQueries,
    GroupQueries,
    IdentityQueries,
    InventoryQueries,
    JobQueries,
    DeviceQueries,
    LifecycleQueries,
    NotificationQueries,
    DraftQueries,
    HandlingQueries,
    OrderQueries,
    PerformanceQueries,
    PricingQueries,
    PromotionQueries,
    EditingQueries,
    RegroupingQueries,
    RealtimeQueries,
    RevisionQueries,
    SearchQueries,
    RetentionQueries,
    ReturnQueries,
    ClaimQueries,
    ExchangeQueries,
    RoutingQueries,
    ShippingQueries,
    SupportQueries,
    TaxQueries,
    WebhookQueries,
):
    """The query root."""

    @strawberry.field(description="Anything by its global id; null if there is none you may see.")
    async def node(self, info: Info, id: Id) -> Node | None:
        return await find(info.context, id)

    @strawberry.field(description="Several things by their global ids, in order; null for none.")
    async def nodes(
        self,
        info: Info,
        ids: Annotated[
            list[strawberry.ID], strawberry.argument(description="At most 250 global ids.")
        ],
    ) -> list[Node | None]:
        if len(ids) > LIST_MAX:
            raise InvalidInput(f"At most {LIST_MAX} ids at once.", "ids")
        return await find_all(info.context, ids)


@strawberry.type(
    description="Changing. Each takes one input, and says in userErrors why it did nothing."
)
class Mutation(
    AnalyticsMutations,
    AttributeMutations,
    AutomationMutations,
    BulkMutations,
    CampaignMutations,
    CatalogMutations,
    FullCatalogMutations,
    ChannelMutations,
    ChannelOrderMutations,
    CustomerMutations,
    FinanceMutations,
    FulfillmentMutations,
    PickingMutations,
    DoorMutations,
    GrantMutations,
    GroupMutations,
    IdentityMutations,
    JobMutations,
    DeviceMutations,
    InventoryMutations,
    LifecycleMutations,
    OnboardingMutations,
    MediaMutations,
    NotificationMutations,
    DraftMutations,
    HandlingMutations,
    OrderMutations,
    PricingMutations,
    RetentionMutations,
    ReturnMutations,
    ClaimMutations,
    ExchangeMutations,
    RoutingMutations,
    PrivacyMutations,
    EditingMutations,
    RegroupingMutations,
    RevisionMutations,
    PromotionMutations,
    SearchMutations,
    ShippingMutations,
    SupportMutations,
    TaxMutations,
    WebhookMutations,
):
    """The mutation root."""


@strawberry.type(description="Following. Every item has a cursor to come back with.")
class Subscription(
    CampaignSubscriptions,
    FulfillmentSubscriptions,
    InventorySubscriptions,
    JobSubscriptions,
    LifecycleSubscriptions,
    NotificationSubscriptions,
    OrderSubscriptions,
    PricingSubscriptions,
    SupportSubscriptions,
):
    """The subscription root."""


schema = Schema(
    query=Query,
    mutation=Mutation,
    subscription=Subscription,
    types=[
        *ERROR_TYPES,
        EditAlreadyOpenError,
        EditConflictedError,
        EditNotPossibleError,
        InsufficientStockError,
        MergeNotUndoableError,
        OrdersNotMergeableError,
        OrdersUnderWayError,
        RevisionConflictError,
        PromotionRejectedError,
        ShippingMethodUnavailableError,
        TooManyAttemptsError,
        *(SHOWN[kind] for kind in NODES),
    ],
    config=StrawberryConfig(default_resolver=resolve, scalar_map=SCALARS),
    extensions=[
        lambda: MaxTokensLimiter(max_token_count=TOKENS_MAX),
        Known,
        NameTheOperation,
        Limits,
        Audited,
        Validate,
    ],
)
schema.tables = TABLES
build_inputs(schema.schema_converter)
