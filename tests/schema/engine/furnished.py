"""A shop in which everything has happened once, read by everybody and changed by nobody."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from tortoise import Tortoise

from domain.catalog.collections.models import Collection
from domain.catalog.lifecycle.plan_launch import LaunchTask, plan_launch
from domain.catalog.listing.set_external_refs import Ref, set_external_refs
from domain.catalog.listing.set_metadata import Item, set_metadata
from domain.catalog.listing.set_seo import set_seo
from domain.catalog.media.models import ProductMediaTranslation, VariantMedia
from domain.catalog.media.states import MediaKind, MediaStatus
from domain.catalog.models import Category, Product, ProductVariant
from domain.catalog.reindex import reindex
from domain.customers.cards import Card
from domain.customers.models import Customer
from domain.fulfillment.models import Fulfillment
from domain.fulfillment.states import FulfillmentStatus
from domain.identity.tracking_tokens import issue_tracking_token
from domain.notifications.kinds import NotificationKind
from domain.notifications.states import NotificationStatus
from domain.orders.drafts.models import DraftOrder
from domain.orders.drafts.tokens import quote_token
from domain.orders.models import Order
from domain.orders.states import OrderStatus
from domain.processes.merge_candidates import merge_candidates
from domain.promotions.terms import BundlePart, BundlePrice, Tier, TieredOff
from domain.shared.context import Context
from domain.shared.database import orm_config
from domain.shared.ids import new_id
from domain.support.models import Ticket
from schema.nodes import NODES
from schema.shared.ids import global_id
from tests.graph import Graph, open_graph
from tests.schema.engine.askers import askers
from tests.schema.engine.values import WORDS_EACH
from tests.schema.engine.words import Words
from tests.schema.everything import one_of_everything
from tests.schema.inputs import INPUTS
from tests.schema.inputs.identity import own_session
from tests.schema.stage import Input, Stage
from tests.shop import Shop
from tests.wire import SECRET

# Lists whose rows have cursors, by what the rows are; {Order} and the like are ids.
CURSORS = {
    "ApiToken": "apiTokens",
    "Attribute": "attributes",
    "Collection": "collections",
    "Dimension": "dimensions",
    "ProductType": "productTypes",
    "AutomationRule": "automationRules",
    "AutomationRun": "automationRuns",
    "Notification": "notifications",
    "NotificationTemplate": "notificationTemplates",
    "Return": "returns",
    "Claim": "claims",
    "Exchange": "exchanges",
    "ChannelImport": "channelImports",
    "ReturnRefund": "returnRefunds",
    "Role": "roles",
    "Session": "sessions",
    "Brand": "brands",
    "Category": "categories",
    "Customer": "customers",
    "Event": 'of: order(id: "{Order}") { it: events',
    "Fulfillment": "fulfillments",
    "FulfillmentOrder": "fulfillmentOrders",
    "InventoryLevel": "inventoryLevels",
    "LifecycleSuggestion": "lifecycleSuggestions",
    "Order": "orders",
    "DraftOrder": "draftOrders",
    "OrderTag": "orderTags",
    "OrderEdit": 'of: order(id: "{Order}") { it: edits',
    "OrderLine": 'of: order(id: "{Order}") { it: lines',
    "CompetitorPrice": "competitorPrices",
    "CustomerGroup": "customerGroups",
    "PriceAnomaly": "priceAnomalies",
    "PriceChange": 'priceHistory(variantId: "{ProductVariant}")',
    "PriceDecision": "priceDecisions",
    "PriceList": "priceLists",
    "CatalogImport": "catalogImports",
    "Device": "devices",
    "DeviceEvent": 'of: node(id: "{Device}") { ... on Device { it: log',
    "DeviceInstruction": 'of: node(id: "{Device}") { ... on Device { it: instructions',
    "Job": "jobs",
    "JobItem": 'of: node(id: "{Job}") { ... on Job { it: items',
    "CatalogImportFault": 'of: node(id: "{CatalogImport}") { ... on CatalogImport { it: faults',
    "PriceListEntry": 'of: node(id: "{PriceList}") { ... on PriceList { it: entries',
    "PriceProposal": "priceProposals",
    "PricingRule": "pricingRules",
    "ScheduledPrice": "scheduledPrices",
    "Campaign": "campaigns",
    "CampaignTask": "campaignTasks",
    "Coupon": "coupons",
    "Promotion": "promotions",
    "Product": "products",
    "ProductRevision": "productRevisions",
    "ProductMedia": 'of: product(id: "{Product}") { it: media',
    "SearchBoost": "searchBoosts",
    "SearchSynonymSet": "searchSynonyms",
    "SearchZeroResult": "searchZeroResults",
    "StaffMember": "staff",
    "StockAlert": "stockAlerts",
    "Backorder": "backorders",
    "StockMovement": 'of: node(id: "{InventoryLevel}") { ... on InventoryLevel { it: movements',
    "ShippingMethod": "shippingMethods",
    "ShippingZone": "shippingZones",
    "Tag": "tags",
    "TaxClass": "taxClasses",
    "TaxRate": "taxRates",
    "Ticket": "tickets",
    "TicketMessage": 'of: ticket(id: "{Ticket}") { it: messages',
    "TrackingEvent": 'of: fulfillment(id: "{Fulfillment}") { it: trackingEvents',
    "Warehouse": "warehouses",
    "Webhook": "webhooks",
    "WebhookAttempt": 'of: node(id: "{WebhookDelivery}") { ... on WebhookDelivery { it: attempts',
    "WebhookDelivery": "webhookDeliveries",
}
# The same lists in another order, whose cursors are others.
SORTED = {
    "Order": ["orders(orderBy: {field: NUMBER, direction: ASC}, first: 4)"],
    "Product": [
        "products(orderBy: {field: NAME, direction: DESC}, first: 2)",
        "products(orderBy: {field: CREATED_AT, direction: ASC}, first: 2)",
        'products(search: "tea", first: 2)',
    ],
}
SOON = timedelta(days=30)
KINDS = (
    (MediaKind.IMAGE, "jpg"),
    (MediaKind.VIDEO, "mp4"),
    (MediaKind.IMAGE, "png"),
    (MediaKind.DOCUMENT, "pdf"),
)
# Names which only one thing can have, and what they begin with here.
NAMES = dict.fromkeys(
    ["code", "email", "exclusionGroup", "externalId", "idempotencyKey", "reference", "sku"],
    "other-",
)
NAMES["waybillNumber"] = "OTHER-"
KEY = {"idempotencyKey": NAMES["idempotencyKey"]}
# These say a name that something has already.
OF_WHAT_IS = {
    "deviceUpsert",
    "trackingEventReport",
    "fulfillmentDispatch",
    "fulfillmentOrderScan",
    "sessionCreate",
    "sessionRefresh",
    "passwordChange",
    "passwordReset",
    "roleCreate",
}


@dataclass(frozen=True, slots=True)
class Furnished:
    """Where the shop's rows are, what there is in it, and who comes in."""

    credentials: dict[str, Any]
    stage: Stage
    words: Words
    askers: dict[str, Context]

    @property
    def shop(self) -> Shop:
        """At the instant at which everybody asks."""
        return self.stage.shop


