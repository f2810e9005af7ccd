"""A shop in which every field of everything shows something, and whoever looks at it."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from tortoise import Tortoise
from tortoise.models import Model

from domain.automation.actions import Action
from domain.automation.models import AutomationRun
from domain.automation.states import AutomationRunStatus
from domain.automation.vocabulary import (
    AutomationActionKind,
    AutomationField,
    AutomationOperator,
)
from domain.catalog.attributes.kinds import AttributeKind, ReferenceKind
from domain.catalog.attributes.models import (
    Attribute,
    AttributeChoice,
    AttributeValue,
    ProductType,
)
from domain.catalog.bundles.set_components import Component, set_components
from domain.catalog.collections.models import Collection
from domain.catalog.collections.rules import RuleCondition, RuleField
from domain.catalog.dimensions.models import Dimension, DimensionValue
from domain.catalog.lifecycle.move_lifecycle import move_lifecycle
from domain.catalog.lifecycle.plan_launch import plan_launch
from domain.catalog.listing.set_external_refs import Ref, set_external_refs
from domain.catalog.listing.set_metadata import Item, set_metadata
from domain.catalog.listing.set_seo import set_seo
from domain.catalog.media.models import ProductMedia
from domain.catalog.media.states import MediaStatus
from domain.catalog.models import Category, PriceChange, Product, ProductVariant
from domain.catalog.publication.schedule_publication import schedule_publication
from domain.catalog.revisions.models import ProductRevision
from domain.catalog.states import (
    LifecycleAction,
    LifecycleStage,
    RevisionStatus,
    SuggestionStatus,
)
from domain.catalog.translate_category import translate_category
from domain.catalog.translate_product import translate_product
from domain.channels.models import ChannelImport
from domain.customers.add_address import NewAddress, add_address
from domain.customers.groups import CustomerGroup
from domain.customers.models import Customer
from domain.customers.record_consent import record_consent
from domain.customers.states import ConsentPurpose
from domain.finance.models import Payment
from domain.finance.refunds.ask_approval import ask_approval
from domain.finance.refunds.models import ReturnRefund
from domain.fulfillment.devices.models import Device
from domain.fulfillment.devices.retire_device import retire_device
from domain.fulfillment.models import Carrier, Fulfillment, FulfillmentOrder, TrackingEvent
from domain.fulfillment.routing.models import RoutingRule
from domain.fulfillment.routing.rules import Cost
from domain.fulfillment.routing.terms import Terms
from domain.fulfillment.routing.upsert_rule import upsert_rule
from domain.fulfillment.routing.vocabulary import RoutingRuleKind
from domain.fulfillment.states import FulfillmentOrderStatus, FulfillmentStatus
from domain.identity.models import ApiToken
from domain.identity.scopes import Role
from domain.identity.set_roles import set_roles
from domain.inventory.acknowledge_alert import acknowledge_alert
from domain.inventory.backorders.models import Backorder
from domain.inventory.backorders.states import BackorderStatus
from domain.inventory.models import StockAlert, StockAlertRule
from domain.inventory.place_warehouse import place_warehouse
from domain.inventory.states import StockAlertStatus
from domain.notifications.models import Notification
from domain.notifications.states import NotificationStatus, SendingError
from domain.orders.drafts.accept_quote import accept_quote
from domain.orders.drafts.models import DraftOrder
from domain.orders.editing.stage import begin_edit
from domain.orders.editing.states import OrderEditStatus
from domain.orders.handling.add_note import add_note
from domain.orders.handling.add_tags import add_tags
from domain.orders.handling.assign_order import assign_order
from domain.orders.handling.edit_note import edit_note
from domain.orders.handling.models import OrderNote
from domain.orders.handling.states import NoteVisibility
from domain.orders.models import Order, OrderEdit, OrderLine
from domain.orders.place_order import place_order
from domain.orders.request import ShippingAddress
from domain.orders.states import HoldReason, OrderStatus
from domain.pricing.close_anomaly import close_anomaly
from domain.pricing.models import PriceAnomaly, PriceList, PricingRule
from domain.pricing.states import AnomalyAction
from domain.processes.confirm_order import confirm_order
from domain.processes.hold_order import hold_order
from domain.processes.merge_orders import merge_orders
from domain.processes.split_order import split_order
from domain.returns.claims.states import ClaimResolution, ClaimStatus
from domain.returns.create_label import create_label
from domain.returns.exchanges.models import Exchange
from domain.returns.exchanges.states import ExchangeStatus
from domain.returns.models import Return
from domain.returns.states import ReturnStatus
from domain.shared.context import Actor, Context
from domain.shared.filters import LIST_MAX
from domain.shared.ids import new_id
from domain.shared.money import Money
from domain.support.models import Ticket
from domain.support.send_message import send_message
from domain.support.states import MessageVisibility, TicketStatus
from domain.webhooks.models import Webhook, WebhookAttempt
from domain.webhooks.rotate_secret import rotate_secret
from domain.webhooks.send_test import send_test
from domain.webhooks.states import AttemptError
from schema.nodes import NODES
from schema.shared.ids import global_id, open_id
from schema.webhooks.payload import compose
from tests.schema.everything import one_of_everything
from tests.schema.inputs.channels import rejected
from tests.schema.permissions.askers import people
from tests.schema.permissions.paths import every_field
from tests.schema.permissions.transports import Door, at_the_door
from tests.schema.stage import Stage, gid
from tests.shop import Shop
from tests.wire import serving
from tests.world.machines import diverted, talk
from tests.world.webhooks import SEALING

Ids = dict[str, list[str]]  # by kind
Things = list[dict[str, Any] | None]
HANDFUL = 5  # things that one question asks for whole
# What grows by itself: the trail notes who was refused, the worker hears of gateways and markets.
TRAIL = {"audit_entry", "audit_seal", "gateway_message", "price_decision"}
# Signed anew each time, or counted until now.
OF_THE_MOMENT = {"trackingToken", "waitedSeconds", "workedSeconds", "isLate"}
OTHER_HOME = NewAddress("Olga Ownes", "2 Low Street", "York", "GB", phone="+441904000000")
HOME = ShippingAddress(
    "Olga Ownes", "1 High Street", "Leeds", "GB", "+441134960001", "Flat 3", "Yorkshire", "LS1 1AA"
)


def settled(found: Any) -> Any:
    """Without what is never the same twice, however deep it lies."""
    if isinstance(found, list):
        return [settled(each) for each in found]
    if isinstance(found, dict):
        return {
            name: (value and "...") if name in OF_THE_MOMENT else settled(value)
            for name, value in found.items()
        }
    return found


@dataclass
class House:
    """A shop, everybody who may ask, and the ids of all there is."""

    stage: Stage
    ids: Ids
    doors: dict[str, Door]
    people: dict[str, Context]
    address: str

    @property
    def shop(self) -> Shop:
        return self.stage.shop

    async def rows(self) -> dict[str, int]:
        """How many rows every table has, but for what grows by itself."""
        found = await self.shop.rows()
        return {name: count for name, count in found.items() if name not in TRAIL}

    def by_name(self, *kinds: str) -> list[str]:
        """The ids of all things of these kinds."""
        return [value for kind in kinds for value in self.ids[kind]]

    async def seen_through(self, door: Door, transport: str = "http") -> set[str]:
        """The ids of all that somebody finds by its id."""
        query = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"
        ids, found = self.by_name(*NODES), set[str]()
        for start in range(0, len(ids), LIST_MAX):
            answer = await door.ask(transport, query, ids=ids[start : start + LIST_MAX])
            found |= {node["id"] for node in answer.said["data"]["nodes"] if node}
        return found

    async def looked_at(self, door: Door, transport: str = "http") -> dict[str, Things]:
        """Everything there is, with all its fields, as somebody sees it, by its kind."""
        found: dict[str, Things] = {kind: [] for kind in self.ids}
        for ids in self._handfuls():
            given = ", ".join(f"${kind}: [ID!]!" for kind in ids)
            asked = " ".join(
                f"{kind}: nodes(ids: ${kind}) {{ ... on {kind} {{ {every_field(kind)} }} }}"
                for kind in ids
            )
            answer = await door.ask(transport, f"query({given}) {{ {asked} }}", **ids)
            assert answer.codes == [], answer.text
            for kind, things in answer.said["data"].items():
                found[kind] += things
        return {kind: settled(things) for kind, things in found.items()}

    def _handfuls(self) -> Iterator[Ids]:
        """All ids by their kinds, few enough at a time that a question costs what it may."""
        every = [(kind, value) for kind, values in self.ids.items() for value in values]
        for start in range(0, len(every), HANDFUL):
            some: Ids = {}
            for kind, value in every[start : start + HANDFUL]:
                some.setdefault(kind, []).append(value)
            yield some


@asynccontextmanager
async def open_house(shop: Shop, database: dict[str, Any]) -> AsyncIterator[House]:
    """Furnished, with a server at the door and everybody's connections open."""
    shop.now = datetime.now(UTC)  # links to parcels are good for 90 days
    stage = await Stage.build(shop)
    await furnish(stage)
    asking = await people(stage) | {"novice": shop.as_staff()}
    async with serving(database) as address, AsyncExitStack() as doors:
        opened = {
            person: await doors.enter_async_context(at_the_door(address, known(ctx.actor)))
            for person, ctx in asking.items()
        }
        ids = await ids_of_all()
        ids["Customer"] = [gid(stage.owner)]
        yield House(stage, ids, opened, asking, address)


