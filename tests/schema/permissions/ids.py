"""What every id that can be given is an id of: a table. A new one gets its place here."""

EACH = "each"  # an id of anything

IDS = """
    Query.auditTrail(where.actorId)                 Customer
    Query.auditTrail(where.subjectId)               Order
    Query.category(id)                              Category
    Query.customer(id)                              Customer
    Query.fulfillment(id)                           Fulfillment
    Query.fulfillmentOrders(where.id)               FulfillmentOrder
    Query.fulfillmentOrders(where.order)            Order
    Query.fulfillmentOrders(where.warehouse)        Warehouse
    Query.fulfillments(where.id)                    Fulfillment
    Query.fulfillments(where.order)                 Order
    Query.inventoryLevels(where.id)                 InventoryLevel
    Query.inventoryLevels(where.variant)            ProductVariant
    Query.inventoryLevels(where.warehouse)          Warehouse
    Query.node(id)                                  each
    Query.nodes(ids)                                each
    Query.order(id)                                 Order
    Query.orderByIdentifier(identifier.id)          Order
    Query.orders(where.customer)                    Customer
    Query.orders(where.id)                          Order
    Query.product(id)                               Product
    Query.products(where.brand)                     Brand
    Query.products(where.category)                  Category
    Query.products(where.id)                        Product
    Query.search(input.brandIds)                    Brand
    Query.search(input.categoryIds)                 Category
    Query.stockAlerts(where.id)                     StockAlert
    Query.stockAlerts(where.variant)                ProductVariant
    Query.stockAlerts(where.warehouse)              Warehouse
    Query.ticket(id)                                Ticket
    Query.tickets(where.assignee)                   StaffMember
    Query.tickets(where.customer)                   Customer
    Query.tickets(where.id)                         Ticket
    Query.tickets(where.order)                      Order
    Query.variant(id)                               ProductVariant
    Query.webhook(id)                               Webhook
    Query.webhookDeliveries(where.id)               WebhookDelivery
    Query.webhookDeliveries(where.webhook)          Webhook

    Subscription.inventoryLevelUpdated(variantIds)   ProductVariant
    Subscription.inventoryLevelUpdated(warehouseIds) Warehouse
    Subscription.orderFeed(where.customer)          Customer
    Subscription.orderUpdated(id)                   Order
    Subscription.orderViewers(id)                   Order
    Subscription.shipmentTrackingUpdated(id)        Fulfillment
    Subscription.stockAlertFeed(where.variant)      ProductVariant
    Subscription.stockAlertFeed(where.warehouse)    Warehouse
    Subscription.ticketQueueFeed(where.assignee)    StaffMember
    Subscription.ticketUpdated(id)                  Ticket
    Subscription.ticketViewers(id)                  Ticket

    Mutation.apiTokenRevoke(input.id)               ApiToken
    Mutation.brandBoostSet(input.brandId)           Brand
    Mutation.categoryBoostSet(input.categoryId)     Category
    Mutation.categoryCreate(input.parentId)         Category
    Mutation.categoryTranslate(input.id)            Category
    Mutation.consentRecord(input.customerId)        Customer
    Mutation.customerAddressAdd(input.customerId)   Customer
    Mutation.customerAddressRemove(input.id)        Address
    Mutation.customerAddressSetDefault(input.id)    Address
    Mutation.customerAnonymize(input.id)            Customer
    Mutation.customerEndSessions(input.id)          Customer
    Mutation.customerUpdate(input.id)               Customer
    Mutation.fulfillmentCreate(input.fulfillmentOrderId) FulfillmentOrder
    Mutation.fulfillmentCreate(input.lines.orderLineId)  OrderLine
    Mutation.fulfillmentMarkDelivered(input.id)     Fulfillment
    Mutation.fulfillmentOrderReportProgress(input.id) FulfillmentOrder
    Mutation.fulfillmentOrderStartPicking(input.id) FulfillmentOrder
    Mutation.fulfillmentShip(input.id)              Fulfillment
    Mutation.inventoryAdjust(input.variantId)       ProductVariant
    Mutation.inventoryAdjust(input.warehouseId)     Warehouse
    Mutation.messageSend(input.ticketId)            Ticket
    Mutation.orderCancel(input.id)                  Order
    Mutation.orderConfirm(input.id)                 Order
    Mutation.orderCreate(input.customerId)          Customer
    Mutation.orderCreate(input.lines.variantId)     ProductVariant
    Mutation.orderHold(input.id)                    Order
    Mutation.orderReleaseHold(input.id)             Order
    Mutation.paymentCapture(input.orderId)          Order
    Mutation.personalDataExport(input.customerId)   Customer
    Mutation.priceSet(input.variantId)              ProductVariant
    Mutation.productCreate(input.brandId)           Brand
    Mutation.productCreate(input.categoryId)        Category
    Mutation.productBoostSet(input.productId)       Product
    Mutation.productPublish(input.id)               Product
    Mutation.productTranslate(input.id)             Product
    Mutation.productUnpublish(input.id)             Product
    Mutation.productUpdate(input.brandId)           Brand
    Mutation.productUpdate(input.categoryId)        Category
    Mutation.productUpdate(input.id)                Product
    Mutation.refundCreate(input.paymentId)          Payment
    Mutation.roleDelete(input.id)                   Role
    Mutation.roleUpdate(input.id)                   Role
    Mutation.sessionEnd(input.id)                   Session
    Mutation.staffMemberDeactivate(input.id)        StaffMember
    Mutation.staffMemberEndSessions(input.id)       StaffMember
    Mutation.staffMemberReactivate(input.id)        StaffMember
    Mutation.staffMemberSetRoles(input.id)          StaffMember
    Mutation.stockAlertAcknowledge(input.id)        StockAlert
    Mutation.stockAlertRuleUpsert(input.variantId)  ProductVariant
    Mutation.stockAlertRuleUpsert(input.warehouseId) Warehouse
    Mutation.ticketAssign(input.assigneeId)         StaffMember
    Mutation.ticketAssign(input.id)                 Ticket
    Mutation.ticketClose(input.id)                  Ticket
    Mutation.ticketCreate(input.customerId)         Customer
    Mutation.ticketCreate(input.fulfillmentId)      Fulfillment
    Mutation.ticketCreate(input.orderId)            Order
    Mutation.ticketReopen(input.id)                 Ticket
    Mutation.ticketResolve(input.id)                Ticket
    Mutation.ticketSetPriority(input.id)            Ticket
    Mutation.variantAdd(input.productId)            Product
    Mutation.waybillCreate(input.fulfillmentId)     Fulfillment
    Mutation.webhookDelete(input.id)                Webhook
    Mutation.webhookPause(input.id)                 Webhook
    Mutation.webhookReplay(input.deliveryIds)       WebhookDelivery
    Mutation.webhookReplay(input.id)                Webhook
    Mutation.webhookResume(input.id)                Webhook
    Mutation.webhookRotateSecret(input.id)          Webhook
    Mutation.webhookTest(input.id)                  Webhook
    Mutation.webhookUpdate(input.id)                Webhook
"""

KINDS = {line.split()[0]: line.split()[1] for line in IDS.splitlines() if line.strip()}


def under(root: str) -> dict[str, str]:
    """The table's part for queries, mutations or subscriptions."""
    return {path: kind for path, kind in KINDS.items() if path.startswith(f"{root}.")}
