"""One of everything that has a global id, all of it the owner's where it is anybody's."""

from datetime import timedelta

from tortoise.transactions import in_transaction

from domain.catalog.attributes.kinds import AttributeKind
from domain.catalog.bulk.states import ImportStatus
from domain.catalog.media.models import ProductMediaTranslation, VariantMedia
from domain.catalog.models import PriceChange, ProductTag, Tag
from domain.catalog.search.journal import note_search
from domain.catalog.search.port import SearchMatch
from domain.catalog.search.set_boost import set_boost
from domain.catalog.search.set_synonyms import set_synonyms
from domain.finance.models import PaymentTransaction
from domain.fulfillment.devices.models import DeviceInstruction
from domain.fulfillment.models import (
    Carrier,
    Fulfillment,
    FulfillmentLine,
    FulfillmentOrder,
    FulfillmentOrderLine,
    TrackingEvent,
)
from domain.fulfillment.routing.upsert_rule import upsert_rule
from domain.fulfillment.routing.vocabulary import RoutingRuleKind
from domain.fulfillment.states import FulfillmentStatus, TrackingStatus
from domain.identity.create_api_token import create_api_token
from domain.identity.models import RoleRow
from domain.identity.sessions import start_session
from domain.identity.states import SignInMethod
from domain.inventory.backorders.models import StockPolicy
from domain.inventory.models import InventoryLevel, StockAlertRule, StockMovement
from domain.marketing.evaluation import Evaluation, Sales, Side
from domain.marketing.tell_figures import tell_figures
from domain.notifications.states import NotificationStatus
from domain.orders.drafts.models import DraftOrderLine
from domain.orders.editing.states import OrderEditStatus
from domain.orders.handling.add_note import add_note
from domain.orders.handling.add_tags import add_tags
from domain.orders.handling.models import OrderTag
from domain.orders.handling.states import NoteVisibility
from domain.orders.models import Order, OrderEdit, OrderGroup, OrderLine, OrderTaxLine
from domain.pricing.models import PriceDecision, PricingRule
from domain.promotions.campaigns.models import Campaign, CampaignTask
from domain.promotions.campaigns.states import PauseReason
from domain.promotions.models import Coupon, PromotionUse
from domain.promotions.terms import UnitsAtLeast
from domain.returns.claims.models import ClaimLine
from domain.returns.exchanges.models import ExchangeLine
from domain.returns.models import Return, ReturnLine
from domain.support.models import TicketMessage
from domain.webhooks.models import WebhookAttempt
from schema.shared.ids import global_id
from tests.schema.inputs.channels import rejected
from tests.schema.stage import Stage, gid
from tests.world.machines import talk

