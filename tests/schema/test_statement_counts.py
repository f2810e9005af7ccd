"""A longer list costs no more statements than a short one, however deep the question goes."""

from domain.catalog.attributes.kinds import AttributeKind
from domain.catalog.bundles.set_components import Component, set_components
from domain.catalog.listing.set_external_refs import Ref, set_external_refs
from domain.catalog.listing.set_metadata import Item, set_metadata
from domain.catalog.listing.set_seo import set_seo
from domain.catalog.media.models import ProductMediaTranslation, VariantMedia
from domain.catalog.models import (
    CategoryTranslation,
    Product,
    ProductTag,
    ProductTranslation,
    ProductVariant,
    Tag,
)
from domain.catalog.search.journal import note_search
from domain.catalog.search.port import SearchMatch
from domain.catalog.search.set_boost import set_boost
from domain.catalog.search.set_synonyms import set_synonyms
from domain.fulfillment.states import FulfillmentStatus, TrackingStatus
from domain.identity.create_api_token import create_api_token
from domain.identity.edit_roles import create_role
from domain.identity.models import ApiToken
from domain.orders.models import Order
from domain.promotions.models import Coupon
from domain.promotions.terms import BundlePart, BundlePrice, CustomerIn
from domain.returns.create_label import create_label
from domain.returns.states import ReturnStatus
from domain.support.open_ticket import open_ticket
from domain.support.send_message import send_message
from tests.graph import Graph
from tests.schema.inputs.identity import own_session
from tests.schema.shapes import QUERIES, fields_of
from tests.schema.stage import Stage
from tests.shop import Shop

FEW, MANY = 2, 12
LETTERS = str.maketrans("0123456789", "ghijklmnop")  # what is looked for is no number of anybody's
PAGE = 16  # rows; more would cost more than a document may

