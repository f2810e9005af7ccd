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
    judged        -+none    -+none    -+none    -+none    all       all       all
    fit-to-show   part      part      part      part      all       all       all
    what-failed   -         -         -         -         all       all       all
    counted       none      none      none      none      all       all       all
    costed        none      none      none      none      none      none      all
    grouped       -         -         -         -         all       -         all
    backstage     -+none    -+none    -+none    -+none    all       all       all
    personal      -         -         all       -         all       -         all
    trade         -         -         all       -         all       all       all
    work          -         -         none      -         none      all       all
    decision      -         -         none+part -         all       none      all
    person        -         -         all       -         all       none      all
    building      -         -         none      -         all       all       all
    stock         -         -         -         -         all       all       all
    colleague     -         -         -         all       all       all       all
    governed      -         -         -         -         -         -         all
    promoted      -         -         -         -         -         -         all
    own           -         -         -         -         -         -         all
    house         -         -         none      -         all       -         all
    turn          -         -         part      -         all       -         all
    told          -         -         all+part  -         all       -         all
    witnessed     -         -         part      -         all       all       all
    narrated      -         -         all+part  -         all       all+part  all
    dealt         -         -         part      -         part      part      all
    answered      -         -         part      -         all       none      all
    received      -         -         part      -         all+part  none+part all
    paying        -         -         none      -         all       none      all
    said          -         -         some      -         all       -         all
    noted         -         -         some      -         all       all       all
    noted-of-it   -         -         all+part  -         all       all       all
    noted-by      -         -         -+none    -         all       all       all
    drafted       -         -         -         -         all       none      all
    posted        -         -         -         -         all       -         all
    asked-for     -         -         -         -         none      none      all
    notified      -         -         some      -         all       -         all
    worded        -         -         -         -         all       -         all
    ruled         -         -         -         -         all       -         all
    ruled-promo   -         -         -         -         none      -         all
