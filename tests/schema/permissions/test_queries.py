"""Who may read what: a table of every question and everybody who may ask it."""

from typing import Any

import pytest

from domain.identity.tracking_tokens import issue_tracking_token
from domain.orders.drafts.models import DraftOrder
from domain.orders.drafts.tokens import quote_token
from domain.shared.ids import new_id
from schema.nodes import NODES
from schema.shared.ids import global_id, open_id
from tests.graph import Graph
from tests.schema.everything import Ids, one_of_everything
from tests.schema.permissions.askers import PEOPLE, people, read_table
from tests.schema.shapes import QUERIES
from tests.schema.stage import Stage, gid
from tests.shop import Shop
from tests.wire import SECRET

QUESTIONS = read_table("""
                   nobody stranger owner agent operator admin
    auditHead     refused  refused refused refused refused  null
    auditTrail    refused  refused refused refused refused empty
    apiTokens       empty    empty empty empty    empty    ok
    retentionExemptions empty empty empty empty  empty   ok
    retentionPreview empty   empty empty empty    empty    ok
    retentionRules  empty    empty empty empty    empty    ok
    roles           empty    empty empty    ok       ok    ok
    return           null     null    ok    ok       ok    ok
    returns         empty    empty    ok    ok       ok    ok
    claim            null     null    ok    ok       ok    ok
    claims          empty    empty    ok    ok       ok    ok
    exchange         null     null    ok    ok       ok    ok
    exchanges       empty    empty    ok    ok       ok    ok
    draftOrder       null     null  null    ok       ok    ok
    draftOrders     empty    empty empty    ok       ok    ok
    orderTags       empty    empty empty    ok       ok    ok
    quote              ok       ok    ok    ok       ok    ok
    returnRefunds   empty    empty    ok    ok       ok    ok
    sessions        empty    empty empty empty    empty    ok
    attributes         ok       ok    ok    ok       ok    ok
    brands             ok       ok    ok    ok       ok    ok
    carriers           ok       ok    ok    ok       ok    ok
    catalogImport    null     null  null    ok       ok    ok
    catalogImports  empty    empty empty    ok       ok    ok
    device           null     null  null    ok       ok    ok
    devices         empty    empty empty    ok       ok    ok
    job              null     null  null    ok       ok    ok
    jobs            empty    empty empty    ok       ok    ok
    categories         ok       ok    ok    ok       ok    ok
    category           ok       ok    ok    ok       ok    ok
    channelImports  empty    empty empty    ok       ok    ok
    channelReconciliation refused refused refused ok ok    ok
    channels           ok       ok    ok    ok       ok    ok
    collection         ok       ok    ok    ok       ok    ok
    collections        ok       ok    ok    ok       ok    ok
    customer         null     null    ok    ok     null    ok
    customers       empty       ok    ok    ok    empty    ok
    dimensions         ok       ok    ok    ok       ok    ok
    eventCursor        ok       ok    ok    ok       ok    ok
    explain          null     null  null  null     null    ok
    fulfillment      null     null    ok    ok       ok    ok
    fulfillmentOrders empty  empty    ok    ok       ok    ok
    fulfillments    empty    empty    ok    ok       ok    ok
    inventoryLevels empty    empty empty    ok       ok    ok
    lifecycleSuggestions empty empty empty  ok       ok    ok
    me               null       ok    ok  null     null  null
    node             null     null    ok    ok       ok    ok
    nodes           empty    empty    ok    ok       ok    ok
    order            null     null    ok    ok       ok    ok
    orderByIdentifier null    null    ok    ok       ok    ok
    orderEdit        null     null  null    ok       ok    ok
    orderSteps      empty    empty empty    ok       ok    ok
    orders          empty    empty    ok    ok       ok    ok
    mergeCandidates empty    empty empty empty    empty empty
    competitorPrices  empty  empty empty empty    empty    ok
    customerGroups    empty  empty empty    ok    empty    ok
    priceAnomalies    empty  empty empty empty    empty    ok
    priceDecisions    empty  empty empty empty    empty    ok
    priceHistory      empty  empty empty empty    empty    ok
    priceLists        empty  empty empty empty    empty    ok
    shippingMethods      ok     ok    ok    ok       ok    ok
    shippingQuotes       ok     ok    ok    ok       ok    ok
    shippingZones     empty  empty empty empty    empty    ok
    taxClasses        empty  empty empty empty    empty    ok
    taxRates          empty  empty empty empty    empty    ok
    priceProposals    empty  empty empty empty    empty    ok
    pricingRulePreview refused refused refused refused refused ok
    pricingRules      empty  empty empty empty    empty    ok
    scheduledPrices   empty  empty empty empty    empty    ok
    product            ok       ok    ok    ok       ok    ok
    productTypes       ok       ok    ok    ok       ok    ok
    productRevisions empty   empty empty    ok       ok    ok
    products           ok       ok    ok    ok       ok    ok
    campaign         null     null  null  null     null    ok
    campaigns       empty    empty empty empty    empty    ok
    campaignTasks   empty    empty empty empty    empty    ok
    couponBatch      null     null  null  null     null    ok
    coupons         empty    empty empty empty    empty    ok
    couponValidate     ok       ok    ok    ok       ok    ok
    promotion        null     null  null  null     null    ok
    promotionEvaluate  ok       ok    ok    ok       ok    ok
    promotions      empty    empty empty empty    empty    ok
    realtime         null    null  null  null     null    ok
    search             ok       ok    ok    ok       ok    ok
    searchBoosts    empty    empty empty    ok       ok    ok
    searchSuggest      ok       ok    ok    ok       ok    ok
    searchSynonyms  empty    empty empty    ok       ok    ok
    searchZeroResults empty  empty empty    ok       ok    ok
    shipmentTracking   ok       ok    ok    ok       ok    ok
    staff           empty    empty empty    ok       ok    ok
    stockAlerts     empty    empty empty    ok       ok    ok
    backorders      empty    empty empty    ok       ok    ok
    routingPreview refused refused refused  ok       ok    ok
    routingRules    empty    empty empty    ok       ok    ok
    tags               ok       ok    ok    ok       ok    ok
    ticket           null     null    ok    ok     null    ok
    tickets         empty    empty    ok    ok    empty    ok
    variant            ok       ok    ok    ok       ok    ok
    viewer             ok       ok    ok    ok       ok    ok
    warehouses      empty    empty empty    ok       ok    ok
    myNotificationPreferences empty ok ok empty    empty empty
    myNotifications empty    empty    ok empty    empty empty
    myUnreadNotificationCount ok  ok    ok    ok       ok    ok
    notificationTemplatePreview refused refused refused ok refused ok
    automationDryRun refused refused refused ok    refused    ok
    automationRules empty    empty empty    ok    empty    ok
    automationRuns  empty    empty empty    ok    empty    ok
    automationTemplates empty empty empty   ok    empty    ok
    notificationTemplates empty empty empty ok    empty    ok
    notifications   empty    empty    ok    ok    empty    ok
    webhook          null     null  null  null     null    ok
    webhookDeliveries empty  empty empty empty    empty    ok
    webhooks        empty    empty empty empty    empty    ok
""")