# Every list, with everything that hangs on its rows; some in parts, for a document may cost so much
# and no more.
LISTS = {
    "apiTokens": "totalCount nodes { name scopes createdBy { name } }",
    "attributes": "totalCount nodes { name translations { name } choices { code } }",
    "brands": "totalCount nodes { name }",
    "categories": """totalCount nodes {
        name parent { name } children { name } translations { name }
    }""",
    "collections": "totalCount nodes { name translations { name } rule { field ids } }",
    "customers": """totalCount nodes {
        name addresses { city }
        orders(first: 2) { totalCount nodes { number lines(first: 2) { nodes { sku } } } }
        tickets(first: 2) { totalCount nodes { number messages(first: 2) { nodes { body } } } }
    }""",
    "dimensions": "totalCount nodes { name values { name dimension { name } } }",
    "fulfillmentOrders": """totalCount nodes {
        order { number customer { name } } warehouse { code }
        lines { quantity orderLine { sku variant { sku } } } fulfillments { waybillNumber }
    }""",
    "fulfillments": """totalCount nodes {
        order { number } fulfillmentOrder { status } carrier { name } trackingUrl trackingToken
        lines { quantity orderLine { sku total { amount } } }
        trackingEvents(first: 2) { totalCount nodes { status } }
        events(first: 2) { totalCount nodes { type } }
    }""",
    "inventoryLevels": """totalCount nodes {
        variant { sku product { name } } warehouse { code }
        alerts { threshold rule { low } }
        movements(last: 2) { totalCount nodes { kind } }
    }""",
    "returns": """totalCount nodes {
        number order { number } warehouse { code } carrier { name } trackingUrl availableActions
        lines { difference credit { amount } orderLine { sku } }
        refunds { amount { amount } availableActions return { number } }
        events(first: 2) { totalCount nodes { type } }
    }""",
    "returnRefunds": """totalCount nodes {
        amount { amount } availableActions return { number order { number } }
        events(first: 2) { totalCount nodes { type } }
    }""",
    "orders: their returns": "totalCount nodes { returnStatus returns { lines { difference } } }",
    "orders": """totalCount nodes {
        number channel { code } customer { name addresses { city } }
        lines(first: 2) { totalCount nodes { unitPrice { amount } variant { product { name } } } }
        tickets(first: 2) { nodes { subject assignee { name } } }
        events(first: 2) { totalCount nodes { type data } }
    }""",
    "orders: their work": """totalCount nodes {
        payments { transactions { amount { amount } } }
        fulfillmentOrders { warehouse { code } }
    }""",
    "orders: their lines of work": "totalCount nodes { fulfillmentOrders { lines { quantity } } }",
    "orders: their parcels": """totalCount nodes {
        shipments { carrier { name } trackingEvents(first: 2) { nodes { status } } }
    }""",
    "orders: what is in them": "totalCount nodes { shipments { lines { quantity } } }",
    "competitorPrices": "totalCount nodes { competitor variant { sku } price { amount } }",
    "customerGroups": "totalCount nodes { code }",
    "priceAnomalies": "totalCount nodes { kind variant { sku } expected { amount } }",
    "priceDecisions": """totalCount nodes {
        rule { name ceiling { amount } variants { sku } } variant { sku } before { amount } steps
    }""",
    "priceHistory": "totalCount nodes { variant { sku } before { amount } price { amount } }",
    "priceLists": """totalCount nodes {
        channel { code } group { code }
        entries(first: 2) { totalCount nodes { variant { sku } price { amount } } }
    }""",
    "priceProposals": "totalCount nodes { decision { outcome } variant { sku } price { amount } }",
    "pricingRules": """totalCount nodes {
        name ceiling { amount } brands { name } categories { name }
    }""",
    "scheduledPrices": "totalCount nodes { variant { sku } price { amount } }",
    "products: their prices": """totalCount nodes { variants {
        price(channel: "web", quantity: 3) { amount } lowestPrice30Days { amount }
        cost { amount } margin
    } }""",
    "lifecycleSuggestions": "totalCount nodes { evidence { units } product { name } }",
    "productRevisions": """totalCount nodes {
        changes { field before after current } product { name pendingRevision { status } }
    }""",
    "products: their way": """totalCount nodes {
        lifecycleStage onboarding { missing } publications { channel { code } }
        clearanceReminder { actions } launchPlan { tasks { title } }
    }""",
    "products": """totalCount nodes {
        name description translations { locale } tags { name } brand { name }
        category { name parent { name } }
        variants { sku price { amount } prices { amount } availableQuantity }
    }""",
    "productTypes": "totalCount nodes { name attributes { level attribute { name } } }",
    "products: what is said of them": """totalCount nodes {
        productType { name } attributes { attribute { name } choice { name } }
    }""",
    "products: what they refer to": "totalCount nodes { attributes { product { name } } }",
    "products: how they are sorted": "totalCount nodes { dimensionValues { dimension { name } } }",
    "products: how they look": "totalCount nodes { seo { title } metadata { key } }",
    "products: how good they are": "totalCount nodes { quality { score reasons { code } } }",
    "products: what staff see": """totalCount nodes {
        privateMetadata { key } externalRefs { system }
    }""",
    "products: their variants in full": "totalCount nodes { variants { attributes { text } } }",
    "products: what they are made of": """totalCount nodes {
        variants { components { quantity } makeableQuantity }
    }""",
    "products: their pictures": """totalCount nodes {
        media(first: 2) { totalCount nodes { url alt translations { alt } } }
        variants { media { url alt } }
    }""",
    "products: their shelves": """totalCount nodes {
        variants { inventoryLevels { onHand warehouse { code } } }
    }""",
    "promotions": """totalCount nodes {
        availableActions uses coupons(first: 2) { totalCount nodes { code batch { made } } }
    }""",
    "promotions: whom they are for": "totalCount nodes { conditions { customers { number } } }",
    "promotions: what they do": "totalCount nodes { effects { parts { variant { sku } } } }",
    "campaigns": """totalCount nodes {
        name availableActions budget { amount } metrics { orders spent { amount } }
        promotions(first: 2) { totalCount nodes { name } } tasks(first: 2) { nodes { title } }
    }""",
    "campaignTasks": "totalCount nodes { title isOverdue owner { name } campaign { name } }",
    "coupons": "totalCount nodes { code batch { prefix } promotion { name uses } }",
    "catalogImports": """totalCount nodes {
        percentDone faults(first: 2) { totalCount nodes { rowNumber message } }
    }""",
    "roles": "totalCount nodes { name scopes }",
    "searchBoosts": """totalCount nodes {
        percent product { name } category { name } brand { name }
    }""",
    "searchSynonyms": "totalCount nodes { name words }",
    "searchZeroResults": "totalCount nodes { query count lastAt }",
    "sessions": "totalCount nodes { method isCurrent }",
    "staff": "totalCount nodes { name }",
    "stockAlerts": """totalCount nodes {
        level { onHand variant { sku product { name } } warehouse { code } }
        rule { low variant { sku } warehouse { code } }
    }""",
    "tags": "totalCount nodes { name }",
    "tickets": """totalCount nodes {
        customer { name } order { number } fulfillment { waybillNumber } assignee { name }
        messages(first: 2) { totalCount nodes { body } }
        timeline(first: 2) { totalCount nodes { type } }
    }""",
    "warehouses": "totalCount nodes { code }",
    "webhookDeliveries": """totalCount nodes {
        state webhook { url } attempts(first: 2) { totalCount nodes { statusCode } }
    }""",
    "webhooks": """totalCount nodes {
        url timeline(first: 2) { totalCount nodes { type } }
        deliveries(first: 2) { totalCount nodes { state attempts(first: 2) { nodes { error } } } }
    }""",
}


def test_every_list_is_asked_for() -> None:
    told_elsewhere = {"auditTrail"}  # in test_audit_trail.py: it grows by being looked at
    lists = {name for name in QUERIES if str(fields_of("Query")[name].type).endswith("Connection!")}

    assert {root_of(name) for name in LISTS} == lists - told_elsewhere


async def test_twelve_rows_cost_as_many_statements_as_two(graph: Graph, shop: Shop) -> None:
    stage = await Stage.build(shop)

    await grow(stage, FEW)
    few = {name: await statements(graph, name, FEW) for name in LISTS}
    await grow(stage, MANY - FEW)
    many = {name: await statements(graph, name, MANY) for name in LISTS}

    assert many == few


