"""One of everything that has a global id, all of it the owner's where it is anybody's."""

from tortoise.transactions import in_transaction

from domain.catalog.models import ProductTag, Tag
from domain.catalog.search.journal import note_search
from domain.catalog.search.port import SearchMatch
from domain.catalog.search.set_boost import set_boost
from domain.catalog.search.set_synonyms import set_synonyms
from domain.finance.models import PaymentTransaction
from domain.fulfillment.models import (
    Carrier,
    Fulfillment,
    FulfillmentLine,
    FulfillmentOrder,
    FulfillmentOrderLine,
    TrackingEvent,
)
from domain.fulfillment.states import FulfillmentStatus, TrackingStatus
from domain.identity.create_api_token import create_api_token
from domain.identity.models import RoleRow
from domain.identity.sessions import start_session
from domain.identity.states import SignInMethod
from domain.inventory.models import InventoryLevel, StockAlertRule, StockMovement
from domain.orders.models import Order, OrderLine
from domain.support.models import TicketMessage
from domain.webhooks.models import WebhookAttempt
from schema.shared.ids import global_id
from tests.schema.stage import Stage, gid

Ids = dict[str, str]  # by kind


async def one_of_everything(stage: Stage) -> Ids:
    """An order on its way, paid for, complained about, and all there is around it."""
    shop = stage.shop
    parcel = await stage.parcel(FulfillmentStatus.SHIPPED)
    await shop.hear(parcel, TrackingStatus.IN_TRANSIT)
    payment = await shop.capture(parcel.order_id)
    alert = await stage.alert()
    level = await InventoryLevel.get(id=alert.level_id)
    variant = await level.variant
    product = await variant.product
    product.category, product.brand = await shop.category(), await shop.brand()
    await product.save()
    tag = await Tag.create(name="tea")
    await ProductTag.create(product=product, tag=tag)
    await set_synonyms(shop.ctx, "soda", ["soda", "pop"])
    await set_boost(shop.ctx, 150, product_id=product.id)
    await note_search(shop.ctx, "samovar", SearchMatch.NONE)
    await shop.adjust(variant, 1)
    line = await OrderLine.get(order_id=parcel.order_id)
    rows = [
        await stage.address(),
        product.brand,
        await Carrier.get(code="swift"),
        product.category,
        stage.owner,
        parcel,
        await FulfillmentLine.get(fulfillment_id=parcel.id),
        await FulfillmentOrder.get(order_id=parcel.order_id),
        await FulfillmentOrderLine.get(order_line_id=line.id),
        level,
        await Order.get(id=parcel.order_id),
        line,
        payment,
        await PaymentTransaction.get(payment_id=payment.id),
        product,
        variant,
        shop.web,
        await shop.colleague(),
        alert,
        await StockAlertRule.get(id=alert.rule_id),
        await StockMovement.get(level_id=level.id),
        tag,
        ticket := await stage.ticket(),
        await TicketMessage.filter(ticket_id=ticket.id).first(),
        await TrackingEvent.get(fulfillment_id=parcel.id),
        shop.main,
        dead := await stage.dead_letter(),
        await dead.webhook,
        await WebhookAttempt.get(delivery_id=dead.id),
    ]
    assert isinstance(parcel, Fulfillment)
    role = await RoleRow.get(name="service_agent")
    async with in_transaction():
        session = (await start_session(shop.ctx, shop.admin, SignInMethod.PASSWORD)).session
    return {type(row).__name__: gid(row) for row in rows} | {
        "ApiToken": gid((await create_api_token(shop.ctx, "ERP", [])).api_token),
        "Role": global_id("Role", role.id),
        "Session": global_id("Session", session.id),
    }
