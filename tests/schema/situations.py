"""For every refusal that a mutation declares, a situation in which it must be given: a table."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from domain.catalog.attributes.errors import AttributeInUse
from domain.catalog.attributes.kinds import AttributeKind, AttributeLevel
from domain.catalog.attributes.models import Attribute, ProductType
from domain.catalog.bundles.errors import BundleInBundle
from domain.catalog.collections.errors import CollectionHasRule
from domain.catalog.collections.rules import RuleCondition, RuleField
from domain.catalog.errors import CategoryTooDeep, ProductDiscontinued, ProductHasNoPrice
from domain.catalog.media.errors import TooManyMedia
from domain.catalog.media.kinds import PER_PRODUCT_MAX
from domain.catalog.models import Product, VariantPrice
from domain.catalog.revisions.errors import (
    ApprovalRequired,
    OwnRevision,
    RevisionConflicts,
    RevisionPending,
)
from domain.catalog.revisions.models import ProductRevision
from domain.catalog.states import LifecycleStage, RevisionStatus
from domain.customers.add_address import ADDRESSES_MAX
from domain.customers.cards import Card, sealed_address
from domain.customers.errors import OrdersUnderWay, TooManyAddresses
from domain.customers.models import Address, Customer
from domain.finance.errors import (
    CaptureExceedsAuthorized,
    NothingToVoid,
    PaymentExceedsBalance,
    PaymentUnderWay,
    RefundExceedsCaptured,
)
from domain.finance.gateways.simulated import NO_FAULTS
from domain.finance.models import Payment
from domain.finance.refunds.errors import OwnRefund
from domain.finance.void_payment import void_payment
from domain.fulfillment.devices.errors import DeviceNotInService
from domain.fulfillment.devices.models import Device
from domain.fulfillment.errors import (
    NotPacked,
    PickingAlreadyStarted,
    ProgressOutOfOrder,
    TooManyUnits,
)
from domain.fulfillment.models import Fulfillment, FulfillmentOrder
from domain.fulfillment.picking.errors import NotAllScanned, TooManyScanned, WrongItem
from domain.fulfillment.picking.scan_item import scan_item
from domain.fulfillment.start_picking import start_picking
from domain.fulfillment.states import (
    FulfillmentOrderStatus,
    FulfillmentProgress,
    FulfillmentStatus,
)
from domain.identity.errors import (
    LastAdministrator,
    NotForMachines,
    RefreshTokenInvalid,
    ResetTokenInvalid,
    RoleInUse,
    RoleIsFixed,
    ScopesNotHeld,
    TooManyAttempts,
    WrongCredentials,
)
from domain.inventory.errors import InsufficientStock, NotAllocated
from domain.inventory.models import InventoryLevel, StockReservation
from domain.inventory.states import ReservationStatus
from domain.notifications.errors import UnknownVariable
from domain.orders.cancel_order import cancel_order
from domain.orders.drafts.errors import DraftIncomplete, QuoteExpired
from domain.orders.drafts.models import DraftOrder, DraftOrderLine
from domain.orders.drafts.states import DraftStatus
from domain.orders.editing.changes import SetShipping
from domain.orders.editing.errors import EditAlreadyOpen, EditConflicted, EditNotPossible
from domain.orders.editing.stage import begin_edit
from domain.orders.errors import (
    ClaimExceedsDelivered,
    HeldForExchange,
    MergeNotUndoable,
    OrderAlreadyShipped,
    OrderNotConfirmed,
    OrderNotPayable,
    OrdersNotMergeable,
    ReturnExceedsDelivered,
    UnitsDoNotAddUp,
    UnitsNotFree,
)
from domain.orders.handling.errors import NotYourNote
from domain.orders.handling.models import OrderNote
from domain.orders.models import Order, OrderEdit, OrderLine
from domain.orders.states import CancelReason, HoldReason, OrderStatus
from domain.pricing.errors import OwnProposal, PriceListOver, ProposalOutdated
from domain.pricing.models import PriceList, PricingRule
from domain.processes.edit_order import edit_order
from domain.processes.hold_order import hold_order
from domain.promotions.campaigns.errors import CampaignBudgetSpent, OwnCampaign
from domain.promotions.errors import PromotionRejected
from domain.returns.claims.states import ClaimResolution, ClaimStatus
from domain.returns.errors import (
    InspectionDoesNotAddUp,
    ReturnAlreadyRefunded,
    ReturnOfExchange,
)
from domain.returns.exchanges.states import ExchangeStatus
from domain.returns.models import Return, ReturnLine
from domain.shared.errors import AlreadyTaken, DomainError
from domain.shared.ids import new_id
from domain.shared.money import WrongCurrency
from domain.shipping.errors import ShippingMethodUnavailable
from domain.taxes.errors import TaxRatesOverlap
from schema.shared.ids import global_id, key_of
from tests.schema.inputs import INPUTS
from tests.schema.shapes import replaced
from tests.schema.stage import OWNERS_HOME, Input, Stage, gid

Situation = Callable[[Stage], Awaitable[Input]]


def but(mutation: str, **fields: object) -> Situation:
    """The mutation's usual input but for some fields; a path is written `price__amount`."""

    async def make(stage: Stage) -> Input:
        input = await INPUTS[mutation](stage)
        for path, value in fields.items():
            input = replaced(input, tuple(path.split("__")), value)
        return input

    return make


async def no_price(stage: Stage) -> Input:
    return {"id": gid(await stage.shop.product(published=False))}