def known(actor: Actor) -> Actor | None:
    """Whoever has a token."""
    return actor if actor.id is not None else None


async def furnish(stage: Stage) -> None:
    """One of everything, and of what is optional something."""
    shop = stage.shop
    await one_of_everything(stage)
    parcel = await Fulfillment.first()
    assert parcel is not None
    await Customer.filter(id=stage.owner.id).update(traits={"age": "30-39"})
    await record_consent(
        stage.as_owner,
        stage.owner.id,
        purpose=ConsentPurpose.ANALYTICS,
        is_granted=True,
        policy_version="2026-11",
    )
    await furnish_orders(stage)
    await furnish_catalog(stage)
    await Carrier.filter(code="swift").update(tracking_url="https://swift.test/{waybill}")
    await Fulfillment.filter(id=parcel.id).update(tracking_substatus="at the depot")
    await TrackingEvent.all().update(substatus="at the depot")
    await add_address(stage.as_owner, stage.owner.id, OTHER_HOME)
    await furnish_warnings(stage)
    colleague = await shop.colleague("service_agent")
    await Ticket.all().update(
        order_id=parcel.order_id, fulfillment_id=parcel.id, assignee_id=colleague.id
    )
    ticket = await Ticket.get()
    await send_message(shop.ctx, ticket.id, "A note.", visibility=MessageVisibility.INTERNAL)
    await OrderNote.all().update(author_id=colleague.id)  # whose they are, is no matter of scopes
    await DraftOrder.all().update(creator_id=colleague.id)
    await furnish_edits(stage)
    child = await shop.category("Green", await Category.first())
    await translate_category(shop.ctx, child.id, locale="zh-CN", name="绿茶")
    product = await Product.get(category_id__isnull=False)
    await translate_product(shop.ctx, product.id, locale="zh-CN", name="茶", description="好茶")
    await stage.ticket(TicketStatus.RESOLVED)
    await set_roles(shop.ctx, colleague.id, roles=[Role.SERVICE_AGENT, Role.CATALOG_MANAGER])
    await shop.variant(await shop.product("Secret tea", published=False))
    await furnish_prices(stage)
    await furnish_lives(stage, product)
    await furnish_media(shop)
    await shop.catalog_import()
    await shop.job(ordered := await Order.get(id=parcel.order_id), done=True)
    await shop.export()
    await shop.job(ordered)
    await furnish_machines(stage, parcel)
    await furnish_webhooks(stage)
    await furnish_notifications(stage)
    await furnish_automation(stage)
    await furnish_tokens(shop.now, colleague.id)


