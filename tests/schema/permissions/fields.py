"""Who is shown which field: tables. A new field gets its place here, with a rule."""

WHO = ("nobody", "stranger", "owner", "novice", "agent", "operator", "admin")
Row = tuple[str, ...]  # what each of them is shown

# What everybody is shown of a field of what is the owner's, or the house's: "all" there is to
# see; "some" things with all there is, of others nothing; a "part"; "none" though they see the
# thing; "-" for they see no such thing. A novice works here and has no scope.
# Of sessions there is one, the administrator's.
RULES = """
                  nobody    stranger  owner     novice    agent     operator  admin
    everybody     all       all       all       all       all       all       all
    on-the-shelf  some      some      some      some      all       all       all
    counted       none      none      none      none      all       all       all
    personal      -         -         all       -         all       -         all
    trade         -         -         all       -         all       all       all
    work          -         -         none      -         none      all       all
    decision      -         -         none+part -         all       none      all
    person        -         -         all       -         all       none      all
    building      -         -         none      -         all       all       all
    stock         -         -         -         -         all       all       all
    colleague     -         -         -         all       all       all       all
    governed      -         -         -         -         -         -         all
    own           -         -         -         -         -         -         all
    house         -         -         none      -         all       -         all
    turn          -         -         part      -         all       -         all
    told          -         -         all+part  -         all       -         all
    said          -         -         some      -         all       -         all
"""

# The fields of everything that has an id.
THINGS = """
    Address personal: id recipient phone line1 line2 city region postalCode country isDefault
    ApiToken governed: id name scopes version createdAt updatedAt expiresAt lastUsedAt revokedAt
    ApiToken governed: createdBy
    Brand everybody: id name slug isPrivateLabel
    Carrier everybody: id code name
    Category everybody: id slug path depth version name parent children translations
    Customer personal: id number locale version createdAt updatedAt eventCursor name email phone
    Customer personal: traits addresses orders tickets consents erasedAt
    Fulfillment trade: id status trackingStatus trackingSubstatus waybillNumber version createdAt
    Fulfillment trade: shippedAt deliveredAt updatedAt eventCursor carrier trackingUrl
    Fulfillment trade: trackingToken order fulfillmentOrder lines trackingEvents events
    Fulfillment work: availableActions
    FulfillmentLine trade: id quantity orderLine
    FulfillmentOrder trade: id status progress version createdAt pickingStartedAt pickedAt
    FulfillmentOrder trade: packedAt closedAt eventCursor order lines fulfillments
    FulfillmentOrder work: availableActions
    FulfillmentOrder building: warehouse
    FulfillmentOrderLine trade: id quantity orderLine
    InventoryLevel stock: id onHand committed reserved incoming available version updatedAt
    InventoryLevel stock: eventCursor variant warehouse alerts movements
    Order trade: id number version status paymentStatus fulfillmentStatus holdReason cancelReason
    Order trade: externalId note placedAt confirmedAt canceledAt completedAt expiresAt updatedAt
    Order trade: eventCursor channel lines subtotal discount shipping total balanceDue payments
    Order trade: fulfillmentOrders shipments events
    Order decision: availableActions
    Order person: customer shippingAddress tickets
    OrderLine trade: id position sku name quantity allocatedQuantity fulfilledQuantity
    OrderLine trade: shippedQuantity deliveredQuantity canceledQuantity variant unitPrice discount
    OrderLine trade: total
    Payment trade: id method status version createdAt captured refunded transactions
    PaymentTransaction trade: id type state provider providerReference occurredAt amount
    Product on-the-shelf: id slug status version createdAt updatedAt eventCursor name description
    Product on-the-shelf: variants
    Product everybody: publishedAt translations category brand tags
    ProductVariant on-the-shelf: id sku name packUnits product price prices availableQuantity
    ProductVariant counted: inventoryLevels
    Role colleague: id name scopes isBuiltIn version createdAt updatedAt
    SalesChannel everybody: id code name currency
    Session own: id method createdAt seenAt expiresAt isCurrent
    StaffMember colleague: id name isActive version createdAt updatedAt roles timeline
    StockAlert stock: id kind status threshold quantity openedAt acknowledgedAt resolvedAt version
    StockAlert stock: eventCursor level rule
    StockAlertRule stock: id low high hysteresis isActive variant warehouse
    StockMovement stock: id kind onHandDelta committedDelta reservedDelta incomingDelta reason
    StockMovement stock: levelVersion occurredAt order fulfillment
    Tag everybody: id name
    Ticket personal: id number subject status priority version createdAt firstRepliedAt resolvedAt
    Ticket personal: updatedAt eventCursor customer order fulfillment
    Ticket turn: availableActions
    Ticket house: assignee
    Ticket told: messages timeline
    TicketMessage said: id authorKind authorName visibility body sentAt
    TrackingEvent trade: id status substatus location description carrierCode occurredAt
    TrackingEvent trade: receivedAt
    Warehouse stock: id code name region priority isActive
    Webhook governed: id url description eventTypes status version failures openUntil
    Webhook governed: previousSecretUntil createdAt updatedAt availableActions deliveries timeline
    WebhookAttempt governed: id number startedAt durationMs statusCode error response
    WebhookDelivery governed: id eventType state body nextAttemptAt occurredAt createdAt endedAt
    WebhookDelivery governed: messageName attemptCount webhook attempts
"""