"""

# The fields of everything that has an id.
THINGS = """
    Address personal: id recipient phone line1 line2 district city region postalCode country
    Address personal: isDefault
    ApiToken governed: id name scopes version createdAt updatedAt expiresAt lastUsedAt revokedAt
    ApiToken governed: createdBy
    AutomationRule ruled: id name event delayMinutes position version createdAt updatedAt
    AutomationRule ruled: isEnabled isDeleted match groups actions assignee
    AutomationRule ruled-promo: promotion
    AutomationRun ruled: id event status depth code reason version occurredAt createdAt dueAt
    AutomationRun ruled: endedAt attemptCount done rule order
    Attribute everybody: id code kind unit referenceKind version name translations choices
    AttributeChoice everybody: id code name translations
    Brand everybody: id name slug isPrivateLabel
    Carrier everybody: id code name
    CatalogImport stock: id kind format status failure isPreview totalBytes bytesDone rowsDone
    CatalogImport stock: itemsCreated itemsUpdated itemsUnchanged rowsFaulty version createdAt
    CatalogImport stock: updatedAt percentDone availableActions faults
    Job stock: id kind status itemsTotal itemsDone itemsRefused version createdAt updatedAt
    Job stock: percentDone availableActions items
    Device stock: id code name kind isEnabled version createdAt retiredAt warehouse lanes log
    Device stock: instructions
    DeviceInstruction stock: id kind status version sku quantity lane createdAt expiresAt settledAt
    DeviceInstruction stock: device fulfillmentOrder fulfillment
    Job asked-for: download
    Category everybody: id slug path depth version name parent children translations
    Collection everybody: id slug name translations description version isByRule
    Collection counted: rule
    CompetitorPrice governed: id competitor observedAt variant price
    CustomerGroup grouped: id kind code name version createdAt
    Customer personal: id number locale version createdAt updatedAt eventCursor name email phone
    Customer personal: traits addresses orders tickets consents erasedAt
    Dimension everybody: id code version name translations values
    DimensionValue everybody: id code name translations dimension
    Fulfillment trade: id status trackingStatus trackingSubstatus waybillNumber version createdAt
    Fulfillment trade: shippedAt deliveredAt updatedAt eventCursor carrier trackingUrl
    Fulfillment trade: trackingToken order fulfillmentOrder lines trackingEvents
    Fulfillment witnessed: events
    Fulfillment work: availableActions
    FulfillmentLine trade: id quantity orderLine
    FulfillmentOrder trade: id status progress version createdAt pickingStartedAt pickedAt
    FulfillmentOrder trade: packedAt closedAt eventCursor order lines fulfillments
    FulfillmentOrder work: availableActions giftMessage
    FulfillmentOrder building: warehouse
    FulfillmentOrder trade: scheduledFor
    FulfillmentOrderLine trade: id quantity pickedUnits packedUnits orderLine
    InventoryLevel stock: id onHand committed reserved incoming available version updatedAt
    InventoryLevel stock: eventCursor variant warehouse alerts movements
    LifecycleSuggestion stock: id status action source target version createdAt decidedAt product
    LifecycleSuggestion stock: evidence
    Order trade: id number version status paymentStatus fulfillmentStatus holdReason cancelReason
    Order trade: externalId note placedAt confirmedAt canceledAt completedAt expiresAt updatedAt
    Order trade: eventCursor channel lines subtotal discount shipping total balanceDue payments
    Order trade: fulfillmentOrders shipments
    Order narrated: events
    Order trade: returnStatus returnCredit returns claims exchanges
    Order decision: availableActions
    Order trade: group mergedInto mergedFrom
    Order building: assignee tags holdNote
    Order noted-of-it: notes
    Order person: giftMessage
    OrderNote noted: id version visibility authorKind body writtenAt canEdit
    OrderNote trade: editedAt
    OrderNote noted-by: author
    OrderTag stock: id name orderCount
    DraftOrder stock: id number version status currency couponCodes note validUntil createdAt
    DraftOrder stock: updatedAt channel creator lines quotedTotal quoteToken order
    DraftOrder stock: events
    DraftOrder drafted: availableActions customer shippingAddress giftMessage
    DraftOrderLine stock: id position sku name quantity priceReason variant unitPrice quotedPrice
    OrderGroup trade: id createdAt orders
    Order building: stepDurations routingExplanation openEdit edits
    OrderEdit stock: id version status createdAt closedAt updatedAt orderVersion changesAddress
    OrderEdit stock: conflicts order preview
    Order person: customer shippingAddress tickets
    Order dealt: discounts
    OrderLine trade: id position sku name quantity allocatedQuantity fulfilledQuantity
    OrderLine trade: shippedQuantity deliveredQuantity canceledQuantity variant unitPrice discount
    OrderLine trade: returnRequestedQuantity returnedQuantity backorderedQuantity claimedQuantity
    OrderLine trade: total tax
    Payment trade: id method status version createdAt captured refunded transactions
    Order trade: authorized tax taxLines pricesIncludeTax shippingMethodName
    Payment trade: provider authorized held voided chargedBack
    PaymentTransaction trade: actionUrl failureCode expiresAt settledAt
    Payment trade: cameFrom
    PaymentTransaction trade: id type state provider providerReference occurredAt amount
    PriceAnomaly governed: id kind status note openedAt closedAt version eventCursor variant price
    PriceAnomaly governed: expected offPercent
    PriceChange governed: id cause changedAt variant before price actorKind
    PriceDecision governed: id outcome steps decidedAt rule variant before price
    PriceList governed: id name currency priority status startsAt endsAt version createdAt channel
    PriceList governed: group entries
    PriceProposal governed: id status version createdAt decision variant before price
    PricingRule governed: id name currency strategy strategyBp marginBp dailyMoveBp ceiling
    PricingRule governed: approvalAboveBp coolDownMinutes downward isActive reviewedAt version
    PricingRule governed: categories brands variants
    Product on-the-shelf: id slug status version createdAt updatedAt eventCursor name description
    Product on-the-shelf: variants
    Product everybody: publishedAt translations category brand tags productType
    Product everybody: attributes dimensionValues seo metadata
    Product counted: privateMetadata externalRefs
    Product judged: quality
    Product backstage: lifecycleStage onboarding
    Product counted: publications pendingRevision clearanceReminder launchPlan
    ProductType everybody: id code version name translations attributes
    ProductRevision stock: id status baseVersion comment version createdAt updatedAt submittedAt
    ProductRevision stock: reviewedAt publishedAt outdatedAt product changes availableActions isOwn
    Product fit-to-show: media
    ProductMedia on-the-shelf: id kind status position width height byteSize createdAt alt
    ProductMedia everybody: url translations
    ProductMedia what-failed: failure
    ProductVariant everybody: media
    ProductVariant on-the-shelf: id sku name packUnits product price prices availableQuantity
    ProductVariant everybody: attributes components makeableQuantity
    ProductVariant on-the-shelf: lowestPrice30Days
    ProductVariant costed: cost margin
    ProductVariant counted: inventoryLevels stockPolicy
    Campaign promoted: id name goal status pauseReason currency usesMax usesPerCustomerMax startsAt
    Campaign promoted: endsAt approvedAt startedAt endedAt evaluatedAt lessons version createdAt
    Campaign promoted: updatedAt availableActions isOwn budget budgetPerCustomer holdOutPercent
    Campaign promoted: metrics evaluation promotions tasks
    CampaignTask promoted: id kind title details dueAt status closedAt version createdAt campaign
    CampaignTask promoted: owner isOverdue availableActions
    Coupon promoted: id code status usesMax uses redeemed expiresAt version createdAt promotion
    Coupon promoted: batch
    CouponBatch promoted: id prefix size made status usesMax expiresAt version createdAt promotion
    Promotion promoted: id name status priority stacking exclusionGroup needsCoupon startsAt endsAt
    Promotion promoted: usesMax usesPerCustomerMax version createdAt updatedAt availableActions
    Promotion promoted: marginPercent conditions effects uses coupons campaign
    Role colleague: id name scopes isBuiltIn version createdAt updatedAt
    ChannelImport stock: id version externalId kind format status reason reasonField rowNumber
    ChannelImport stock: placedAt receivedAt updatedAt channel order total toDo unknownSkus
    ChannelImport stock: differences
    SalesChannel everybody: id code name currency pricesIncludeTax taxCountry taxRegion
    SalesChannel everybody: kind format shortagePolicy unpaidMinutes warningMinutes
    ShippingMethod everybody: id name currency daysMin daysMax isActive version bands freeFrom
    ShippingMethod everybody: channel carrier
    ShippingMethod costed: zone taxClass
    ShippingZone governed: id name version places
    ScheduledPrice governed: id takesEffectAt status version createdAt variant price
    Session own: id method createdAt seenAt expiresAt isCurrent
    StaffMember colleague: id name isActive version createdAt updatedAt roles timeline
    StockAlert stock: id kind status threshold quantity openedAt acknowledgedAt resolvedAt version
    StockAlert stock: eventCursor level rule
    StockAlertRule stock: id low high hysteresis isActive variant warehouse
    Backorder stock: id kind status quantity waiting availableFrom queuedAt closedAt variant
    Backorder stock: orderLine
    RoutingRule stock: id name kind position isActive version channel warehouses costs
    StockPolicy stock: id policy unitsMax availableFrom waiting version variant
    StockMovement stock: id kind onHandDelta committedDelta reservedDelta incomingDelta reason
    StockMovement stock: levelVersion occurredAt order fulfillment return
    Tag everybody: id name
    Return trade: id number version status reason note answer waybillNumber requestedAt approvedAt
    Return trade: sentAt receivedAt inspectedAt closedAt updatedAt eventCursor order carrier
    Return trade: trackingUrl lines shippingCredit refunds exchange
    Return witnessed: events
    Return received: availableActions
    Return building: warehouse
    Claim trade: id number version status reason note answer resolution openedAt decidedAt
    Claim trade: closedAt updatedAt amount order replacement lines
    Claim witnessed: events
    Claim answered: availableActions
    Exchange trade: id number version status answer requestedAt approvedAt receivedAt
    Exchange trade: fulfilledAt closedAt updatedAt order return replacement lines
    Exchange witnessed: events
    Exchange decision: availableActions
    ExchangeLine trade: id quantity variant
    ClaimLine trade: id quantity creditedQuantity credit orderLine
    ReturnLine trade: id announcedQuantity receivedQuantity difference restockedQuantity
    ReturnLine trade: quarantinedQuantity repairQuantity scrappedQuantity sentBackQuantity
    ReturnLine trade: creditedQuantity credit orderLine
    ReturnRefund trade: id version kind status needsApproval createdAt approvedAt settledAt
    ReturnRefund trade: updatedAt amount return order payment
    ReturnRefund witnessed: events
    ReturnRefund paying: availableActions
    Notification notified: id kind medium locale status version errorDetail createdAt attemptCount
    Notification notified: subject text
    Notification personal: endedAt readAt
    Notification posted: nextAttemptAt error availableActions
    Notification notified: customer order
    NotificationTemplate worded: id kind locale medium subject text html isInUse version createdAt
    NotificationTemplate worded: updatedAt variables
    TaxClass governed: id code name isDefault version
    TaxRate governed: id name country regionName startsAt endsAt version rate taxClass
    Ticket personal: id number subject status priority version createdAt firstRepliedAt resolvedAt
    Ticket personal: updatedAt eventCursor customer order fulfillment
    Ticket turn: availableActions
    Ticket house: assignee
    Ticket told: messages
    Ticket turn: timeline
    TicketMessage said: id authorKind authorName visibility body sentAt
    TrackingEvent trade: id status substatus location description carrierCode occurredAt
    TrackingEvent trade: receivedAt
    Warehouse stock: id code name region priority isActive latitude longitude
    Webhook governed: id url description eventTypes status version failures openUntil
    Webhook governed: previousSecretUntil createdAt updatedAt availableActions deliveries timeline
    WebhookAttempt governed: id number startedAt durationMs statusCode error response
    WebhookDelivery governed: id eventType state body nextAttemptAt occurredAt createdAt endedAt
    WebhookDelivery governed: messageName attemptCount webhook attempts