async def furnish_catalog(stage: Stage) -> None:
    """Names in another language, and of what is optional of goods something."""
    shop, named = stage.shop, {"zh-CN": "茶"}
    product = await Product.get(product_type_id__not_isnull=True)
    variant = await shop.variant(product)
    weight = await shop.attribute(AttributeKind.NUMBER, unit="g")
    await shop.attribute(AttributeKind.REFERENCE, refers_to=ReferenceKind.PRODUCT)
    await AttributeValue.create(product=product, variant=variant, attribute=weight, value_number=9)
    for kind in (Attribute, AttributeChoice, ProductType, Dimension, DimensionValue, Collection):
        await kind.all().update(names=named)
    await shop.collection(rule=[RuleCondition(RuleField.TAG, tags=("tea",))])
    await Collection.all().update(description="All one needs.", names=named)
    await set_components(shop.ctx, variant.id, [Component((await shop.variant()).id, 2)])
    await set_seo(shop.ctx, product.id, "en", title="Tea")
    await set_metadata(shop.ctx, product.id, [Item("care", "Keep dry.")])
    await set_metadata(shop.ctx, product.id, [Item("bin", "A-7")], is_private=True)
    await set_external_refs(shop.ctx, product.id, [Ref("erp", "4711")])


async def furnish_lives(stage: Stage, product: Product) -> None:
    """A product that declines, leaves a channel soon, and was launched once; what was decided."""
    ctx = stage.shop.ctx
    await Product.filter(id=product.id).update(lifecycle_stage=LifecycleStage.MATURITY)
    await move_lifecycle(ctx, product.id, LifecycleAction.DECLINE)
    await plan_launch(ctx, product.id, launch_at=ctx.now, target_units=1)
    later = ctx.now + timedelta(days=1)
    await schedule_publication(ctx, product.id, stage.shop.web.id, unpublish_at=later)
    revision = await stage.revision(RevisionStatus.PUBLISHED)
    await ProductRevision.filter(id=revision.id).update(outdated_at=ctx.now)
    await stage.suggestion(SuggestionStatus.DISMISSED)