@asynccontextmanager
async def opened(credentials: dict[str, Any]) -> AsyncIterator[None]:
    """The ORM connected to a database."""
    context = await Tortoise.init(config=orm_config(credentials), _enable_global_fallback=True)
    with context:
        try:
            yield
        finally:
            await context.close_connections()


async def furnish(credentials: dict[str, Any]) -> Furnished:
    """Do everything that can be done once, and note what there is afterwards."""
    async with opened(credentials):
        shop = await Shop.open()
        async with open_graph(shop, credentials) as graph:
            stage = await Stage.build(shop)
            ids = await one_of_everything(stage)
            stage.owner.traits = {"age": "35-44", "household": "2"}
            await stage.owner.save()
            await _everything_happens(graph, stage)
            contexts = await askers(stage)
            await _things_of_others(stage, contexts)
            await reindex([row.id for row in await Product.all()])
            await graph.tell()
            words = await _words(graph, ids)
            return Furnished(credentials, stage, words, contexts)


async def _everything_happens(graph: Graph, stage: Stage) -> None:
    for mutation, input_for in INPUTS.items():
        stage.shop.later(minutes=1)
        await stage.owner.refresh_from_db()
        input = await input_for(stage)
        input = _taken(input, KEY if mutation in OF_WHAT_IS else NAMES)
        payload = await graph.do(stage.shop.admin, mutation, input)
        assert payload["userErrors"] == [], (mutation, payload)
    await stage.owner.refresh_from_db()
    for _ in range(3):  # those of before were ended
        await own_session(stage)
    for status in OrderStatus:
        stage.shop.later(minutes=1)
        await stage.order(status)
    for parcel in (FulfillmentStatus.DELIVERED, FulfillmentStatus.RETURNED):
        stage.shop.later(minutes=1)
        await stage.parcel(parcel)