async def discontinued(stage: Stage) -> Input:
    product = await stage.shop.product(published=False)
    product.lifecycle_stage = LifecycleStage.DISCONTINUED
    await product.save()
    return {"id": gid(product)}


async def known_sku(stage: Stage) -> Input:
    known = await stage.shop.variant()
    return {**await INPUTS["variantAdd"](stage), "sku": known.sku}


async def a_wall_of_pictures(stage: Stage) -> Input:
    product = await stage.shop.product()
    for _ in range(PER_PRODUCT_MAX):
        await stage.shop.media(product)
    return {**await INPUTS["mediaUploadCreate"](stage), "productId": gid(product)}


async def five_levels(stage: Stage) -> Input:
    category = await stage.shop.category()
    for _ in range(4):
        category = await stage.shop.category(parent=category)
    return {"name": "Deeper", "parentId": gid(category)}


def known_email(mutation: str) -> Situation:
    async def make(stage: Stage) -> Input:
        other = await stage.shop.customer()
        assert isinstance(other, Customer)
        return {**await INPUTS[mutation](stage), "email": Card.of(other).email}

    return make


async def full_card(stage: Stage) -> Input:
    await Address.bulk_create(
        Address(
            id=key,
            customer=stage.owner,
            **sealed_address(key, OWNERS_HOME),
            country="GB",
            created_at=stage.shop.now,
        )
        for key in (new_id() for _ in range(ADDRESSES_MAX))
    )
    return await INPUTS["customerAddressAdd"](stage)


async def while_an_order_is_open(stage: Stage) -> Input:
    await stage.order()
    return {"id": gid(stage.owner)}


async def known_reference(stage: Stage) -> Input:
    await stage.shop.capture((await stage.order()).id, reference="slip 7")
    return {**await INPUTS["paymentCapture"](stage), "method": "MANUAL", "reference": "slip 7"}


async def ended_order(stage: Stage) -> Input:
    order = await stage.order(OrderStatus.CANCELED)
    return {**await INPUTS["paymentCapture"](stage), "orderId": gid(order)}


async def ended_order_at_the_gateway(stage: Stage) -> Input:
    order = await stage.order(OrderStatus.CANCELED)
    return {**await INPUTS["paymentAuthorize"](stage), "orderId": gid(order)}


async def held_for_an_ended_order(stage: Stage) -> Input:
    given = await INPUTS["paymentCaptureAuthorized"](stage)
    order = await Order.all().order_by("-id").first()
    assert order is not None
    await cancel_order(stage.shop.ctx, order.id, reason=CancelReason.OTHER)
    return given


async def held_and_paid_in_cash(stage: Stage) -> Input:
    given = await INPUTS["paymentCaptureAuthorized"](stage)
    order = await Order.all().order_by("-id").first()
    assert order is not None
    await stage.shop.capture(order.id)
    return given


async def declined(stage: Stage) -> Input:
    stage.shop.gateway()
    payment = await stage.shop.authorize((await stage.order()).id, instrument="declined")
    return {"paymentId": gid(payment), "idempotencyKey": "void-2"}


async def void_without_an_answer(stage: Stage) -> Input:
    given = await INPUTS["paymentVoid"](stage)
    payment = await Payment.all().order_by("-id").first()
    assert payment is not None
    stage.shop.gateway(replace(NO_FAULTS, unheard=1))
    await void_payment(stage.shop.ctx, payment.id, idempotency_key="never answered")
    return given


async def unpacked(stage: Stage) -> Input:
    work = await stage.work(FulfillmentOrderStatus.IN_PROGRESS)
    return {"fulfillmentOrderId": gid(work), "idempotencyKey": "parcel-1"}


async def packed_for_a_held_order(stage: Stage) -> Input:
    work = await stage.packed()
    await hold_order(stage.shop.ctx, work.order_id, reason=HoldReason.FRAUD)
    return {"fulfillmentOrderId": gid(work), "idempotencyKey": "parcel-1"}


async def too_many_units(stage: Stage) -> Input:
    input = await INPUTS["fulfillmentCreate"](stage)
    return replaced(input, ("lines", 0, "quantity"), 3)


def miscounted(mutation: str, **counters: int) -> Situation:
    """Somebody wrote into the order's lines by hand."""

    async def make(stage: Stage) -> Input:
        input = await INPUTS[mutation](stage)
        await OrderLine.all().update(**counters)
        return input

    return make


async def delivered_news_of_a_miscounted_order(stage: Stage) -> Input:
    return {**await miscounted("trackingEventReport", delivered=2)(stage), "status": "DELIVERED"}


async def known_waybill(stage: Stage) -> Input:
    other = await stage.parcel(FulfillmentStatus.SHIPPED)
    return {**await INPUTS["fulfillmentShip"](stage), "waybillNumber": other.waybill_number}


async def stock_let_go(stage: Stage) -> Input:
    input = await INPUTS["fulfillmentShip"](stage)
    await StockReservation.all().update(status=ReservationStatus.RELEASED)
    return input


async def parcel_of_a_held_order(stage: Stage) -> Input:
    parcel = await stage.parcel(FulfillmentStatus.LABEL_PURCHASED)
    await hold_order(stage.shop.ctx, parcel.order_id, reason=HoldReason.FRAUD)
    return {"id": gid(await Fulfillment.get(id=parcel.id))}


async def half_scanned(stage: Stage) -> Input:
    input = await INPUTS["fulfillmentOrderReportProgress"](stage)
    work = await FulfillmentOrder.get(id=key_of("FulfillmentOrder", input["id"]))
    (line,) = await stage.shop.lines(await work.order)
    step = FulfillmentProgress.PICKED
    await scan_item(stage.shop.ctx, work.id, step=step, code=line.sku, idempotency_key=None)
    return input | {"expectedVersion": None}