# Values are shown whole by the field that shows them at all.
WHOLE = """
    AuditActor: kind key id name
    AuditEntry: kind actor requestId address occurredAt what code count subjects data version
    AuditEntry: sealedIn
    AuditHead: number hash sealedAt
    AuditSubject: kind of id
    CategoryTranslation: locale name
    Consent: purpose isGranted policyVersion source recordedAt
    CustomerTrait: name value
    ErasedData: what count
    ErasureReport: erased kept
    Event: type version occurredAt actorKind data
    ExplainedStatement: sql rows milliseconds databasePlan
    Explanation: tier why cost typesRead isSameForEverybody checkingMilliseconds
    Explanation: compilingMilliseconds statements showingMilliseconds bytes code
    InventoryLevelUpdate: cursor kind occurredAt gap level event aggregateVersion
    KeptData: what reason until
    Money: amount currencyCode
    OrderUpdate: cursor kind occurredAt gap order event previousStatus aggregateVersion
    PersonalData: isComplete document
    PresentViewer: name activity since staffMember
    ProductTranslation: locale name description
    AvailabilityFacet: isAvailable count
    BrandFacet: count brand
    CategoryFacet: count category
    PriceFacet: atLeast below count
    ProductSearchResult: match correctedQuery didYouMean products facets
    SearchBoost: percent startsAt endsAt product category brand
    SearchFacets: categories brands tags prices availability
    SearchSuggestions: products categories brands queries
    SearchSynonymSet: name words also updatedAt
    SearchZeroResult: query count lastAt
    TagFacet: count tag
    PublicTracking: version carrier waybillNumber status trackingStatus trackingSubstatus
    PublicTracking: shippedAt deliveredAt events eventCursor
    PublicTrackingEvent: status substatus location occurredAt
    RealtimeGauges: connections subscriptions groups viewers waiting waitingMost made delivered
    RealtimeGauges: gaps overflows position readFromLog relayLagEvents relayLagSeconds
    RealtimeGauges: relaySilentSeconds
    RetentionExemption: what reason
    RetentionPreview: kind keptDays until count
    RetentionRule: kind what after reason keptDays defaultDays leastDays mostDays mayBeOff isOwn
    RetentionRule: dueAt appliedAt removedCount version
    ShipmentTrackingUpdate: cursor kind occurredAt gap tracking fulfillment event aggregateVersion
    ShippingAddress: recipient phone line1 line2 city region postalCode country
    StockAlertUpdate: cursor kind occurredAt gap alert event aggregateVersion
    StockShortage: requested available variant
    StreamGap: reason missedAfter resumedAt
    TicketUpdate: cursor kind occurredAt gap ticket event aggregateVersion
    Viewer: kind name scopes locale
    ViewersUpdate: viewers
"""


def _rules() -> dict[str, Row]:
    header, *lines = [line.split() for line in RULES.strip().splitlines()]
    assert tuple(header) == WHO
    return {name: tuple(cells) for name, *cells in lines}


def _fields() -> dict[str, dict[str, Row]]:
    rules, found = _rules(), dict[str, dict[str, Row]]()
    for line in THINGS.strip().splitlines():
        head, names = line.split(": ")
        kind, rule = head.split()
        found.setdefault(kind, {}).update(dict.fromkeys(names.split(), rules[rule]))
    return found


def _values() -> dict[str, list[str]]:
    found = dict[str, list[str]]()
    for line in WHOLE.strip().splitlines():
        kind, names = line.strip().split(": ")
        found.setdefault(kind, []).extend(names.split())
    return found


FIELDS = _fields()
VALUES = _values()