# The same for everything with a global id, asked for as a node.
THINGS = read_table("""
                       nobody stranger owner agent operator admin
    ApiToken             null     null  null  null     null    ok
    Campaign             null     null  null  null     null    ok
    CampaignTask         null     null  null  null     null    ok
    Coupon               null     null  null  null     null    ok
    CouponBatch          null     null  null  null     null    ok
    Promotion            null     null  null  null     null    ok
    Return               null     null    ok    ok       ok    ok
    DraftOrder           null     null  null    ok       ok    ok
    DraftOrderLine       null     null  null    ok       ok    ok
    OrderNote            null     null    ok    ok       ok    ok
    OrderTag             null     null  null    ok       ok    ok
    ReturnLine           null     null    ok    ok       ok    ok
    Claim                null     null    ok    ok       ok    ok
    ClaimLine            null     null    ok    ok       ok    ok
    Exchange             null     null    ok    ok       ok    ok
    ExchangeLine         null     null    ok    ok       ok    ok
    ReturnRefund         null     null    ok    ok       ok    ok
    Role                 null     null  null    ok       ok    ok
    Session              null     null  null  null     null    ok
    Address              null     null    ok    ok     null    ok
    Attribute              ok       ok    ok    ok       ok    ok
    AttributeChoice        ok       ok    ok    ok       ok    ok
    Brand                  ok       ok    ok    ok       ok    ok
    Carrier                ok       ok    ok    ok       ok    ok
    CatalogImport        null     null  null    ok       ok    ok
    Device               null     null  null    ok       ok    ok
    DeviceInstruction    null     null  null    ok       ok    ok
    Job                  null     null  null    ok       ok    ok
    Category               ok       ok    ok    ok       ok    ok
    Collection             ok       ok    ok    ok       ok    ok
    Customer             null     null    ok    ok     null    ok
    Dimension              ok       ok    ok    ok       ok    ok
    DimensionValue         ok       ok    ok    ok       ok    ok
    Fulfillment          null     null    ok    ok       ok    ok
    FulfillmentLine      null     null    ok    ok       ok    ok
    FulfillmentOrder     null     null    ok    ok       ok    ok
    FulfillmentOrderLine null     null    ok    ok       ok    ok
    InventoryLevel       null     null  null    ok       ok    ok
    LifecycleSuggestion  null     null  null    ok       ok    ok
    Order                null     null    ok    ok       ok    ok
    OrderLine            null     null    ok    ok       ok    ok
    OrderEdit            null     null  null    ok       ok    ok
    OrderGroup           null     null    ok    ok       ok    ok
    Payment              null     null    ok    ok       ok    ok
    PaymentTransaction   null     null    ok    ok       ok    ok
    CompetitorPrice      null     null  null  null     null    ok
    CustomerGroup        null     null  null    ok     null    ok
    PriceAnomaly         null     null  null  null     null    ok
    PriceChange          null     null  null  null     null    ok
    PriceDecision        null     null  null  null     null    ok
    PriceList            null     null  null  null     null    ok
    ShippingMethod         ok       ok    ok    ok       ok    ok
    ShippingZone         null     null  null  null     null    ok
    TaxClass             null     null  null  null     null    ok
    TaxRate              null     null  null  null     null    ok
    PriceProposal        null     null  null  null     null    ok
    PricingRule          null     null  null  null     null    ok
    ScheduledPrice       null     null  null  null     null    ok
    Product                ok       ok    ok    ok       ok    ok
    ProductMedia           ok       ok    ok    ok       ok    ok
    ProductRevision      null     null  null    ok       ok    ok
    ProductType            ok       ok    ok    ok       ok    ok
    ProductVariant         ok       ok    ok    ok       ok    ok
    ChannelImport        null     null  null    ok       ok    ok
    SalesChannel           ok       ok    ok    ok       ok    ok
    StaffMember          null     null  null    ok       ok    ok
    StockAlert           null     null  null    ok       ok    ok
    StockAlertRule       null     null  null    ok       ok    ok
    Backorder            null     null  null    ok       ok    ok
    RoutingRule          null     null  null    ok       ok    ok
    StockPolicy          null     null  null    ok       ok    ok
    StockMovement        null     null  null    ok       ok    ok
    Tag                    ok       ok    ok    ok       ok    ok
    Notification         null     null    ok    ok     null    ok
    AutomationRule       null     null  null    ok     null    ok
    AutomationRun        null     null  null    ok     null    ok
    NotificationTemplate null     null  null    ok     null    ok
    Ticket               null     null    ok    ok     null    ok
    TicketMessage        null     null    ok    ok     null    ok
    TrackingEvent        null     null    ok    ok       ok    ok
    Warehouse            null     null  null    ok       ok    ok
    Webhook              null     null  null  null     null    ok
    WebhookAttempt       null     null  null  null     null    ok
    WebhookDelivery      null     null  null  null     null    ok
""")

