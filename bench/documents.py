"""The documents of every list in the graph, as a screen would ask for them."""

VARIANT = "id sku name price { amount currencyCode } availableQuantity"
LINES = "lines(first: 5) { totalCount nodes { sku quantity total { amount } } }"
PAGE = "totalCount pageInfo { hasNextPage endCursor }"

LISTS = {
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


def document(name: str) -> str:
    """A page of a list, with what a screen shows of each row."""
    node = LISTS[name] if name in WITHOUT_ID else f"id {LISTS[name]}"
    return f"query($first: Int!) {{ {name}(first: $first) {{ {PAGE} nodes {{ {node} }} }} }}"