async def furnish_media(shop: Shop) -> None:
    """One that cannot be shown, beside one that can."""
    shown = await ProductMedia.get().prefetch_related("product")
    await shop.media(shown.product, status=MediaStatus.FAILED, position=1)


async def furnish_orders(stage: Stage) -> None:
    """One that goes to an address, one that waits, one that was given up."""
    shop = stage.shop
    variant = await shop.variant()
    await shop.adjust(variant, 10)
    request = replace(
        shop.request((variant, 1), external_id="WEB-1"), address=HOME, note="Ring twice."
    )
    await place_order(stage.as_owner, request, idempotency_key="furnished")
    for status in (OrderStatus.ON_HOLD, OrderStatus.CANCELED, OrderStatus.COMPLETED):
        await stage.order(status)
    await furnish_handling(stage)
    await stage.work()
    await stage.parcel(FulfillmentStatus.DELIVERED)
    await split_and_merged(stage)
    await furnish_returns(stage)
    await furnish_routing(stage)
    await furnish_channels(stage)
    await paid_through_a_gateway(stage)


async def furnish_handling(stage: Stage) -> None:
    """An order that the house has much to say of, and a draft with all there is in it."""
    shop = stage.shop
    price = (await shop.stocked(), 2, 900)
    draft = await shop.draft_of(price, customer=stage.owner, gift="Yours", coupons=("NONE",))
    await DraftOrder.filter(id=draft.id).update(note="Ring twice.")
    _, token = await shop.quote(await shop.draft_of(price, customer=stage.owner, gift="Yours"))
    order = await accept_quote(shop.ctx, token)
    await confirm_order(shop.ctx, order.id)
    await assign_order(shop.ctx, order.id, assignee_id=(await shop.colleague()).id)
    seen = NoteVisibility.CUSTOMER
    note = await add_note(shop.ctx, order.id, body="Call first", visibility=seen)
    await edit_note(shop.ctx, note.id, body="Call twice")
    await add_tags(shop.ctx, order.id, tags=["vip"])
    await hold_order(shop.ctx, order.id, reason=HoldReason.ADDRESS, note="No such street")
    await shop.quote(await shop.draft_of(price, customer=stage.owner))


async def paid_through_a_gateway(stage: Stage) -> None:
    """Money that is held for an order, and money that was refused for another."""
    stage.shop.gateway()
    await stage.shop.authorize((await stage.order()).id)
    await stage.shop.authorize((await stage.order()).id, instrument="declined")