def _taken(input: Input, names: dict[str, str]) -> Input:
    """The same input under other names, so that its own are free for whoever tries it later."""
    return {name: names[name] + each if name in names else each for name, each in input.items()}


async def _things_of_others(stage: Stage, contexts: dict[str, Context]) -> None:
    """Orders, a parcel and a ticket of the stranger, goods in several currencies and shelves."""
    shop, stranger = stage.shop, contexts["stranger"].actor.id
    assert stranger is not None
    others = [await shop.order(), await shop.order(OrderStatus.COMPLETED)]
    parcel = await shop.parcel(FulfillmentStatus.SHIPPED)
    keys = [*(order.id for order in others), parcel.order_id]
    await Order.filter(id__in=keys).update(customer_id=stranger)
    await shop.ticket(customer=await Customer.get(id=stranger))
    await shop.order_from_two_warehouses()
    for _ in range(2):
        await stage.notification(NotificationStatus.SENT)
    await shop.template()
    await shop.template(NotificationKind.ORDER_SHIPPED)
    await shop.rate(200_000, country="AT", of=await shop.tax_class("spices"))
    await shop.shipping_method(name="By bicycle", country="AT")
    root = await shop.category("Drinks")
    shelf = await shop.category("Hot", parent=root)
    product = await shop.product("乌龙茶", category=shelf, brand=await shop.brand())
    for currency, minor in (("USD", 1250), ("EUR", 1199), ("JPY", 1800)):
        variant = await shop.variant(product, price_minor=minor, currency=currency)
        await shop.stock(variant, 7)
    await shop.variant(product, price_minor=None)
    await shop.variant(await shop.product("Hidden tea", published=False, category=shelf))
    await _pictures(shop)
    await _descriptions(shop)
    for _ in range(WORDS_EACH // 2):
        await shop.promotion(
            TieredOff((Tier({"USD": 2_000}, basis_points_off=500),)),
            BundlePrice((BundlePart(variant.id, 2),), {"USD": 1_500}),
            name="Two for less",
            needs_coupon=True,
        )


async def _descriptions(shop: Shop) -> None:
    """Whatever else can be said of goods, of all of them."""
    for product in await Product.all().order_by("id"):
        remark = await shop.attribute()
        if product.product_type_id is None:
            await shop.typed(product, remark)
        await shop.value(product, remark, value_text="By hand")
        await set_seo(shop.ctx, product.id, "en", title="Tea")
        await set_metadata(shop.ctx, product.id, [Item("care", "Keep dry.")])
        await set_external_refs(shop.ctx, product.id, [Ref("erp", product.id.hex)])
        await plan_launch(
            shop.ctx,
            product.id,
            launch_at=shop.now + SOON,
            target_units=50,
            tasks=[LaunchTask("Shoot the pictures")],
        )


async def _pictures(shop: Shop) -> None:
    """Of all goods; of every second one is not fit to be shown."""
    goods = await Product.all().order_by("id").prefetch_related("variants")
    for place, product in enumerate(goods):
        kind, extension = KINDS[place % len(KINDS)]
        status = (MediaStatus.READY, MediaStatus.FAILED)[place % 2]
        shown = await shop.media(product, kind=kind, extension=extension, position=7)
        await shop.media(product, status=status, position=8)
        await ProductMediaTranslation.create(media=shown, locale="zh-CN", alt="茶")
        for variant in product.variants:
            await VariantMedia.create(variant=variant, media=shown, position=7)


async def _words(graph: Graph, ids: dict[str, str]) -> Words:
    models: Any = Tortoise.apps["tradegraph"]
    found: dict[str, Sequence[str]] = {}
    for kind in NODES:
        model = models.get(kind) or models[f"{kind}Row"]
        keys: list[UUID] = await model.all().order_by("id").values_list("id", flat=True)
        found[kind] = [ids[kind], *(global_id(kind, key) for key in _spread(keys))]
    found["Unknown"] = [global_id("Order", new_id()), global_id("Nothing", new_id())]
    found["unpadded"] = [found["Order"][0].rstrip("=")]
    for kind, question in CURSORS.items():
        found[f"cursor.{kind}"] = await _cursors(graph, question, ids)
        for sorted_question in SORTED.get(kind, []):
            found[f"cursor.{kind}"] += await _cursors(graph, sorted_question, ids)
    orders = [order.number for order in await Order.all().order_by("id").limit(WORDS_EACH)]
    parcels = await Fulfillment.filter(waybill_number__not_isnull=True).order_by("id")
    return (
        found
        | {
            "cursor.AuditEntry": ["nonsense"],  # the trail grows by being read
            "number.Order": orders,
            "mergeable.Order": [
                global_id("Order", order.id)
                for order in await Order.all().order_by("id")
                if await merge_candidates(graph.shop.ctx, order.id)
            ],
            "number.order": [number.lower() for number in orders],
            "beginning.Order": [orders[0][:-1]],
            "externalId": [order.external_id for order in await Order.exclude(external_id=None)],
            "number.Ticket": [ticket.number for ticket in await Ticket.all().order_by("id")],
            "number.Customer": [each.number for each in await Customer.all().order_by("id")],
            "email": [
                Card.of(each).email or ""
                for each in await Customer.all().order_by("id")
                if each.email
            ],
            "slug.Category": [each.slug for each in await Category.all().order_by("id")],
            "slug.Collection": [each.slug for each in await Collection.all().order_by("id")],
            "slug.Product": [each.slug for each in await Product.all().order_by("-id")],
            "name.Product": [each.name for each in await Product.all().order_by("-id")],
            "sku": [each.sku for each in await ProductVariant.all().order_by("id")],
            "waybill": [each.waybill_number for each in parcels],
            "quote": [
                quote_token(each.id, each.quote_round)
                for each in await DraftOrder.filter(quote_round__gt=0).order_by("id")
            ],
            "token": [issue_tracking_token(SECRET, each.id, graph.shop.now) for each in parcels],
        }
    )


async def _cursors(graph: Graph, question: str, ids: dict[str, str]) -> list[str]:
    for kind, value in ids.items():
        question = question.replace("{" + kind + "}", value)
    open_braces = question.count("{") - question.count("}")
    answer = await graph.ask(
        graph.shop.admin, f"{{ {question} {{ edges {{ cursor }} }} {'}' * open_braces} }}"
    )
    return _spread(list(_found(answer, "cursor")))


def _found(answer: Any, name: str) -> list[str]:
    if isinstance(answer, dict):
        here = [answer[name]] if name in answer else []
        return [*here, *(each for value in answer.values() for each in _found(value, name))]
    if isinstance(answer, list):
        return [each for value in answer for each in _found(value, name)]
    return []


def _spread(of: list[Any]) -> list[Any]:
    """A few of many, from the whole length of the list."""
    return of[:: max(1, len(of) // WORDS_EACH)][:WORDS_EACH]
