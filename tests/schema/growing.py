"""A shop with so many of everything, for whoever counts what a list of them costs."""

from domain.automation.actions import Action
from domain.automation.vocabulary import AutomationActionKind
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
from domain.notifications.kinds import NotificationKind
from domain.notifications.models import NotificationTemplate
from domain.notifications.states import NotificationStatus
from domain.orders.drafts.accept_quote import accept_quote
from domain.orders.handling.add_note import add_note
from domain.orders.handling.add_tags import add_tags
from domain.orders.handling.assign_order import assign_order
from domain.orders.hold_order import hold_order
from domain.orders.models import Order
from domain.orders.states import HoldReason
from domain.promotions.models import Coupon
from domain.promotions.terms import BundlePart, BundlePrice, CustomerIn
from domain.returns.claims.states import ClaimResolution, ClaimStatus
from domain.returns.create_label import create_label
from domain.returns.exchanges.states import ExchangeStatus
from domain.returns.states import ReturnStatus
from domain.shared.context import LOCALES
from domain.shared.ids import new_id
from domain.support.open_ticket import open_ticket
from domain.support.send_message import send_message
from tests.schema.inputs.channels import rejected
from tests.schema.inputs.identity import own_session
from tests.schema.stage import Stage
from tests.shop import Shop
from tests.world.machines import talk

LETTERS = str.maketrans("0123456789", "ghijklmnop")  # what is looked for is no number of anybody's


async def grow(stage: Stage, times: int) -> None:
    """So many more of everything, each with a history."""
    shop = stage.shop
    for _ in range(times):
        await stage.dead_letter()
        await shop.catalog_import()
        await shop.job(done=True)
        await talk(shop, await shop.work(), str(new_id()))
        await rejected(stage)
        await stage.revision()
        await stage.suggestion()
        await handle(stage)
        labelled = await stage.back(ReturnStatus.APPROVED)
        await create_label(shop.ctx, labelled.id, carrier_code="swift")
        await stage.money_back()
        await stage.complaint(ClaimStatus.RESOLVED, ClaimResolution.REPLACE)
        await stage.swapped(ExchangeStatus.APPROVED)
        await stage.awaited()
        await stage.rerouted()
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
        about = await stage.order()
        await stage.notification(NotificationStatus.SENT, about)
        give = await shop.draft(name="Sorry", needs_coupon=True)
        rule = await shop.automation_rule(
            f"Sorry {colleague.id}",
            actions=[
                Action(kind=AutomationActionKind.ASSIGN),
                Action(kind=AutomationActionKind.ISSUE_COUPON),
            ],
            assignee_id=colleague.id,
            promotion_id=give.id,
        )
        await shop.automation_run(rule, about)
        known = await NotificationTemplate.all().count()
        place, locale = known % len(NotificationKind), LOCALES[known // len(NotificationKind)]
        await shop.template([*NotificationKind][place], locale=locale)
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
        books = await shop.tax_class(f"c-{variant.sku}"[:32])
        await shop.rate(200_000, name=variant.sku[:32], country="AT", of=books)
        await shop.shipping_method(region=variant.sku, tax_class_id=books.id)
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


async def handle(stage: Stage) -> None:
    """An order with all that the house says of it, and a draft that is quoted."""
    shop = stage.shop
    draft, token = await shop.quote(
        await shop.draft_of((await shop.stocked(), 1), customer=await shop.customer(), gift="Yours")
    )
    order = await accept_quote(shop.ctx, token)
    await shop.quote(await shop.draft_of((await shop.stocked(), 1), customer=await shop.customer()))
    await assign_order(shop.ctx, order.id, assignee_id=(await shop.colleague()).id)
    await add_note(shop.ctx, order.id, body="Call first")
    await add_tags(shop.ctx, order.id, tags=["vip", f"w-{draft.id.hex}"])
    await hold_order(shop.ctx, order.id, reason=HoldReason.ADDRESS, note="No such street")


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