# What is asked, with {Order} and the like where an id goes.
DOCUMENTS = {
    "auditHead": "auditHead { number }",
    "auditTrail": "auditTrail { nodes { what } }",
    "category": 'category(id: "{Category}") { id }',
    "collection": 'collection(id: "{Collection}") { id }',
    "customer": 'customer(id: "{Customer}") { id }',
    "carriers": "carriers { id }",
    "channelReconciliation": 'channelReconciliation(channelId: "{SalesChannel}",'
    ' from: "2026-03-01T00:00:00Z", to: "2026-03-04T00:00:00Z") { isEqual }',
    "channels": "channels { id }",
    "eventCursor": "eventCursor",
    "explain": 'explain(document: "{ __typename }") { cost }',
    "fulfillment": 'fulfillment(id: "{Fulfillment}") { id }',
    "me": "me { id }",
    "node": 'node(id: "{Order}") { id }',
    "nodes": 'nodes(ids: ["{Order}"]) { id }',
    "order": 'order(id: "{Order}") { id }',
    "orderEdit": 'orderEdit(id: "{OrderEdit}") { id }',
    "mergeCandidates": 'mergeCandidates(orderId: "{Order}") { id }',
    "orderByIdentifier": 'orderByIdentifier(identifier: { id: "{Order}" }) { id }',
    "priceHistory": 'priceHistory(variantId: "{ProductVariant}") { nodes { id } }',
    "routingPreview": 'routingPreview(orderId: "{Order}") { cause }',
    "automationDryRun": 'automationDryRun(ruleId: "{AutomationRule}") { matched }',
    "automationTemplates": "automationTemplates { kind }",
    "routingRules": "routingRules { id }",
    "pricingRulePreview": 'pricingRulePreview(id: "{PricingRule}") { outcome }',
    "catalogImport": 'catalogImport(id: "{CatalogImport}") { id }',
    "device": 'device(id: "{Device}") { id }',
    "job": 'job(id: "{Job}") { id }',
    "campaign": 'campaign(id: "{Campaign}") { id }',
    "couponBatch": 'couponBatch(id: "{CouponBatch}") { id }',
    "couponValidate": 'couponValidate(code: "NONE") { isValid }',
    "promotion": 'promotion(id: "{Promotion}") { id }',
    "promotionEvaluate": 'promotionEvaluate(input: { channel: "web", currency: "USD",'
    ' lines: [{ variantId: "{ProductVariant}", quantity: 1 }] }) { total { amount } }',
    "shippingQuotes": 'shippingQuotes(input: { channel: "web", currency: "USD",'
    ' lines: [{ variantId: "{ProductVariant}", quantity: 1 }],'
    ' destination: { country: "AT" } }) { charge { amount } }',
    "product": 'product(id: "{Product}") { id }',
    "realtime": "realtime { subscriptions }",
    "search": "search(input: {}) { match }",
    "searchBoosts": "searchBoosts { nodes { percent } }",
    "searchSuggest": 'searchSuggest(prefix: "tea") { queries }',
    "searchSynonyms": "searchSynonyms { nodes { name } }",
    "searchZeroResults": "searchZeroResults { nodes { query } }",
    "orderSteps": "orderSteps { step }",
    "retentionExemptions": "retentionExemptions { what }",
    "retentionPreview": "retentionPreview { count }",
    "retentionRules": "retentionRules { kind }",
    "draftOrder": 'draftOrder(id: "{DraftOrder}") { id }',
    "quote": 'quote(token: "{quote}") { number }',
    "return": 'return(id: "{Return}") { id }',
    "claim": 'claim(id: "{Claim}") { id }',
    "exchange": 'exchange(id: "{Exchange}") { id }',
    "shipmentTracking": 'shipmentTracking(token: "{token}") { version }',
    "ticket": 'ticket(id: "{Ticket}") { id }',
    "variant": 'variant(id: "{ProductVariant}") { id }',
    "viewer": "viewer { kind }",
    "myNotificationPreferences": "myNotificationPreferences { kind }",
    "myUnreadNotificationCount": "myUnreadNotificationCount",
    "notificationTemplatePreview": "notificationTemplatePreview(kind: ORDER_PLACED, medium: SMS)"
    " { text }",
    "webhook": 'webhook(id: "{Webhook}") { id }',
}