async def labelled_and_let_go(stage: Stage) -> Input:
    input = await INPUTS["fulfillmentDispatch"](stage)
    await StockReservation.all().update(status=ReservationStatus.RELEASED)
    return input


async def labelled_for_a_held_order(stage: Stage) -> Input:
    input = await INPUTS["fulfillmentDispatch"](stage)
    parcel = await Fulfillment.get(waybill_number=input["waybillNumber"])
    await hold_order(stage.shop.ctx, parcel.order_id, reason=HoldReason.FRAUD)
    return input


async def too_few_on_the_shelf(stage: Stage) -> Input:
    return replaced(await INPUTS["orderCreate"](stage), ("lines", 0, "quantity"), 11)


async def in_no_money_of_ours(stage: Stage) -> Input:
    input = await INPUTS["channelOrderIngest"](stage)
    input["orders"][0]["total"] = {"amount": "1.00", "currencyCode": "XXX"}
    return input


async def somebody_elses_cart(stage: Stage) -> Input:
    input = await INPUTS["orderCreate"](stage)
    other = await stage.order()
    await Order.filter(id=other.id).update(external_id=input["externalId"], customer_id=None)
    return input


async def shipped_order(stage: Stage) -> Input:
    parcel = await stage.parcel(FulfillmentStatus.SHIPPED)
    return {"id": gid(await Order.get(id=parcel.order_id)), "reason": "CUSTOMER"}


async def two_of_one_to_split(stage: Stage) -> Input:
    return replaced(await INPUTS["fulfillmentOrderSplit"](stage), ("lines", 0, "quantity"), 3)


async def too_little_over_there(stage: Stage) -> Input:
    input = await INPUTS["fulfillmentOrderMove"](stage)
    key = key_of("Warehouse", input["warehouseId"])
    await InventoryLevel.filter(warehouse_id=key).update(on_hand=1)
    return input


def promises_let_go(mutation: str) -> Situation:
    async def situation(stage: Stage) -> Input:
        input = await INPUTS[mutation](stage)
        await StockReservation.all().update(status=ReservationStatus.RELEASED)
        return input

    return situation


async def costs_of_another_currency(stage: Stage) -> Input:
    return replaced(
        await INPUTS["routingRuleUpsert"](stage), ("costs", 0, "amount", "currencyCode"), "XXX"
    )


async def amount_of_another_currency(stage: Stage) -> Input:
    path = ("groups", 0, "comparisons", 0, "values")
    return replaced(await INPUTS["automationRuleUpsert"](stage), path, ["1 XXX"])


async def order_of_somebody_else(stage: Stage) -> Input:
    input = await INPUTS["orderMerge"](stage)
    other = await stage.shop.customer()
    (wanted,) = input["orderIds"]
    await Order.filter(id=key_of("Order", wanted)).update(customer_id=other.id)
    return input


async def order_that_somebody_edits(stage: Stage) -> Input:
    input = await INPUTS["orderEditBegin"](stage)
    await begin_edit(stage.shop.ctx, key_of("Order", input["id"]))
    return input


async def order_that_is_over(stage: Stage) -> Input:
    order = await stage.order(OrderStatus.CANCELED)
    return {"id": gid(order), "idempotencyKey": "edit-2"}


async def edit_of_nothing(stage: Stage) -> Input:
    return await INPUTS["orderEditAbandon"](stage)


async def edit_that_came_too_late(stage: Stage) -> Input:
    input = await INPUTS["orderEditCommit"](stage)
    edit = await OrderEdit.get(id=key_of("OrderEdit", input["id"]))
    await edit_order(stage.shop.ctx, edit.order_id, [SetShipping(100)])
    return input


async def units_in_somebodys_hands(stage: Stage) -> Input:
    input = await INPUTS["orderSplit"](stage)
    order_id = key_of("Order", input["id"])
    work = await FulfillmentOrder.get(order_id=order_id)
    await start_picking(stage.shop.ctx, work.id)
    return input | {"expectedVersion": None}


async def split_while_money_is_held(stage: Stage) -> Input:
    return await _held_for("orderSplit", stage)


async def unmerge_while_money_is_held(stage: Stage) -> Input:
    return await _held_for("orderUnmerge", stage)


async def _held_for(mutation: str, stage: Stage) -> Input:
    input = await INPUTS[mutation](stage)
    order = await Order.get(id=key_of("Order", input["id"]))
    stage.shop.gateway()
    await stage.shop.authorize(order.merged_into_id or order.id)
    return input | {"expectedVersion": None}


async def merge_that_waits(stage: Stage) -> Input:
    input = await INPUTS["orderUnmerge"](stage)
    source = await Order.get(id=key_of("Order", input["id"]))
    assert source.merged_into_id is not None
    await hold_order(stage.shop.ctx, source.merged_into_id, reason=HoldReason.MANUAL)
    return input


async def order_in_the_works(stage: Stage) -> Input:
    work = await stage.work(FulfillmentOrderStatus.IN_PROGRESS)
    return {"id": gid(await Order.get(id=work.order_id)), "reason": "CUSTOMER"}


async def used_unit(stage: Stage) -> Input:
    input = await INPUTS["attributeUpdate"](stage)
    weight = await Attribute.all().order_by("-created_at", "-id").first()
    assert weight is not None
    await stage.shop.value(await stage.shop.product(), weight, value_number=1)
    return input