"""

# Values are shown whole by the field that shows them at all.
WHOLE = """
    AttributeValue: attribute text number boolean date choice product category brand
    AppliedDiscount: name code amount lines promotion
    AuditActor: kind key id name
    BulkItemResult: index outcome product variant refusals
    BulkRefusal: code message field
    BulkResults: created updated unchanged refused items
    CatalogImportFault: rowNumber column code message
    CatalogImportUpload: url byteSize expiresAt
    JobDownload: url expiresAt
    JobItem: position status settledAt reference field code message order
    AuditEntry: kind actor requestId address occurredAt what code count subjects data version
    AuditEntry: sealedIn
    AuditHead: number hash sealedAt
    AuditSubject: kind of id
    BundleComponent: quantity variant
    CategoryTranslation: locale name
    CollectionCondition: field ids tags low high currency
    ClearanceReminder: raisedAt actions
    Consent: purpose isGranted policyVersion source recordedAt
    CampaignEvaluation: beganAt endedAt meanwhile before change spent treated heldOut uplift
    CampaignGroup: customers buyers conversion orders revenue revenuePerCustomer
    CampaignMetrics: version orders redeemedOrders keptOrders customers newCustomers usesLeft
    CampaignMetrics: spent redeemed budgetLeft revenue averageOrder
    CampaignSales: orders revenue
    CampaignUplift: perCustomer low high isCertain
    CouponValidity: code isValid reason missingAmount missingUnits
    CustomerTrait: name value
    ErasedData: what count
    ErasureReport: erased kept
    EvaluatedGift: units worth variant
    EvaluatedLine: position subtotal discount total
    Event: type version occurredAt actorKind actor data
    ExplainedStatement: sql rows milliseconds databasePlan
    Explanation: tier why cost typesRead isSameForEverybody checkingMilliseconds
    Explanation: compilingMilliseconds statements showingMilliseconds bytes code
    ExternalRef: system externalId
    InventoryLevelUpdate: cursor kind occurredAt gap level event aggregateVersion
    KeptData: what reason until
    LaunchPlan: launchAt targetUnits note updatedAt tasks
    LaunchTask: title isDone
    LifecycleEvidence: ageDays units unitsBefore slope trend available daysOfCover rating
    LifecycleUpdate: cursor kind occurredAt gap suggestion product event aggregateVersion
    ListingQuality: score reasons
    MediaTranslation: locale alt
    MediaUpload: url byteSize expiresAt
    MetadataItem: key value
    LineChoice: key ids tags excludes
    LineDiscount: position amount
    Money: amount currencyCode
    NameTranslation: locale name
    OnboardingStep: step isDone gaps missing
    OrderAmounts: subtotal discount shipping tax total
    OrderMergeObstacle: obstacle order
    OrderMergePreview: before after covered shippingSaved refund obstacles
    OrderEditLine: key sku name isNew unitsBefore unitsAfter unitPrice totalBefore totalAfter
    OrderEditLine: discountAfter variant
    OrderEditPreview: lines before after balanceDue refund problems
    OrderEditProblem: problem wanted available orderLine variant
    OrderSplitPreview: before stays leaves covered
    OrderUpdate: cursor kind occurredAt gap order event previousStatus aggregateVersion
    OrderStepRule: step what owner targetMinutes defaultOwner defaultMinutes version
    PersonalData: isComplete document
    PresentViewer: name activity since staffMember
    CampaignMetricsUpdate: cursor kind occurredAt gap campaign metrics event aggregateVersion
    PriceAnomalyUpdate: cursor kind occurredAt gap anomaly event aggregateVersion
    PriceListEntry: minQuantity variant price
    PricingRuleEffect: variant outcome before price steps
    ProductPublication: status publishAt unpublishAt publishedAt updatedAt channel
    ProductSeo: locale title description
    ProductTranslation: locale name description
    ProductTypeAttribute: level isRequired attribute
    PromotionCondition: kind amounts units lines customers groupKind codes nth every
    PromotionDecision: name code isApplied reason missingAmount missingUnits discount
    PromotionDecision: shippingDiscount lines gifts promotion
    PromotionEffect: kind percent amounts scope lines getLines tiers measure repeats parts
    PromotionEffect: buyUnits getUnits timesMax
    PromotionEvaluation: lines subtotal discount shipping total gifts decisions
    PromotionEvaluation: pricesIncludeTax tax taxLines
    OrderTaxLine: name rate base tax
    ShippingBand: worthFrom charge
    ShippingPlace: country region
    ShippingQuote: method charge
    PromotionPart: variant units
    PromotionTier: fromAmounts fromUnits amountsOff percentOff
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
    QualityReason: code message passed weight
    RealtimeGauges: connections subscriptions groups viewers waiting waitingMost made delivered
    RealtimeGauges: gaps overflows position readFromLog relayLagEvents relayLagSeconds
    RealtimeGauges: relaySilentSeconds
    RevisionChange: field isConflict before after current
    RetentionExemption: what reason
    RetentionPreview: kind keptDays until count
    RetentionRule: kind what after reason keptDays defaultDays leastDays mostDays mayBeOff isOwn
    RetentionRule: dueAt appliedAt removedCount version
    ShipmentTrackingUpdate: cursor kind occurredAt gap tracking fulfillment event aggregateVersion
    ShippingAddress: recipient phone line1 line2 district city region postalCode country label
    StockAlertUpdate: cursor kind occurredAt gap alert event aggregateVersion
    StockShortage: requested available variant
    FulfillmentShortage: newFulfillmentOrders unitsWaiting
    PickingWave: fulfillmentOrders itemsToFetch
    DeviceEvent: externalId kind outcome occurredAt receivedAt details code message
    DeviceLane: carrier lane
    DeviceReport: events
    ItemToFetch: sku units
    RoutingConsidered: code outcome lostBy verdicts
    RoutingCost: warehouse country region amount
    RoutingExplanation: cause decidedAt rules steps missing
    RoutingRuleThen: kind rule
    RoutingStep: warehouse units considered
    RoutingTable: rules
    RoutingUnits: quantity sku
    AutomationAction: kind holdReason cancelReason text tags notification validDays
    AutomationComparison: field operator values
    AutomationDryRun: matched trials
    AutomationGroup: match comparisons
    AutomationPlan: kind refusal
    AutomationTemplate: kind name text needsPromotion event delayMinutes match groups actions
    AutomationTrial: occurredAt isMatch unmet actions rule order
    NotificationFeed: newest unreadCount version
    JobUpdate: aggregateVersion cursor event gap job kind occurredAt
    NotificationFeedUpdate: aggregateVersion cursor event feed gap kind occurredAt
    NotificationPreference: isMarketing isOwn isWanted kind lacksConsent medium
    NotificationPreview: html subject text variables
    Quote: customerName lines number status total validUntil
    QuoteLine: name quantity sku total unitPrice
    RoutingVerdict: kind reason value
    ChannelDifference: kind externalId placedAt total channelTotal order lastImport
    ChannelDifferenceCount: kind count
    ChannelHour: hour orderCount channelOrderCount total channelTotal
    ChannelImportDifference: variant ours theirs
    ChannelOrderResults: channelImports
    ChannelReconciliation: channel isEqual hours counts differences
    StepDuration: step subject owner outcome readyAt begunAt endedAt waitedSeconds
    StepDuration: workedSeconds targetMinutes isLate
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