def document(question: str, ids: Ids) -> str:
    words = DOCUMENTS.get(question, f"{question} {{ nodes {{ id }} }}")
    for kind, value in ids.items():
        words = words.replace("{" + kind + "}", value)
    return f"{{ {words} }}"


def told(answer: Any) -> str:
    """An answer as the table has it."""
    if isinstance(answer, dict) and "nodes" in answer:
        answer = answer["nodes"]
    if isinstance(answer, list):
        return "ok" if any(answer) else "empty"
    return "null" if answer is None else "ok"


@pytest.fixture
async def stage(shop: Shop) -> Stage:
    return await Stage.build(shop)


def test_every_question_and_everything_with_an_id_stands_in_the_tables() -> None:
    assert sorted(QUESTIONS) == QUERIES
    assert sorted(THINGS) == sorted(NODES)


async def test_everybody_reads_what_the_table_says_and_no_more(graph: Graph, stage: Stage) -> None:
    ids = await one_of_everything(stage)
    opened = open_id(ids["Fulfillment"])
    assert opened is not None
    token = issue_tracking_token(SECRET, opened[1], stage.shop.now)
    quoted = await DraftOrder.get()
    words = ids | {"token": token, "quote": quote_token(quoted.id, quoted.quote_round)}

    found: dict[str, dict[str, str]] = {question: {} for question in QUESTIONS}
    for person, ctx in (await people(stage)).items():
        for question in QUESTIONS:
            answer = await graph.answer(ctx, document(question, words))
            found[question][person] = (
                "refused" if answer.errors else told((answer.data or {})[question])
            )

    assert found == QUESTIONS


