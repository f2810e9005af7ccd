"""The documents of every list in the graph: all that hangs on its rows, and what screens show."""

VARIANT = "id sku name price { amount currencyCode } availableQuantity"
LINES = "lines(first: 5) { totalCount nodes { sku quantity total { amount } } }"
OF_CUSTOMERS = {"myNotifications"}  # staff have none of their own
ENDS = "totalCount pageInfo { hasNextPage endCursor }"

# Some in parts, for a document may cost so much and no more.
LISTS = {
    "apiTokens": "totalCount nodes { name scopes createdBy { name } }",
    "attributes": "totalCount nodes { name translations { name } choices { code } }",
    "brands": "totalCount nodes { name }",
    "categories": """totalCount nodes {
        name parent { name } children { name } translations { name }
    }""",
    "channelImports": """totalCount nodes {
        externalId channel { code } order { number } total { amount } toDo unknownSkus
        differences { ours variant { sku } }
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
    "backorders": """totalCount nodes {
        kind waiting orderLine { sku backorderedQuantity } variant { sku }
    }""",
    "orders: their routes": """totalCount nodes {
        routingExplanation { cause missing { quantity } }
    }""",
    "returns": """totalCount nodes {
        number order { number } warehouse { code } carrier { name } trackingUrl availableActions
        lines { difference credit { amount } orderLine { sku } }
        events(first: 2) { totalCount nodes { type } }
    }""",
    "returns: their money": """totalCount nodes {
        shippingCredit { amount } refunds { amount { amount } availableActions }
    }""",
    "claims": """totalCount nodes {
        number order { number } availableActions amount { amount } replacement { number }
        lines { quantity credit { amount } orderLine { sku claimedQuantity } }
        events(first: 2) { totalCount nodes { type } }
    }""",
    "exchanges": """totalCount nodes {
        number order { number } return { number } replacement { number } availableActions
        lines { quantity variant { sku } } events(first: 2) { totalCount nodes { type } }
    }""",
    "orders: their exchanges": "totalCount nodes { exchanges { status lines { quantity } } }",
    "orders: their claims": "totalCount nodes { claims { status lines { quantity } } }",
    "returnRefunds": """totalCount nodes {
        amount { amount } availableActions return { number order { number } }
        events(first: 2) { totalCount nodes { type } }
    }""",
    "draftOrders": """totalCount nodes {
        number availableActions channel { code } customer { name } creator { name } quoteToken
        quotedTotal { amount } order { number } shippingAddress { city } giftMessage
        lines { quantity unitPrice { amount } quotedPrice { amount } variant { sku } }
        events(first: 2) { totalCount nodes { type } }
    }""",
    "orderTags": "totalCount nodes { name orderCount }",
    "orders: how they are handled": """totalCount nodes {
        assignee { name } tags { name orderCount } giftMessage holdNote { body }
        notes { body canEdit author { name } }
    }""",
    "orders: their returns": "totalCount nodes { returnStatus returns { lines { difference } } }",
    "orders": """totalCount nodes {
        number channel { code } customer { name addresses { city } }
        lines(first: 2) { totalCount nodes { unitPrice { amount } variant { product { name } } } }
        tickets(first: 2) { nodes { subject assignee { name } } }
        events(first: 2) { totalCount nodes { type data } }
    }""",
    "orders: split and merged": """totalCount nodes {
        group { orders { number } } mergedInto { number } mergedFrom { number }
        payments { cameFrom { status } }
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
        rule { name ceiling { amount } } variant { sku } before { amount } steps
    }""",
    "priceHistory": "totalCount nodes { variant { sku } before { amount } price { amount } }",
    "taxClasses": "totalCount nodes { code name isDefault }",
    "taxRates": "totalCount nodes { name rate country regionName taxClass { code } }",
    "shippingZones": "totalCount nodes { name places { country region } }",
    "shippingMethods": """totalCount nodes {
        name bands { charge { amount } } freeFrom { amount } channel { code } zone { name }
        carrier { name } taxClass { code }
    }""",
    "orders: their taxes": "totalCount nodes { tax { amount } taxLines { name rate } }",
    "priceLists": """totalCount nodes {
        channel { code } group { code }
        entries(first: 2) { totalCount nodes { variant { sku } price { amount } } }
    }""",
    "priceProposals": "totalCount nodes { decision { outcome } variant { sku } price { amount } }",
    "pricingRules": """totalCount nodes {
        name ceiling { amount } brands { name } categories { name } variants { sku }
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
    "products: where they stand": """totalCount nodes {
        lifecycleStage publications { channel { code } }
    }""",
    "products: their way": """totalCount nodes {
        onboarding { missing } clearanceReminder { actions } launchPlan { tasks { title } }
        quality { score reasons { code } }
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
    "products: what staff see": """totalCount nodes {
        privateMetadata { key } externalRefs { system }
    }""",
    "products: their variants in full": "totalCount nodes { variants { attributes { text } } }",
    "products: what they are made of": """totalCount nodes {
        variants { components { quantity } makeableQuantity }
    }""",
    "products: their pictures": """totalCount nodes {
        media(first: 2) { totalCount nodes { url alt translations { alt } } }
    }""",
    "products: how their variants look": "totalCount nodes { variants { media { url alt } } }",
    "products: their shelves": "totalCount nodes { variants { inventoryLevels { onHand } } }",
    "promotions": """totalCount nodes {
        availableActions uses coupons(first: 2) { totalCount nodes { code batch { made } } }
    }""",
    "promotions: whom they are for": """totalCount nodes {
        conditions { customers { number } } effects { parts { units } }
    }""",
    "campaigns": """totalCount nodes {
        name availableActions budget { amount }
        promotions(first: 2) { totalCount nodes { name } } tasks(first: 2) { nodes { title } }
    }""",
    "campaigns: what they bring": "totalCount nodes { metrics { orders spent { amount } } }",
    "campaignTasks": "totalCount nodes { title isOverdue owner { name } campaign { name } }",
    "coupons": "totalCount nodes { code batch { prefix } promotion { name uses } }",
    "devices": """totalCount nodes {
        code warehouse { name } lanes { lane } log(first: 2) { totalCount nodes { kind message } }
        instructions(first: 2) { nodes { kind fulfillmentOrder { id } fulfillment { id } } }
    }""",
    "jobs": """totalCount nodes {
        percentDone items(first: 2) { totalCount nodes { code message order { number } } }
    }""",
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
    "notifications": """totalCount nodes {
        subject text attemptCount availableActions customer { name } order { number }
    }""",
    "myNotifications": "totalCount nodes { subject text isRead: readAt order { number } }",
    "automationRules": """totalCount nodes {
        name isEnabled match groups { match comparisons { field operator values } }
        actions { kind tags } assignee { name } promotion { name }
    }""",
    "automationRuns": "totalCount nodes { status code done rule { name } order { number } }",
    "notificationTemplates": "totalCount nodes { subject variables }",
    "webhookDeliveries": """totalCount nodes {
        state webhook { url } attempts(first: 2) { totalCount nodes { statusCode } }
    }""",
    "webhooks": """totalCount nodes {
        url timeline(first: 2) { totalCount nodes { type } }
        deliveries(first: 2) { totalCount nodes { state attempts(first: 2) { nodes { error } } } }
    }""",
}
# Lists as a page of a screen has them.
SCREENS = {
    "products": f"""name slug status eventCursor category {{ name parent {{ name }} }}
        brand {{ name }} tags {{ name }} translations {{ locale name }}
        variants {{ {VARIANT} prices {{ amount }} inventoryLevels {{ available }} }}""",
    "categories": "name path depth parent { name } children { name } translations { locale name }",
    "brands": "name slug isPrivateLabel",
    "tags": "name",
    "roles": "name scopes isBuiltIn version",
    "apiTokens": "name scopes createdAt expiresAt lastUsedAt createdBy { name }",
    "sessions": "method createdAt seenAt expiresAt isCurrent",
    "auditTrail": "kind what occurredAt actor { name } subjects { id }",
    "webhooks": "url eventTypes status",
    "webhookDeliveries": """eventType state attemptCount webhook { url }""",
    "customers": """number name email phone traits { name value } addresses { city country }
        orders(first: 3) { totalCount nodes { number status total { amount } } }
        tickets(first: 3) { totalCount nodes { number status } }""",
    "fulfillments": """status trackingStatus waybillNumber trackingUrl trackingToken
        availableActions carrier { name } order { number customer { name } }
        fulfillmentOrder { status warehouse { name } }
        lines { quantity orderLine { sku } }
        trackingEvents(first: 3) { totalCount nodes { status location } }
        events(first: 3) { totalCount nodes { type } }""",
    "fulfillmentOrders": """status progress availableActions order { number }
        warehouse { name } lines { quantity orderLine { sku } } fulfillments { status }""",
    "staff": "name isActive",
    "warehouses": "code name region priority isActive",
    "inventoryLevels": """onHand committed reserved incoming available
        variant { sku product { name } } warehouse { name } alerts { kind status }
        movements(first: 3) { totalCount nodes { kind onHandDelta } }""",
    "stockAlerts": """kind status threshold quantity rule { low high }
        level { available variant { sku } warehouse { name } }""",
    "orders": f"""number status paymentStatus fulfillmentStatus availableActions
        channel {{ name }} customer {{ name }} total {{ amount currencyCode }}
        balanceDue {{ amount }} {LINES}
        payments {{ status captured {{ amount }} }} fulfillmentOrders {{ status }}
        shipments {{ status carrier {{ name }} }}
        tickets(first: 3) {{ nodes {{ number }} }}
        events(first: 3) {{ nodes {{ type version }} }}""",
    "tickets": """number subject status priority availableActions
        customer { name orders(first: 1) { nodes { number lines(first: 1) { nodes {
            variant { sku inventoryLevels { available } } } } } } }
        order { number lines(first: 5) { nodes { sku quantity variant { sku } } } }
        fulfillment { trackingStatus } assignee { name }
        messages(first: 3) { totalCount nodes { body authorName } }
        timeline(first: 3) { totalCount nodes { type } }""",
}
WITHOUT_ID = {"auditTrail"}  # a line of it is found by its place


def root_of(name: str) -> str:
    """The list, of a name that may say a part of it."""
    return name.partition(":")[0]


def documents() -> dict[str, str]:
    """For each list, or part of one, a question with `$first` for how many rows."""
    of_lists = {name: _document(root_of(name), inside) for name, inside in LISTS.items()}
    of_screens = {
        f"{name}: on a screen": _document(
            name, f"{ENDS} nodes {{ {node if name in WITHOUT_ID else f'id {node}'} }}"
        )
        for name, node in SCREENS.items()
    }
    return of_lists | of_screens


def _document(root: str, inside: str) -> str:
    return f"query($first: Int!) {{ {root}(first: $first) {{ {inside} }} }}"