async def used_attribute(stage: Stage) -> Input:
    attribute = await stage.shop.attribute()
    await stage.shop.product_type((attribute, AttributeLevel.PRODUCT))
    return {"id": gid(attribute)}


async def used_choice(stage: Stage) -> Input:
    attribute = await stage.shop.attribute(AttributeKind.CHOICE, choices=("red",))
    red = await stage.shop.choice(attribute, "red")
    await stage.shop.value(await stage.shop.product(), attribute, choice=red)
    return {"id": gid(red)}


async def type_in_use(stage: Stage) -> Input:
    attribute, product = await stage.shop.attribute(), await stage.shop.product()
    kind = await stage.shop.typed(product, attribute)
    await stage.shop.value(product, attribute, value_text="By hand")
    return {"id": gid(kind), "attributes": []}


async def typed_product(stage: Stage) -> Input:
    attribute, product = await stage.shop.attribute(), await stage.shop.product()
    await stage.shop.typed(product, attribute)
    await stage.shop.value(product, attribute, value_text="By hand")
    return {"id": gid(product), "productTypeId": None}


def known_code(mutation: str, code: str) -> Situation:
    async def make(stage: Stage) -> Input:
        await stage.shop.attribute(code=code)
        await ProductType.create(
            code=code, name="Tea", created_at=stage.shop.now, updated_at=stage.shop.now
        )
        return {**await INPUTS[mutation](stage), "code": code}

    return make


async def known_variant(stage: Stage) -> Input:
    input = await INPUTS["productGenerateVariants"](stage)
    sku = input["skuPattern"].partition("{")[0] + "S"
    await stage.shop.variant(sku=sku)
    return input


async def by_rule(stage: Stage) -> Input:
    collection = await stage.shop.collection(rule=[RuleCondition(RuleField.TAG, tags=("tea",))])
    return {"id": gid(collection), "productIds": []}


async def wrong_rule(stage: Stage) -> Input:
    input = await INPUTS["collectionSetRule"](stage)
    return replaced(input, ("rule", 1, "currency"), "XXX")


async def bundle_of_itself(stage: Stage) -> Input:
    variant = await stage.shop.variant()
    return {"variantId": gid(variant), "components": [{"variantId": gid(variant)}]}


async def known_dimension(stage: Stage) -> Input:
    await stage.shop.dimension(code="season")
    return {**await INPUTS["dimensionCreate"](stage), "code": "season"}


async def known_reference_elsewhere(stage: Stage) -> Input:
    other = await stage.shop.product()
    other.external_system, other.external_id = "erp", "4711"
    await other.save(update_fields=["external_system", "external_id"])
    refs = [{"system": "erp", "externalId": "4711"}]
    return {"id": gid(await stage.shop.product()), "refs": refs}


async def known_group(stage: Stage) -> Input:
    await stage.shop.group(code="gold")
    return await INPUTS["customerGroupCreate"](stage)


async def prices_in_euro(stage: Stage) -> Input:
    input = await INPUTS["priceListSetPrices"](stage)
    return replaced(input, ("prices", 0, "price", "currencyCode"), "EUR")


async def list_that_is_over(stage: Stage) -> Input:
    input = await INPUTS["priceListActivate"](stage)
    await PriceList.all().update(ends_at=stage.shop.now)
    return input


async def name_of_another_rule(stage: Stage) -> Input:
    input = await INPUTS["pricingRuleUpsert"](stage)
    other = await stage.shop.rule(await stage.shop.variant())
    return input | {"name": other.name}


async def own_rule(stage: Stage) -> Input:
    input = await INPUTS["priceProposalApprove"](stage)
    await PricingRule.all().update(authors=[stage.shop.admin.key])
    return input


async def price_that_moved(stage: Stage) -> Input:
    input = await INPUTS["priceProposalApprove"](stage)
    await VariantPrice.all().update(amount_minor=1300)
    return input


async def pending(stage: Stage) -> Input:
    revision = await stage.revision()
    return {"productId": global_id("Product", revision.product_id)}


async def clash(stage: Stage) -> Input:
    revision = await stage.revision(RevisionStatus.APPROVED)
    await Product.filter(id=revision.product_id).update(name="Gyokuro")
    return {"id": gid(revision)}


async def taken_slug(stage: Stage) -> Input:
    revision = await stage.revision(RevisionStatus.APPROVED)
    other = await stage.shop.product()
    staged, base = {**revision.staged, "slug": other.slug}, revision.base
    product = await Product.get(id=revision.product_id)
    await ProductRevision.filter(id=revision.id).update(
        staged=staged, base={**base, "slug": product.slug}
    )
    return {"id": gid(revision)}


async def no_price_scheduled(stage: Stage) -> Input:
    input = await INPUTS["productSchedulePublication"](stage)
    return {**input, **await no_price(stage), "expectedVersion": None}


async def discontinued_scheduled(stage: Stage) -> Input:
    input = await INPUTS["productSchedulePublication"](stage)
    return {**input, **await discontinued(stage), "expectedVersion": None}


def wrong_currency(mutation: str) -> Situation:
    """A price in a currency that we do not trade in."""
    price = {"amount": "1.00", "currencyCode": "XXX"}
    return but(mutation, effects=[{"fixedPrice": {"prices": [price]}}])


async def known_coupon(stage: Stage) -> Input:
    known = await stage.shop.coupon("KNOWN")
    return {**await INPUTS["couponCreate"](stage), "code": known.code}


async def own_plan(stage: Stage) -> Input:
    return {"id": gid(await stage.shop.plan())}