Ids = dict[str, str]  # by kind
SEASON = timedelta(days=90)
SIDE = Side(40, 10, 12, 5_000, 100.0)


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
    media = await shop.media(product)
    await ProductMediaTranslation.create(media=media, locale="zh-CN", alt="一罐茶")
    await VariantMedia.create(variant=variant, media=media)
    await set_synonyms(shop.ctx, "soda", ["soda", "pop"])
    await set_boost(shop.ctx, 150, product_id=product.id)
    await note_search(shop.ctx, "samovar", SearchMatch.NONE)
    await shop.adjust(variant, 1)
    line = await OrderLine.get(order_id=parcel.order_id)
    colour = await shop.attribute(AttributeKind.CHOICE, choices=("red",))
    await shop.typed(product, colour)
    red = await shop.choice(colour, "red")
    await shop.value(product, colour, choice=red)
    season = await shop.dimension("summer")
    summer = await shop.dimension_value(season, "summer")
    await shop.placed(product, summer)
    said = await rejected(stage)
    group = await OrderGroup.create(created_at=shop.now)
    await Order.filter(id=parcel.order_id).update(group_id=group.id)
    await OrderTaxLine.create(
        order_id=parcel.order_id,
        order_line_id=line.id,
        name="Export",
        rate_ppm=0,
        base_minor=line.total_minor,
        tax_minor=0,
    )
    books = await shop.tax_class("books")
    rate = await shop.rate(
        200_000, country="AT", region="Wien", of=books, ends_at=shop.now + SEASON
    )
    method = await shop.shipping_method(
        country="AT",
        free_from_minor=10_000,
        carrier_id=(await Carrier.get(code="swift")).id,
        tax_class_id=books.id,
    )
    await Order.filter(id=parcel.order_id).update(
        prices_include_tax=True, shipping_method_id=method.id, shipping_method_name=method.name
    )
    shop.web.tax_country, shop.web.tax_region = "AT", "Tirol"
    await shop.web.save()
    edit = await OrderEdit.create(
        version=2,
        order_id=parcel.order_id,
        status=OrderEditStatus.ABANDONED,
        base_version=1,
        actor=shop.ctx.actor.key,
        created_at=shop.now,
        closed_at=shop.now,
        updated_at=shop.now,
    )
    rows = [
        books,
        rate,
        method,
        await method.zone,
        group,
        edit,
        said,
        await stage.address(),
        season,
        summer,
        await shop.collection(product),
        colour,
        red,
        await product.product_type,
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
        media,
        variant,
        await shop.catalog_import(ImportStatus.FAILED),
        await shop.job(await Order.get(id=parcel.order_id)),
        robot := await talk(shop, await FulfillmentOrder.get(order_id=parcel.order_id)),
        await DeviceInstruction.get(device_id=robot.id),
        shop.web,
        worker := await shop.colleague(),
        alert,
        await StockAlertRule.get(id=alert.rule_id),
        await StockMovement.get(level_id=level.id),
        tag,
        ticket := await stage.ticket(),
        await TicketMessage.filter(ticket_id=ticket.id).first(),
        await TrackingEvent.get(fulfillment_id=parcel.id),
        shop.main,
        await shop.group(stage.owner),
        await shop.seen(variant),
        await shop.price_list((variant, 1, 1100)),
        await shop.scheduled(variant),
        proposal := await shop.proposal(await shop.variant()),
        await PricingRule.get(id=proposal.rule_id),
        await PriceDecision.get(id=proposal.decision_id),
        await shop.anomaly(variant),
        await PriceChange.get(variant_id=variant.id),
        await stage.revision(),
        await stage.suggestion(),
        dead := await stage.dead_letter(),
        await dead.webhook,
        await WebhookAttempt.get(delivery_id=dead.id),
        await stage.notification(NotificationStatus.SENT, await Order.get(id=parcel.order_id)),
        await shop.template(),
        rule := await shop.automation_rule("Tag", is_enabled=False),
        await shop.automation_run(rule, await Order.get(id=parcel.order_id)),
        awaited := await stage.awaited(),
        await StockPolicy.get(variant_id=awaited.variant_id),
        await upsert_rule(shop.ctx, name="Near", kind=RoutingRuleKind.NEAREST, is_active=False),
    ]
    assert isinstance(parcel, Fulfillment)
    money = await stage.money_back()
    rows += [
        money,
        await Return.get(id=money.parent_id),
        await ReturnLine.get(parent_id=money.parent_id),
        complaint := await stage.complaint(),
        await ClaimLine.get(parent_id=complaint.id),
        swapped := await stage.swapped(),
        await ExchangeLine.get(exchange_id=swapped.id),
    ]
    draft, _ = await shop.quote(
        await shop.draft_of((await shop.stocked(), 1), customer=stage.owner, gift="Yours")
    )
    seen = NoteVisibility.CUSTOMER
    note = await add_note(shop.ctx, parcel.order_id, body="Call first", visibility=seen)
    await add_tags(shop.ctx, parcel.order_id, tags=["vip"])
    rows += [draft, await DraftOrderLine.get(draft_id=draft.id), note, await OrderTag.get()]
    role = await RoleRow.get(name="service_agent")
    async with in_transaction():
        session = (await start_session(shop.ctx, shop.admin, SignInMethod.PASSWORD)).session
    campaign = await shop.campaign(
        by=shop.as_staff("promotions:write"),
        budget_minor=50_000,
        uses_max=100,
        budget_per_customer_minor=5_000,
        uses_per_customer_max=2,
        hold_out_basis_points=1_000,
        starts_at=shop.now,
        ends_at=shop.now + SEASON,
    )
    task = await shop.task(campaign, owner_id=worker.id, due_at=shop.now + SEASON)
    await CampaignTask.filter(id=task.id).update(closed_at=shop.now)
    spring = await shop.promotion(
        campaign_id=campaign.id,
        needs_coupon=True,
        conditions=(UnitsAtLeast(1),),
        exclusion_group="spring",
        starts_at=shop.now,
        ends_at=shop.now + SEASON,
        margin_basis_points=500,
        uses_max=100,
        uses_per_customer_max=2,
    )
    coupon = await shop.coupon(of=spring, expires_at=shop.now + SEASON)
    await PromotionUse.create(
        order_id=parcel.order_id,
        placed_id=parcel.order_id,
        promotion=spring,
        coupon=coupon,
        campaign_id=campaign.id,
        position=0,
        name=spring.name,
        code=coupon.code,
        currency="USD",
        discount_minor=0,
        lines=[[0, str(line.id), 0]],
        created_at=shop.now,
        updated_at=shop.now,
    )
    came_of_it = Evaluation(
        *[shop.now.isoformat()] * 2, Sales(3, 900), Sales(2, 800), 9, SIDE, SIDE
    )
    await Campaign.filter(id=campaign.id).update(
        pause_reason=PauseReason.BUDGET,
        ended_at=shop.now,
        evaluated_at=shop.now,
        evaluation=came_of_it.written(),
        lessons="Begin earlier.",
    )
    await tell_figures(shop.ctx)  # so that no worker has to, while somebody counts rows
    batch = await shop.batch(spring)
    await Coupon.filter(id=coupon.id).update(batch_id=batch.id)
    return {type(row).__name__: gid(row) for row in [*rows, coupon, batch, campaign, task]} | {
        "Promotion": global_id("Promotion", spring.id),
        "ApiToken": gid((await create_api_token(shop.ctx, "ERP", [])).api_token),
        "Role": global_id("Role", role.id),
        "Session": global_id("Session", session.id),
    }