async def split_and_merged(stage: Stage) -> None:
    """An order in two parts, of which each is paid; and one that took another in."""
    shop = stage.shop
    work = await stage.work()
    await shop.capture(work.order_id)
    (line,) = await OrderLine.filter(order_id=work.order_id)
    await split_order(shop.ctx, work.order_id, units={line.id: 1}, idempotency_key=None)
    first, second = await stage.order(), await stage.order()
    await merge_orders(shop.ctx, first.id, {second.id: None}, idempotency_key=None)


async def furnish_returns(stage: Stage) -> None:
    """One to be sent, with everything said that there is to say of any; and of their money."""
    now = stage.shop.now
    labelled = await stage.back(ReturnStatus.APPROVED)
    await create_label(stage.shop.ctx, labelled.id, carrier_code="swift")
    await Return.filter(id=labelled.id).update(
        note="The lid does not close.", answer="It was worn.", sent_at=now, closed_at=now
    )
    payment = await Payment.get(order_id=labelled.order_id)
    little = Money(100, payment.currency)
    await ask_approval(
        stage.shop.ctx, payment.order_id, little, payment_id=payment.id, asked_by="staff"
    )
    await ReturnRefund.all().update(approved_at=now, settled_at=now)
    await stage.complaint(ClaimStatus.DENIED)
    await stage.complaint(ClaimStatus.RESOLVED)
    await stage.complaint(ClaimStatus.RESOLVED, ClaimResolution.REPLACE)
    await stage.complaint()
    swapped = await stage.swapped(ExchangeStatus.CLOSED)
    await Exchange.filter(id=swapped.id).update(answer="It was worn.")
    await stage.swapped(ExchangeStatus.APPROVED)


async def furnish_machines(stage: Stage, parcel: Fulfillment) -> None:
    """A robot and a sorter that were told something, said something, and have had their day."""
    shop = stage.shop
    work = await FulfillmentOrder.get(id=parcel.fulfillment_order_id)
    sorter = await Device.get(id=(await diverted(shop, parcel)).device_id)
    for device in (await talk(shop, work), sorter):
        await Device.filter(id=device.id).update(name=f"No. {device.code}")
        await retire_device(shop.ctx, device.id)


async def furnish_routing(stage: Stage) -> None:
    """Rules by which an order was routed, goods that are sold before they are there, and a day."""
    shop = stage.shop
    await place_warehouse(shop.ctx, shop.main.id, latitude=39.9, longitude=116.4)
    costs = Terms(costs=[Cost(shop.main.id, 500, "CN", "guangdong")], currency="USD")
    cheap = await upsert_rule(
        shop.ctx, name="Cheap", kind=RoutingRuleKind.CHEAPEST, channel="web", terms=costs
    )
    listed = await upsert_rule(
        shop.ctx,
        name="Listed",
        kind=RoutingRuleKind.PREFERRED,
        terms=Terms(warehouses=[shop.main.id]),
    )
    await stage.work(FulfillmentOrderStatus.SCHEDULED)
    for rule in (cheap, listed):  # what else there is, is routed as if there were none
        await RoutingRule.filter(id=rule.id).update(is_active=False)
    await stage.awaited()
    first = await Backorder.all().order_by("id").first()
    assert first is not None, "the house has some"
    await Backorder.filter(id=first.id).update(
        status=BackorderStatus.FILLED, waiting=0, closed_at=shop.now
    )


async def furnish_channels(stage: Stage) -> None:
    """A message with everything said that there is to say of any."""
    row = await rejected(stage)
    variant = await ProductVariant.first()
    order = await Order.first()
    assert variant is not None, "the house has some"
    assert order is not None, "the house has some"
    await ChannelImport.filter(id=row.id).update(
        row_number=2,
        order_id=order.id,
        facts={"skus": ["NEW"], "lines": [{"variantId": str(variant.id), "ours": 1, "theirs": 2}]},
    )


async def furnish_edits(stage: Stage) -> None:
    """One that came too late, and one that is open."""
    late = {"status": OrderEditStatus.CONFLICTED, "conflicts": ["orders.payment_recorded"]}
    await OrderEdit.all().update(**late)
    await begin_edit(stage.shop.ctx, (await stage.order()).id)