def root_of(name: str) -> str:
    """The list, of a name that may say a part of it."""
    return name.partition(":")[0]


async def statements(graph: Graph, name: str, at_least: int) -> int:
    """How many statements a list takes that has so many rows."""
    root = root_of(name)
    query = f"{{ {root}(first: {PAGE}) {{ {LISTS[name]} }} }}"
    data = await graph.ask(graph.shop.admin, query)
    assert data[root]["totalCount"] >= len(data[root]["nodes"]) >= at_least
    return await graph.statements(graph.shop.admin, query)


async def grow(stage: Stage, times: int) -> None:
    """So many more of everything, each with a history."""
    shop = stage.shop
    for _ in range(times):
        await stage.dead_letter()
        await shop.catalog_import()
        await stage.revision()
        await stage.suggestion()
        labelled = await stage.back(ReturnStatus.APPROVED)
        await create_label(shop.ctx, labelled.id, carrier_code="swift")
        await stage.money_back()
        parcel = await stage.parcel(FulfillmentStatus.SHIPPED)
        await shop.hear(parcel, TrackingStatus.IN_TRANSIT)
        await shop.capture(parcel.order_id)
        buyer = await shop.customer()
        await Order.filter(id=parcel.order_id).update(customer_id=buyer.id)
        ticket = await open_ticket(
            shop.ctx, subject="Late", body="Where is it?", fulfillment_id=parcel.id
        )
        await send_message(shop.ctx, ticket.id, "On its way.")
        colleague = await shop.colleague()
        ticket.assignee_id = colleague.id
        await ticket.save(update_fields=["assignee_id"])
        token = (await create_api_token(shop.ctx, "ERP", ["orders:read"])).api_token
        await ApiToken.filter(id=token.id).update(created_by_id=colleague.id)
        await own_session(stage)
        await create_role(shop.ctx, f"packer_{token.id.hex[-6:]}", ["orders:read"])
        await shop.warehouse(f"w-{colleague.id.hex}"[:32])
        variant = await shop.variant()
        await shop.group()
        await shop.seen(variant)
        await shop.price_list((variant, 1, 1100), (variant, 2, 1000))
        await shop.scheduled(variant)
        await spring(shop, variant)
        await shop.proposal(variant)
        await shop.anomaly(await shop.variant())
        level = await (await stage.alert()).level
        await shop.adjust(await level.variant, -1)
        product = await (await level.variant).product
        product.category = await shop.category(parent=await shop.category())
        product.brand = await shop.brand()
        await product.save()
        await in_full(shop, product)
        media = await shop.media(product)
        await ProductMediaTranslation.create(media=media, locale="zh-CN", alt="一罐茶")
        await VariantMedia.create(variant_id=level.variant_id, media=media)
        tag = await Tag.create(name=colleague.id.hex)
        await set_boost(shop.ctx, 150, product_id=product.id)
        await set_boost(shop.ctx, 150, category_id=product.category.id)
        await set_boost(shop.ctx, 150, brand_id=product.brand.id)
        await set_synonyms(shop.ctx, tag.name, ["tea", "cha"])
        await note_search(shop.ctx, f"no {product.slug.translate(LETTERS)}", SearchMatch.NONE)
        await ProductTag.create(product=product, tag=tag)
        await ProductTranslation.create(product=product, locale="zh-CN", name="茶")
        await CategoryTranslation.create(category=product.category, locale="zh-CN", name="茶")


async def spring(shop: Shop, variant: ProductVariant) -> None:
    """A promotion for somebody, of something, with a coupon of a batch."""
    buyer = await shop.customer()
    campaign = await shop.campaign(budget_minor=5_000)
    await shop.task(campaign)
    promotion = await shop.promotion_of(
        campaign,
        BundlePrice((BundlePart(variant.id, 2),), {"USD": 1_500}),
        conditions=(CustomerIn(frozenset({buyer.id})),),
        needs_coupon=True,
    )
    batch = await shop.batch(promotion)
    coupon = await shop.coupon(f"C{batch.id.hex}".upper(), of=promotion)
    await Coupon.filter(id=coupon.id).update(batch_id=batch.id)


async def in_full(shop: Shop, product: Product) -> None:
    """Something of all that a product can have."""
    colour = await shop.attribute(AttributeKind.CHOICE, choices=("red",))
    await shop.typed(product, colour)
    await shop.value(product, colour, choice=await shop.choice(colour, "red"))
    season = await shop.dimension("summer")
    await shop.placed(product, await shop.dimension_value(season, "summer"))
    await shop.collection(product)
    bundle = await shop.variant(product)
    await set_components(shop.ctx, bundle.id, [Component((await shop.variant()).id, 2)])
    await set_seo(shop.ctx, product.id, "en", title="Tea")
    await set_metadata(shop.ctx, product.id, [Item("care", "Keep dry.")])
    await set_external_refs(shop.ctx, product.id, [Ref("erp", product.id.hex)])