async def spent_campaign(stage: Stage) -> Input:
    shop = stage.shop
    campaign = await shop.campaign(uses_max=1)
    await shop.promotion_of(campaign)
    variant = await shop.variant()
    await shop.stock(variant, 1)
    await shop.place((variant, 1))
    return {"id": gid(campaign)}


def money_of_another(field: str, mutation: str) -> Situation:
    """A budget in another currency than the plan."""
    return but(mutation, **{field: {"amount": "1.00", "currencyCode": "EUR"}})


def so_many(mutation: str, units: int) -> Situation:
    """The usual input, but for so many units in its first line."""

    async def make(stage: Stage) -> Input:
        return replaced(await INPUTS[mutation](stage), ("lines", 0, "quantity"), units)

    return make


def of_a_retired_machine(mutation: str) -> Situation:
    async def make(stage: Stage) -> Input:
        input = await INPUTS[mutation](stage)
        await Device.all().update(is_enabled=False, retired_at=stage.shop.now)
        return input

    return make


async def inspected_by_the_approver(stage: Stage) -> Input:
    input = await INPUTS["returnRefundApprove"](stage)
    await Return.all().update(requested_by=stage.shop.admin.key)
    return input


async def claim_of_more_than_there_is(stage: Stage) -> Input:
    row = await stage.complaint(ClaimStatus.APPROVED, ClaimResolution.REPLACE)
    await InventoryLevel.all().update(on_hand=0)
    return {"id": gid(row)}


async def exchange_for_what_has_no_price(stage: Stage) -> Input:
    input = await INPUTS["exchangeCreate"](stage)
    await VariantPrice.all().delete()
    return input


async def exchange_for_more_than_there_is(stage: Stage) -> Input:
    row = await stage.swapped()
    await InventoryLevel.all().update(on_hand=0)
    return {"id": gid(row)}


async def exchange_that_is_picked(stage: Stage) -> Input:
    row = await stage.swapped(ExchangeStatus.RECEIVED)
    (work,) = await stage.shop.works_of(await stage.shop.goods_of(row))
    await start_picking(stage.shop.ctx, work.id)
    return {"id": gid(row)}


async def exchange_that_is_half_sent(stage: Stage) -> Input:
    row = await stage.swapped(ExchangeStatus.RECEIVED)
    await stage.shop.sends(row)
    return {"id": gid(row)}


async def return_of_an_exchange(stage: Stage) -> Input:
    row = await stage.swapped()
    return {"id": gid(await row.parent)}


async def order_of_an_exchange(stage: Stage) -> Input:
    row = await stage.swapped(ExchangeStatus.APPROVED)
    return {"id": gid(await stage.shop.goods_of(row))}


async def refunded_in_advance(stage: Stage) -> Input:
    input = await INPUTS["returnCancel"](stage)
    await ReturnLine.all().update(credited=2, credit_minor=2500)
    return input


async def draft_in_euro(stage: Stage) -> Input:
    input = await INPUTS["draftOrderUpdate"](stage)
    price = {"amount": "9.00", "currencyCode": "EUR"}
    return replaced(input, ("lines", 0, "unitPrice"), price)


def draft_of_nobody(mutation: str) -> Situation:
    async def make(stage: Stage) -> Input:
        input = await INPUTS[mutation](stage)
        await DraftOrder.all().update(customer_id=None)
        return input

    return make


async def draft_of_too_much(stage: Stage) -> Input:
    input = await INPUTS["draftOrderComplete"](stage)
    await DraftOrderLine.all().update(quantity=500)
    return input


async def quote_of_too_much(stage: Stage) -> Input:
    input = await INPUTS["quoteAccept"](stage)
    await DraftOrderLine.all().update(quantity=500)
    return input


async def draft_with_a_coupon(stage: Stage) -> Input:
    input = await INPUTS["draftOrderComplete"](stage)
    await DraftOrder.all().update(coupon_codes=["NONE"])
    return input


def quoted_until_now(mutation: str) -> Situation:
    async def make(stage: Stage) -> Input:
        input = await INPUTS[mutation](stage)
        await DraftOrder.all().update(
            status=DraftStatus.QUOTED, quoted_minor=1, valid_until=stage.shop.now
        )
        return input

    return make


def unpriced(mutation: str) -> Situation:
    async def make(stage: Stage) -> Input:
        input = await INPUTS[mutation](stage)
        await VariantPrice.all().delete()
        return input

    return make


async def note_of_a_colleague(stage: Stage) -> Input:
    input = await INPUTS["orderNoteEdit"](stage)
    await OrderNote.all().update(author_id=new_id())
    return input


async def sent_nowhere(stage: Stage) -> Input:
    method = await stage.shop.shipping_method(country="FR")
    return {**await INPUTS["orderCreate"](stage), "shippingMethodId": gid(method)}


async def known_class(stage: Stage) -> Input:
    await stage.shop.tax_class("books")
    return {**await INPUTS["taxClassCreate"](stage), "code": "books"}


async def known_rate(stage: Stage) -> Input:
    input = {**await INPUTS["taxRateUpsert"](stage), "id": None}
    books = await stage.shop.tax_class("books")
    await stage.shop.rate(1, name=input["name"], country="AT", of=books)
    return {**input, "region": "", "expectedVersion": None}


async def known_zone(stage: Stage) -> Input:
    zone = await stage.shop.shipping_zone("FR")
    return {**await INPUTS["shippingZoneUpsert"](stage), "id": None, "name": zone.name}