async def furnish_warnings(stage: Stage) -> None:
    """One that somebody has seen to, one that is over, and a rule with everything in it."""
    await acknowledge_alert(stage.shop.ctx, (await StockAlert.get()).id)
    await stage.alert(StockAlertStatus.RESOLVED)
    await StockAlertRule.all().update(warehouse_id=stage.shop.main.id, high=1_000)


async def furnish_prices(stage: Stage) -> None:
    """Lists, rules and anomalies with everything in them."""
    shop = stage.shop
    variant = await ProductVariant.get(id=(await PriceChange.get()).variant_id)
    group = await CustomerGroup.get()
    later = shop.now + timedelta(days=1)
    await PriceList.all().update(
        channel_id=shop.web.id, group_id=group.id, starts_at=shop.now, ends_at=later
    )
    scope = {
        "categories": [str((await shop.category()).id)],
        "brands": [str((await shop.brand()).id)],
        "variants": [str(variant.id)],
    }
    await PricingRule.all().update(scope=scope, ceiling_minor=9_900, reviewed_at=shop.now)
    anomaly = await PriceAnomaly.get()
    await close_anomaly(shop.ctx, anomaly.id, AnomalyAction.DISMISS, note="A sale.")


async def furnish_tokens(now: datetime, colleague_id: UUID) -> None:
    """One that a machine came in with, until it was revoked."""
    await ApiToken.all().update(
        scopes=["orders:read"],
        created_by_id=colleague_id,
        expires_at=now,
        last_used_at=now,
        revoked_at=now,
    )


async def furnish_notifications(stage: Stage) -> None:
    """One that was read, and one that is tried again."""
    shop, told = stage.shop, await Notification.get()
    await Notification.filter(id=told.id).update(read_at=shop.now)
    waits = await stage.notification(NotificationStatus.PENDING, await told.order)
    await Notification.filter(id=waits.id).update(
        error=SendingError.BUSY, error_detail="450 later", attempts=1
    )


async def furnish_automation(stage: Stage) -> None:
    """A rule with all there is in it, what it refused, what it did, and has yet to do."""
    shop = stage.shop
    give = await shop.draft(name="Sorry", needs_coupon=True)
    kinds = AutomationActionKind
    rule = await shop.automation_rule(
        "Sorry",
        (AutomationField.UNITS, AutomationOperator.AT_LEAST, ["2"]),
        actions=[Action(kind=kinds.ASSIGN), Action(kind=kinds.ISSUE_COUPON, valid_days=30)],
        assignee_id=(await shop.colleague(name="Wu Min")).id,
        promotion_id=give.id,
    )
    order = await stage.order()
    await shop.automation_run(rule, order)
    done = await shop.automation_run(rule, order)
    await AutomationRun.filter(id=done.id).update(
        status=AutomationRunStatus.DONE, code="", reason="", done=["assign", "issue_coupon"]
    )
    waits = await shop.automation_run(rule, order)
    await AutomationRun.filter(id=waits.id).update(
        status=AutomationRunStatus.WAITING, due_at=shop.now, ended_at=None, attempts=1
    )


async def furnish_webhooks(stage: Stage) -> None:
    """One that failed and is left in peace, with a new secret, and what waits for it."""
    shop = stage.shop
    webhook = await Webhook.get()
    await rotate_secret(shop.ctx, webhook.id, sealing=SEALING)
    later = shop.now + timedelta(minutes=5)
    await Webhook.all().update(description="The warehouse's own system.", open_until=later)
    await WebhookAttempt.all().update(error=AttemptError.REJECTED, response="Come back later.")
    await send_test(shop.ctx, webhook.id, compose=compose)


async def ids_of_all() -> Ids:
    """The global ids of all rows that have one, by kind."""
    assert Tortoise.apps is not None
    models: dict[str, type[Model]] = Tortoise.apps["tradegraph"]
    found = {kind: models.get(kind) or models[f"{kind}Row"] for kind in NODES}
    return {
        kind: [global_id(kind, row.pk) for row in await model.all()]
        for kind, model in found.items()
    }


def missing(value: str) -> str:
    """Another id of the same kind, behind which there is nothing."""
    opened = open_id(value)
    assert opened is not None
    return global_id(opened[0], new_id())