async def test_everybody_finds_by_its_id_what_the_table_says_and_no_more(
    graph: Graph, stage: Stage
) -> None:
    ids = await one_of_everything(stage)
    assert set(ids) == set(NODES)
    query = "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }"

    found: dict[str, dict[str, str]] = {kind: {} for kind in THINGS}
    for person, ctx in (await people(stage)).items():
        data = await graph.ask(ctx, query, ids=list(ids.values()))
        for (kind, value), node in zip(ids.items(), data["nodes"], strict=True):
            assert node is None or node == {"__typename": kind, "id": value}
            found[kind][person] = told(node)

    assert found == THINGS


@pytest.mark.parametrize("person", PEOPLE)
async def test_what_one_may_not_see_is_answered_like_what_there_is_not(
    graph: Graph, stage: Stage, person: str
) -> None:
    ids = await one_of_everything(stage)
    ctx = (await people(stage))[person]
    hidden = [value for kind, value in ids.items() if THINGS[kind][person] == "null"]
    unknown = [global_id(kind, new_id()) for kind in ids if THINGS[kind][person] == "null"]

    for root in ("customer", "fulfillment", "order", "ticket", "webhook"):
        kind = root.title()
        if THINGS[kind][person] == "null":
            query = f"query($id: ID!) {{ it: {root}(id: $id) {{ id }} }}"
            assert await graph.ask(ctx, query, id=ids[kind]) == {"it": None}
            assert await graph.ask(ctx, query, id=global_id(kind, new_id())) == {"it": None}
            assert await graph.ask(ctx, query, id="nonsense") == {"it": None}
    query = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    seen = await graph.ask(ctx, query, ids=hidden)
    assert seen == await graph.ask(ctx, query, ids=unknown) == {"nodes": [None] * len(hidden)}


async def test_whoever_may_not_see_people_finds_no_address(graph: Graph, stage: Stage) -> None:
    address = gid(await stage.address())
    clerk = stage.shop.as_staff("customers:read", "customers:write")
    query = "query($id: ID!) { node(id: $id) { id } customers { nodes { addresses { id } } } }"

    seen = await graph.ask(clerk, query, id=address)

    assert seen == {"node": None, "customers": {"nodes": [{"addresses": []}]}}