SITUATIONS: dict[tuple[str, type[DomainError]], Situation] = {
    ("productPublish", ProductDiscontinued): discontinued,
    ("productPublish", ProductHasNoPrice): no_price,
    ("productSchedulePublication", ProductDiscontinued): discontinued_scheduled,
    ("productSchedulePublication", ProductHasNoPrice): no_price_scheduled,
    ("productRevisionBegin", RevisionPending): pending,
    ("productRevisionPublish", AlreadyTaken): taken_slug,
    ("productRevisionPublish", RevisionConflicts): clash,
    ("variantAdd", AlreadyTaken): known_sku,
    ("attributeCreate", AlreadyTaken): known_code("attributeCreate", "tea"),
    ("attributeUpdate", AttributeInUse): used_unit,
    ("attributeDelete", AttributeInUse): used_attribute,
    ("attributeChoiceAdd", AlreadyTaken): but("attributeChoiceAdd", code="red"),
    ("attributeChoiceRemove", AttributeInUse): used_choice,
    ("productTypeCreate", AlreadyTaken): known_code("productTypeCreate", "tea"),
    ("productTypeUpdate", AttributeInUse): type_in_use,
    ("productSetType", AttributeInUse): typed_product,
    ("productGenerateVariants", AlreadyTaken): known_variant,
    ("notificationTemplateUpsert", UnknownVariable): but(
        "notificationTemplateUpsert", text="{{nobody}}"
    ),
    ("priceSet", WrongCurrency): but("priceSet", price__currencyCode="XXX"),
    ("categoryCreate", CategoryTooDeep): five_levels,
    ("dimensionCreate", AlreadyTaken): known_dimension,
    ("dimensionValueAdd", AlreadyTaken): but("dimensionValueAdd", code="summer"),
    ("collectionSetRule", WrongCurrency): wrong_rule,
    ("collectionAddProducts", CollectionHasRule): by_rule,
    ("collectionRemoveProducts", CollectionHasRule): by_rule,
    ("bundleSetComponents", BundleInBundle): bundle_of_itself,
    ("productSetExternalRefs", AlreadyTaken): known_reference_elsewhere,
    ("customerGroupCreate", AlreadyTaken): known_group,
    ("priceListCreate", WrongCurrency): but("priceListCreate", currency="XXX"),
    ("priceListSetPrices", WrongCurrency): prices_in_euro,
    ("priceListActivate", PriceListOver): list_that_is_over,
    ("priceSchedule", WrongCurrency): but("priceSchedule", price__currencyCode="XXX"),
    ("variantCostRecord", WrongCurrency): but("variantCostRecord", cost__currencyCode="XXX"),
    ("competitorPriceReport", WrongCurrency): but(
        "competitorPriceReport", price__currencyCode="XXX"
    ),
    ("pricingRuleUpsert", AlreadyTaken): name_of_another_rule,
    ("pricingRuleUpsert", WrongCurrency): but("pricingRuleUpsert", currency="EUR"),
    ("priceProposalApprove", OwnProposal): own_rule,
    ("priceProposalApprove", ProposalOutdated): price_that_moved,
    ("mediaUploadCreate", TooManyMedia): a_wall_of_pictures,
    ("customerCreate", AlreadyTaken): known_email("customerCreate"),
    ("customerUpdate", AlreadyTaken): known_email("customerUpdate"),
    ("customerAddressAdd", TooManyAddresses): full_card,
    ("customerAnonymize", OrdersUnderWay): while_an_order_is_open,
    ("paymentCapture", AlreadyTaken): known_reference,
    ("paymentCapture", OrderNotPayable): ended_order,
    ("paymentCapture", PaymentExceedsBalance): but("paymentCapture", amount__amount="25.01"),
    ("paymentCapture", WrongCurrency): but("paymentCapture", amount__currencyCode="EUR"),
    ("paymentAuthorize", OrderNotPayable): ended_order_at_the_gateway,
    ("paymentAuthorize", PaymentExceedsBalance): but("paymentAuthorize", amount__amount="25.01"),
    ("paymentAuthorize", WrongCurrency): but("paymentAuthorize", amount__currencyCode="EUR"),
    ("paymentCaptureAuthorized", CaptureExceedsAuthorized): but(
        "paymentCaptureAuthorized", amount__amount="25.01"
    ),
    ("paymentCaptureAuthorized", OrderNotPayable): held_for_an_ended_order,
    ("paymentCaptureAuthorized", PaymentExceedsBalance): held_and_paid_in_cash,
    ("paymentCaptureAuthorized", WrongCurrency): but(
        "paymentCaptureAuthorized", amount__currencyCode="EUR"
    ),
    ("paymentVoid", NothingToVoid): declined,
    ("paymentVoid", PaymentUnderWay): void_without_an_answer,
    ("refundCreate", RefundExceedsCaptured): but("refundCreate", amount__amount="25.01"),
    ("refundCreate", WrongCurrency): but("refundCreate", amount__currencyCode="EUR"),
    ("carrierCreate", AlreadyTaken): but("carrierCreate", code="swift"),
    ("deviceUpsert", DeviceNotInService): of_a_retired_machine("deviceUpsert"),
    ("deviceEventIngest", DeviceNotInService): of_a_retired_machine("deviceEventIngest"),
    ("fulfillmentOrderReportProgress", ProgressOutOfOrder): but(
        "fulfillmentOrderReportProgress", progress="PACKED"
    ),
    ("fulfillmentOrderReportProgress", NotAllScanned): half_scanned,
    ("fulfillmentOrderScan", ProgressOutOfOrder): but("fulfillmentOrderScan", step="PACKED"),
    ("fulfillmentOrderScan", TooManyScanned): but("fulfillmentOrderScan", quantity=3),
    ("fulfillmentOrderScan", WrongItem): but("fulfillmentOrderScan", code="SOMETHING-ELSE"),
    ("fulfillmentDispatch", NotAllocated): labelled_and_let_go,
    ("fulfillmentDispatch", OrderNotConfirmed): labelled_for_a_held_order,
    ("fulfillmentDispatch", UnitsDoNotAddUp): miscounted("fulfillmentDispatch", fulfilled=0),
    ("fulfillmentCreate", NotPacked): unpacked,
    ("fulfillmentCreate", OrderNotConfirmed): packed_for_a_held_order,
    ("fulfillmentCreate", TooManyUnits): too_many_units,
    ("fulfillmentCreate", UnitsDoNotAddUp): miscounted("fulfillmentCreate", allocated=0),
    ("fulfillmentShip", AlreadyTaken): known_waybill,
    ("fulfillmentShip", NotAllocated): stock_let_go,
    ("fulfillmentShip", OrderNotConfirmed): parcel_of_a_held_order,
    ("fulfillmentShip", UnitsDoNotAddUp): miscounted("fulfillmentShip", fulfilled=0),
    ("fulfillmentMarkDelivered", UnitsDoNotAddUp): miscounted(
        "fulfillmentMarkDelivered", delivered=2
    ),
    ("trackingEventReport", UnitsDoNotAddUp): delivered_news_of_a_miscounted_order,
    ("warehouseCreate", AlreadyTaken): but("warehouseCreate", code="main"),
    ("inventoryAdjust", InsufficientStock): but("inventoryAdjust", delta=-11),
    ("channelCreate", AlreadyTaken): but("channelCreate", code="web"),
    ("channelCreate", WrongCurrency): but("channelCreate", currency="XXX"),
    ("channelOrderIngest", WrongCurrency): in_no_money_of_ours,
    ("orderCreate", AlreadyTaken): somebody_elses_cart,
    ("orderCreate", InsufficientStock): too_few_on_the_shelf,
    ("orderCreate", ShippingMethodUnavailable): sent_nowhere,
    ("taxClassCreate", AlreadyTaken): known_class,
    ("taxRateUpsert", TaxRatesOverlap): known_rate,
    ("shippingZoneUpsert", AlreadyTaken): known_zone,
    ("shippingMethodUpsert", WrongCurrency): but("shippingMethodUpsert", currency="EUR"),
    ("orderCreate", PromotionRejected): but("orderCreate", couponCodes=["NONE"]),
    ("promotionCreate", WrongCurrency): wrong_currency("promotionCreate"),
    ("promotionUpdate", WrongCurrency): wrong_currency("promotionUpdate"),
    ("campaignApprove", OwnCampaign): own_plan,
    ("campaignCreate", WrongCurrency): money_of_another("budget", "campaignCreate"),
    ("campaignStart", CampaignBudgetSpent): spent_campaign,
    ("campaignUpdate", WrongCurrency): money_of_another("budgetPerCustomer", "campaignUpdate"),
    ("couponCreate", AlreadyTaken): known_coupon,
    ("returnRequest", ReturnExceedsDelivered): so_many("returnRequest", 3),
    ("claimOpen", ClaimExceedsDelivered): so_many("claimOpen", 3),
    ("exchangeCreate", ReturnExceedsDelivered): so_many("exchangeCreate", 3),
    ("exchangeCreate", WrongCurrency): exchange_for_what_has_no_price,
    ("exchangeApprove", InsufficientStock): exchange_for_more_than_there_is,
    ("exchangeCancel", PickingAlreadyStarted): exchange_that_is_picked,
    ("exchangeCancel", OrderAlreadyShipped): exchange_that_is_half_sent,
    ("returnApprove", ReturnOfExchange): return_of_an_exchange,
    ("claimApprove", WrongCurrency): but("claimApprove", amount__currencyCode="EUR"),
    ("claimResolve", InsufficientStock): claim_of_more_than_there_is,
    ("returnReceive", ReturnExceedsDelivered): so_many("returnReceive", 3),
    ("returnInspect", InspectionDoesNotAddUp): so_many("returnInspect", 2),
    ("returnCancel", ReturnAlreadyRefunded): refunded_in_advance,
    ("returnRefundApprove", OwnRefund): inspected_by_the_approver,
    ("orderCreate", WrongCurrency): but("orderCreate", currency="XXX"),
    ("orderEditBegin", EditAlreadyOpen): order_that_somebody_edits,
    ("orderEditBegin", EditNotPossible): order_that_is_over,
    ("orderEditCommit", EditNotPossible): edit_of_nothing,
    ("orderEditCommit", EditConflicted): edit_that_came_too_late,
    ("orderEditSetShipping", WrongCurrency): money_of_another("shipping", "orderEditSetShipping"),
    ("orderEditAddDiscount", WrongCurrency): money_of_another("amount", "orderEditAddDiscount"),
    ("orderCancel", OrderAlreadyShipped): shipped_order,
    ("orderReleaseHold", HeldForExchange): order_of_an_exchange,
    ("orderMerge", OrdersNotMergeable): order_of_somebody_else,
    ("draftOrderCreate", WrongCurrency): but("draftOrderCreate", currency="XXX"),
    ("draftOrderUpdate", WrongCurrency): draft_in_euro,
    ("draftOrderComplete", DraftIncomplete): draft_of_nobody("draftOrderComplete"),
    ("draftOrderComplete", InsufficientStock): draft_of_too_much,
    ("draftOrderComplete", PromotionRejected): draft_with_a_coupon,
    ("draftOrderComplete", QuoteExpired): quoted_until_now("draftOrderComplete"),
    ("draftOrderComplete", WrongCurrency): unpriced("draftOrderComplete"),
    ("draftOrderSendQuote", DraftIncomplete): draft_of_nobody("draftOrderSendQuote"),
    ("draftOrderSendQuote", WrongCurrency): unpriced("draftOrderSendQuote"),
    ("quoteAccept", InsufficientStock): quote_of_too_much,
    ("quoteAccept", QuoteExpired): quoted_until_now("quoteAccept"),
    ("quoteDecline", QuoteExpired): quoted_until_now("quoteDecline"),
    ("orderNoteEdit", NotYourNote): note_of_a_colleague,
    ("orderSplit", PaymentUnderWay): split_while_money_is_held,
    ("orderSplit", UnitsNotFree): units_in_somebodys_hands,
    ("orderUnmerge", PaymentUnderWay): unmerge_while_money_is_held,
    ("orderUnmerge", MergeNotUndoable): merge_that_waits,
    ("fulfillmentOrderSplit", TooManyUnits): two_of_one_to_split,
    ("fulfillmentOrderMove", InsufficientStock): too_little_over_there,
    ("fulfillmentOrderMove", NotAllocated): promises_let_go("fulfillmentOrderMove"),
    ("fulfillmentOrderReportShortage", NotAllocated): promises_let_go(
        "fulfillmentOrderReportShortage"
    ),
    ("fulfillmentOrderReportShortage", TooManyUnits): so_many("fulfillmentOrderReportShortage", 3),
    ("fulfillmentOrderReportShortage", UnitsDoNotAddUp): miscounted(
        "fulfillmentOrderReportShortage", allocated=0
    ),
    ("automationRuleUpsert", WrongCurrency): amount_of_another_currency,
    ("routingRuleUpsert", WrongCurrency): costs_of_another_currency,
    ("orderCancel", PickingAlreadyStarted): order_in_the_works,
}

# Only two at once get there: tests/domain/fulfillment/test_purchase_label.py.
ONLY_IN_A_RACE = {("waybillCreate", AlreadyTaken)}
# Refusals at the door and of roles, which tests of their own show: many need another asker.
ROLES = "tests/domain/identity/test_edit_roles.py"
RESETTING = "tests/domain/processes/test_reset_password.py"
SIGNING_IN = "tests/domain/processes/test_sign_in.py"
REVIEW = "tests/domain/catalog/revisions/test_review.py"  # by others, or with another setting
OWN_EMAIL = "tests/domain/customers/test_own_email.py"
CHANGING_WHAT_IS_SHOWN = (
    "bundleSetComponents",
    "mediaUploadCreate",
    "productMediaRemove",
    "productMediaReorder",
    "productMediaUpdate",
    "productSetAttributes",
    "productSetDimensions",
    "productSetMetadata",
    "productSetSeo",
    "productSetType",
    "productTranslate",
    "productUpdate",
    "variantMediaSet",
    "variantSetAttributes",
)
SHOWN_ELSEWHERE: dict[tuple[str, type[DomainError]], str] = {
    ("orderNoteRemove", NotYourNote): "tests/domain/orders/handling/test_handling.py",
    ("productPublish", ApprovalRequired): REVIEW,
    ("productRevisionApprove", OwnRevision): REVIEW,
    ("productSchedulePublication", ApprovalRequired): REVIEW,
    **{(name, ApprovalRequired): REVIEW for name in CHANGING_WHAT_IS_SHOWN},
    ("apiTokenCreate", ScopesNotHeld): "tests/domain/identity/test_changing_staff.py",
    ("apiTokenCreate", NotForMachines): "tests/domain/identity/test_api_tokens.py",
    ("customerUpdate", TooManyAttempts): OWN_EMAIL,
    ("customerUpdate", WrongCredentials): OWN_EMAIL,
    ("passwordChange", TooManyAttempts): "tests/domain/processes/test_one_account.py",
    ("passwordChange", WrongCredentials): "tests/domain/processes/test_one_account.py",
    ("passwordReset", ResetTokenInvalid): RESETTING,
    ("passwordReset", TooManyAttempts): RESETTING,
    ("passwordResetRequest", TooManyAttempts): RESETTING,
    ("roleCreate", AlreadyTaken): ROLES,
    ("roleCreate", ScopesNotHeld): ROLES,
    ("roleDelete", RoleInUse): ROLES,
    ("roleDelete", RoleIsFixed): ROLES,
    ("roleUpdate", LastAdministrator): ROLES,
    ("roleUpdate", RoleIsFixed): ROLES,
    ("roleUpdate", ScopesNotHeld): ROLES,
    ("sessionCreate", TooManyAttempts): SIGNING_IN,
    ("sessionCreate", WrongCredentials): SIGNING_IN,
    ("sessionRefresh", RefreshTokenInvalid): "tests/domain/processes/test_refresh_session.py",
    ("staffMemberDeactivate", LastAdministrator): ROLES,
    ("staffMemberDeactivate", ScopesNotHeld): ROLES,
    ("staffMemberReactivate", ScopesNotHeld): "tests/domain/identity/test_changing_staff.py",
    ("staffMemberSetRoles", LastAdministrator): ROLES,
    ("staffMemberSetRoles", ScopesNotHeld): ROLES,
}
# Refused to the customer; whoever may write orders gets the order that is known.
ASKED_BY_THE_CUSTOMER = {("orderCreate", AlreadyTaken)}
