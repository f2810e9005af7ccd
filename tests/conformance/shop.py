"""A small shop with something of everything, opened by the verbs that anybody would use."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from secrets import token_hex, token_urlsafe
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.catalog.add_variant import add_variant
from domain.catalog.attributes.create_attribute import NewChoice, create_attribute
from domain.catalog.attributes.create_type import TypeAttribute, create_type
from domain.catalog.attributes.kinds import AttributeKind
from domain.catalog.attributes.models import AttributeChoice
from domain.catalog.attributes.set_product_attributes import set_product_attributes
from domain.catalog.attributes.set_type import set_type
from domain.catalog.attributes.values import Content, Given
from domain.catalog.bulk.claim_import import claim_import
from domain.catalog.bulk.create_import import create_import
from domain.catalog.bulk.planning import Imagined
from domain.catalog.bulk.receive_import import receive_import
from domain.catalog.bulk.states import ImportFormat, ImportKind
from domain.catalog.collections.create_collection import create_collection
from domain.catalog.collections.rules import RuleCondition, RuleField
from domain.catalog.collections.set_rule import set_rule
from domain.catalog.create_brand import create_brand
from domain.catalog.create_category import create_category
from domain.catalog.create_product import create_product
from domain.catalog.dimensions.create_dimension import NewValue, create_dimension
from domain.catalog.dimensions.models import DimensionValue
from domain.catalog.dimensions.set_product_dimensions import set_product_dimensions
from domain.catalog.media.complete_upload import complete_upload
from domain.catalog.media.create_upload import create_upload
from domain.catalog.media.kinds import FILE_TYPES
from domain.catalog.media.register_file import register_file
from domain.catalog.media.states import MediaKind
from domain.catalog.models import ProductVariant
from domain.catalog.publish_product import publish_product
from domain.catalog.revisions.begin_revision import begin_revision
from domain.catalog.revisions.content import Edit
from domain.catalog.set_price import set_price
from domain.channels.create_channel import create_channel
from domain.channels.models import SalesChannel
from domain.customers.add_address import NewAddress, add_address
from domain.customers.create_customer import create_customer
from domain.customers.create_group import create_group
from domain.customers.models import Customer
from domain.customers.states import GroupKind
from domain.finance.capture_payment import capture_payment
from domain.finance.refunds.limits import Limits, limits, use_limits
from domain.finance.states import PaymentMethod
from domain.fulfillment.create_carrier import create_carrier
from domain.fulfillment.create_fulfillment import create_fulfillment
from domain.fulfillment.devices.upsert_device import upsert_device
from domain.fulfillment.devices.vocabulary import DeviceKind
from domain.fulfillment.models import FulfillmentOrder
from domain.fulfillment.purchase_label import purchase_label
from domain.fulfillment.report_progress import report_progress
from domain.fulfillment.report_tracking import report_tracking
from domain.fulfillment.routing.upsert_rule import upsert_rule
from domain.fulfillment.routing.vocabulary import RoutingRuleKind
from domain.fulfillment.ship_fulfillment import ship_fulfillment
from domain.fulfillment.start_picking import start_picking
from domain.fulfillment.states import FulfillmentProgress, TrackingStatus
from domain.fulfillment.tracking import TrackingNews
from domain.identity.actors import actor_of_customer, actor_of_staff
from domain.identity.create_api_token import create_api_token
from domain.identity.hire import hire
from domain.identity.scopes import Role
from domain.identity.sessions import start_session
from domain.identity.states import SignInMethod
from domain.inventory.adjust_stock import adjust_stock
from domain.inventory.backorders.set_policy import set_policy
from domain.inventory.backorders.states import SellingPolicy
from domain.inventory.create_warehouse import create_warehouse
from domain.inventory.models import Warehouse
from domain.inventory.set_alert_rule import set_alert_rule
from domain.orders.drafts.create_draft import create_draft
from domain.orders.drafts.request import CreateDraft, DraftLineRequest
from domain.orders.editing.stage import abandon_edit, begin_edit
from domain.orders.handling.add_note import add_note
from domain.orders.models import Order, OrderLine
from domain.orders.place_order import place_order
from domain.orders.request import LineRequest, PlaceOrder, ShippingAddress
from domain.pricing.create_price_list import create_price_list
from domain.pricing.price_variant import price_variant
from domain.pricing.record_cost import record_cost
from domain.pricing.report_competitor_price import report_competitor_price
from domain.pricing.schedule_price import schedule_price
from domain.pricing.set_list_prices import ListPrice, set_list_prices
from domain.pricing.set_pricing_rule import RuleTerms, set_pricing_rule
from domain.pricing.states import Strategy
from domain.processes.approve_return import approve_return
from domain.processes.confirm_order import confirm_order
from domain.processes.ingest_channel_orders import Said, ingest_channel_orders
from domain.processes.inspect_return import inspect_return
from domain.processes.reprice import reprice
from domain.processes.run_import import Batch, run_batch
from domain.processes.suggest_lifecycles import suggest_lifecycles
from domain.promotions.campaigns.create_campaign import create_campaign
from domain.promotions.campaigns.create_task import TaskRequest, create_task
from domain.promotions.campaigns.plan import Plan
from domain.promotions.campaigns.states import CampaignTaskKind
from domain.promotions.create_coupon_batch import create_coupon_batch
from domain.promotions.create_promotion import create_promotion
from domain.promotions.details import Details
from domain.promotions.fill_coupon_batches import fill_coupon_batches
from domain.promotions.terms import PercentOff
from domain.returns.claims.open_claim import open_claim
from domain.returns.claims.states import ClaimReason
from domain.returns.exchanges.request_exchange import request_exchange
from domain.returns.inspect_return import Finding
from domain.returns.receive_return import receive_return
from domain.returns.request_return import request_return
from domain.returns.states import Disposition, ReturnReason
from domain.shared.context import SYSTEM, Actor, Context
from domain.shared.ids import new_id
from domain.shared.money import Money
from domain.shipping.put_method import NewMethod, put_method
from domain.shipping.put_zone import put_zone
from domain.support.open_ticket import open_ticket
from domain.support.send_message import send_message
from domain.taxes.create_class import create_class
from domain.taxes.in_force import Place
from domain.taxes.put_rate import NewRate, put_rate
from domain.webhooks.addresses import STRICT
from domain.webhooks.create_webhook import create_webhook
from domain.webhooks.pause_webhook import pause_webhook
from domain.webhooks.sealing import Sealing
from domain.webhooks.send_test import send_test
from schema.webhooks.payload import compose
from tests.world.automation import AutomationWorld
from tests.world.jobs import JobsWorld
from tests.world.notifications import NotificationsWorld

PRODUCTS = 24  # some pages of three
PLENTY = 100_000  # units: whatever the suites order, it does not run out
SOLD_OUT = "SOLD-OUT"  # the unit that config.json puts on the shelf and lets buyers fight for
HOME = NewAddress(
    recipient="Alice Adams",
    line1="12 Alder Lane",
    city="Leeds",
    country="GB",
    postal_code="LS1 4AP",
    phone="+447700900123",
)


@dataclass(frozen=True)
class Cast:
    """Whom the suites act as."""

    customer_a: Actor
    customer_b: Actor
    staff: Actor


async def open_shop() -> Cast:
    """Goods, two customers with orders, parcels and tickets, and an administrator."""
    now = datetime.now(UTC)
    boss = await hire(
        Context(actor=SYSTEM, now=now), "Sam Okoro", "sam@tradegraph.example", [Role.ADMIN]
    )
    shop = _Shop(Context(actor=actor_of_staff(boss), now=now))
    await shop.furnish()
    alice = await create_customer(
        shop.ctx, "Alice Adams", email="alice.pii@example.test", phone="+447700900123"
    )
    bob = await create_customer(
        shop.ctx, "Bob Brown", email="bob.pii@example.test", phone="+447700900456"
    )
    for place in (HOME, HOME, HOME):
        await add_address(shop.ctx, alice.id, place)

    delivered = await shop.deliver(await shop.order(alice, 3))
    await shop.take_back(alice, delivered)
    for _ in range(6):
        await shop.order(alice, 2)
    await shop.say_what_is_wrong(alice, await shop.deliver(await shop.order(alice, 1)))
    await shop.ask_for_another(alice, await shop.deliver(await shop.order(alice, 1)))
    await shop.ship(await shop.order(bob, 1))
    for _ in range(2):
        await shop.order(bob, 1)

    for subject in ("Where is it?", "One is missing", "A question", "Another question"):
        await shop.complain(alice, delivered, subject)
    await shop.complain(bob, None, "My parcel is late")
    await shop.inform()
    await shop.wait_for_goods()
    await shop.look_after(alice)
    await shop.give_coupons()
    await shop.preview_a_file()
    await create_api_token(shop.ctx, "The warehouse's own system", [])
    async with in_transaction():
        await start_session(
            shop.ctx, actor_of_customer(alice.id, alice.name), SignInMethod.PASSWORD
        )
    return Cast(
        customer_a=actor_of_customer(alice.id, alice.name),
        customer_b=actor_of_customer(bob.id, bob.name),
        staff=actor_of_staff(boss),
    )


class _Shop(NotificationsWorld, JobsWorld, AutomationWorld):
    """The administrator at work."""

    channel: SalesChannel
    warehouse: Warehouse
    variants: Sequence[ProductVariant]

    def __init__(self, ctx: Context) -> None:
        self.ctx, self.now = ctx, ctx.now

    async def furnish(self) -> None:
        """A channel, a carrier, a warehouse, and goods in it, one of them sold out."""
        self.channel = await create_channel(
            self.ctx, code="web", name="The web shop", currency="USD"
        )
        order = {"id": "M-1", "total": "1.00", "placedAt": "2026-01-01T00:00:00+00:00"}
        await ingest_channel_orders(self.ctx, self.channel.id, [Said(order)])
        await create_carrier(self.ctx, code="swift", name="Swift")
        self.warehouse = await create_warehouse(self.ctx, code="main", name="Main", region="North")
        await upsert_device(
            self.ctx, code="robot-1", kind=DeviceKind.ROBOT, warehouse_id=self.warehouse.id
        )
        for code in ("north", "south", "east", "west"):
            await create_warehouse(self.ctx, code=code, name=code.title(), region=code, priority=9)
        brand = await create_brand(self.ctx, "Leaf & Co")
        for name in ("Hill", "Valley", "River", "Field"):
            await create_brand(self.ctx, name)
        root = await create_category(self.ctx, "Tea")
        shelves = [
            await create_category(self.ctx, name, parent_id=root.id)
            for name in ("Green tea", "Black tea", "White tea", "Herbs")
        ]
        self.variants = [
            await self.sell(f"Tea no. {number}", shelves[number % 4].id, brand.id, f"TEA-{number}")
            for number in range(PRODUCTS)
        ]
        for variant in self.variants:
            await self.stock(variant, PLENTY)
        for variant in self.variants[:4]:
            await set_alert_rule(
                self.ctx, variant_id=variant.id, warehouse_id=self.warehouse.id, low=PLENTY + 1
            )
            await self.stock(variant, -1)
            await self.stock(variant, 1)
        await self.sell("Tea that everybody wants", shelves[0].id, brand.id, SOLD_OUT)
        await self.picture(self.variants[1].product_id)
        await self.describe()
        await self.price()

    async def picture(self, product_id: UUID) -> None:
        """A picture whose bytes nobody looked into yet: only staff see it."""
        upload = await create_upload(self.ctx, product_id, kind=MediaKind.IMAGE, byte_size=4_000)
        file = await register_file(self.ctx, token_hex(32), FILE_TYPES["PNG"], 4_000)
        await complete_upload(self.ctx, upload.id, file.id, source=None)

    async def describe(self) -> None:
        """Attributes, types, dimensions and collections, with products of all of them."""
        products = [variant.product_id for variant in self.variants]
        for name in ("Colour", "Origin", "Roast", "Size"):
            choice, code = NewChoice("first", "First"), name.lower()
            attribute = await create_attribute(
                self.ctx, code=code, name=name, kind=AttributeKind.CHOICE, choices=[choice]
            )
            kind = await create_type(
                self.ctx, code=code, name=name, attributes=[TypeAttribute(attribute.id)]
            )
            product = products.pop()
            await set_type(self.ctx, product, kind.id)
            (first,) = await AttributeChoice.filter(attribute_id=attribute.id)
            given = Given(attribute.id, Content(choice_id=first.id))
            await set_product_attributes(self.ctx, product, [given])
            dimension = await create_dimension(
                self.ctx, code=code, name=name, values=[NewValue("first", "First")]
            )
            (value,) = await DimensionValue.filter(dimension_id=dimension.id)
            await set_product_dimensions(self.ctx, product, [value.id])
            collection = await create_collection(self.ctx, name)
            tagged = RuleCondition(RuleField.TAG, tags=("loose",))
            await set_rule(self.ctx, collection.id, [tagged])
        for variant in self.variants[1:5]:
            await begin_revision(self.ctx, variant.product_id, Edit(description="Picked at dawn."))
        await suggest_lifecycles(self.ctx)

    async def price(self) -> None:
        """What prices are made of, of goods that the suites do not order."""
        odd, ruled, planned = self.variants[-3:]
        friends = await create_group(self.ctx, kind=GroupKind.GROUP, code="friends", name="Friends")
        made = await create_price_list(
            self.ctx, "For friends", "USD", channel_id=self.channel.id, group_id=friends.id
        )
        await set_list_prices(self.ctx, made.id, [ListPrice(planned.id, Money(1100, "USD"), 1)])
        later = self.ctx.now + timedelta(days=365)
        await schedule_price(self.ctx, planned.id, Money(1300, "USD"), later)
        for variant in self.variants:
            await record_cost(self.ctx, variant.id, Money(800, "USD"))
        await report_competitor_price(
            self.ctx,
            ruled.id,
            Money(1190, "USD"),
            competitor="The corner shop",
            observed_at=self.ctx.now,
        )
        terms = RuleTerms(
            name="A little less than others",
            currency="USD",
            strategy=Strategy.UNDERCUT_COMPETITOR,
            strategy_bp=100,
            margin_bp=1_000,
            daily_move_bp=2_000,
            approval_above_bp=0,
            variant_ids=[ruled.id],
        )
        await set_pricing_rule(self.ctx, terms)
        await reprice(self.ctx)
        await price_variant(self.ctx, odd.id, Money(125, "USD"))

    async def wait_for_goods(self) -> None:
        """A rule that nothing is routed by, and somebody who waits for what nobody has."""
        await upsert_rule(self.ctx, name="Near", kind=RoutingRuleKind.NEAREST, is_active=False)
        variant, deny = await ProductVariant.get(sku=SOLD_OUT), SellingPolicy.DENY
        backorder = SellingPolicy.BACKORDER
        await set_policy(self.ctx, variant.id, policy=backorder, units_max=2)
        line = LineRequest(variant.id, 2)
        wanted = PlaceOrder(channel=self.channel.code, currency="USD", lines=[line])
        await place_order(self.ctx, wanted, idempotency_key=None)
        await set_policy(self.ctx, variant.id, policy=deny)

    async def look_after(self, buyer: Customer) -> None:
        """An order with a note that was nearly edited, and of which its buyer was told; a draft;
        and what taxes and sending cost where the suites send nothing.
        """
        order = await self.order(buyer, 1, external_id="WEB-EDITED")
        await add_note(self.ctx, order.id, body="Call first")
        edit = await begin_edit(self.ctx, order.id)
        await abandon_edit(self.ctx, edit.id)
        lines = [DraftLineRequest(self.variants[0].id, 1)]
        drafted = CreateDraft(self.channel.code, "USD", lines, buyer.id)
        await create_draft(self.ctx, drafted, idempotency_key="draft")
        books = await create_class(self.ctx, code="books", name="Books")
        await put_rate(self.ctx, NewRate(books.id, "AT", "VAT", 100_000, self.ctx.now))
        zone = await put_zone(self.ctx, "Far away", [Place("AT", "")])
        way = NewMethod(self.channel.id, zone.id, "Parcel", "USD", [(0, 500)], 1, 3)
        await put_method(self.ctx, way)
        await self.template()
        await self.notification(buyer, order)
        await self.job(order)
        rule = await self.automation_rule("Tag", is_enabled=False)
        await self.automation_run(rule, order)

    async def give_coupons(self) -> None:
        """A promotion that nothing in the suites gets, and a batch with one coupon of it; and a
        campaign with something to do.
        """
        draft = await create_promotion(
            self.ctx, Details("Spring", [PercentOff(1_000)], needs_coupon=True)
        )
        await create_coupon_batch(self.ctx, draft.id, size=1, idempotency_key="spring")
        await fill_coupon_batches(self.ctx)
        campaign = await create_campaign(self.ctx, Plan("Spring", "USD"))
        await create_task(
            self.ctx,
            TaskRequest(
                campaign.id, CampaignTaskKind.ADVERTISING, "A banner", owner_id=self.ctx.actor.id
            ),
        )

    async def preview_a_file(self) -> None:
        """A file of rows that was looked at and could be applied. It has none but a header."""
        row = await create_import(
            self.ctx,
            kind=ImportKind.PRODUCTS,
            format=ImportFormat.CSV,
            byte_size=5,
            is_preview=True,
        )
        await receive_import(self.ctx, row.id, "nowhere")
        claimed = await claim_import(self.ctx.now)
        assert claimed is not None
        await run_batch(self.ctx.now, claimed, Batch([], 0, 5, is_last=True), Imagined())

    async def sell(self, name: str, category_id: UUID, brand_id: UUID, sku: str) -> ProductVariant:
        """A published product with one priced variant."""
        product = await create_product(
            self.ctx,
            name,
            description="Picked by hand.",
            category_id=category_id,
            brand_id=brand_id,
            tags=["loose", "organic", f"harvest {sku.lower()}"],
        )
        variant = await add_variant(self.ctx, product.id, sku=sku, name="100 g")
        await set_price(self.ctx, variant.id, Money(1250, "USD"))
        await publish_product(self.ctx, product.id)
        return variant

    async def stock(self, variant: ProductVariant, delta: int) -> None:
        """Units on or off the shelf."""
        await adjust_stock(
            self.ctx,
            variant_id=variant.id,
            warehouse_id=self.warehouse.id,
            delta=delta,
            reason="counted",
            idempotency_key=str(new_id()),
        )

    async def order(self, buyer: Customer, lines: int, *, external_id: str = "") -> Order:
        """An order of the first so many goods, to the buyer's home."""
        request = PlaceOrder(
            channel="web",
            currency="USD",
            lines=[LineRequest(variant.id, 1) for variant in self.variants[:lines]],
            address=ShippingAddress(buyer.name, "12 Alder Lane", "Leeds", "GB"),
            external_id=external_id or f"WEB-{new_id()}",
        )
        customer = Context(actor=actor_of_customer(buyer.id, buyer.name), now=self.ctx.now)
        return await place_order(customer, request, idempotency_key=str(new_id()))

    async def ship(self, order: Order) -> str:
        """Pay, pick, pack and hand to the carrier; the waybill number."""
        await capture_payment(
            self.ctx,
            order.id,
            amount=None,
            method=PaymentMethod.MANUAL,
            reference=f"receipt {order.number}",
            idempotency_key=str(new_id()),
        )
        await confirm_order(self.ctx, order.id)
        work = await FulfillmentOrder.get(order_id=order.id)
        await start_picking(self.ctx, work.id)
        for progress in FulfillmentProgress:
            await report_progress(self.ctx, work.id, progress=progress)
        parcel = await create_fulfillment(self.ctx, work.id)
        await purchase_label(self.ctx, parcel.id, carrier_code="swift")
        shipped = await ship_fulfillment(self.ctx, parcel.id)
        assert shipped.waybill_number is not None
        return shipped.waybill_number

    async def deliver(self, order: Order) -> Order:
        """Ship it, and let the carrier tell the whole way to the door."""
        waybill_number = await self.ship(order)
        way = [
            TrackingStatus.PICKED_UP,
            TrackingStatus.IN_TRANSIT,
            TrackingStatus.OUT_FOR_DELIVERY,
            TrackingStatus.DELIVERED,
        ]
        for hour, status in enumerate(way):
            occurred_at = self.ctx.now - timedelta(hours=len(way) - hour)
            await report_tracking(
                self.ctx,
                carrier_code="swift",
                waybill_number=waybill_number,
                news=TrackingNews(status=status, occurred_at=occurred_at, location="Leeds"),
            )
        return order

    async def take_back(self, buyer: Customer, order: Order) -> None:
        """Every line of an order by itself, inspected, and the money waits for somebody."""
        customer = Context(actor=actor_of_customer(buyer.id, buyer.name), now=self.ctx.now)
        usual = limits()
        use_limits(Limits(approval_above={"USD": 0}))
        for line in await OrderLine.filter(order_id=order.id).order_by("position"):
            row = await request_return(
                customer,
                order.id,
                quantities={line.id: 1},
                reason=ReturnReason.DEFECTIVE,
                idempotency_key=str(new_id()),
            )
            await approve_return(self.ctx, row.id)
            await receive_return(
                self.ctx,
                row.id,
                warehouse_id=self.warehouse.id,
                quantities={line.id: 1},
                idempotency_key=str(new_id()),
            )
            findings = [Finding(line.id, Disposition.SCRAP, 1)]
            await inspect_return(self.ctx, row.id, findings=findings)
        use_limits(usual)

    async def say_what_is_wrong(self, buyer: Customer, order: Order) -> None:
        """A unit of an order that arrived broken."""
        customer = Context(actor=actor_of_customer(buyer.id, buyer.name), now=self.ctx.now)
        lines = await OrderLine.filter(order_id=order.id)
        await open_claim(
            customer,
            order.id,
            quantities={line.id: 1 for line in lines},
            reason=ClaimReason.DAMAGED,
            idempotency_key=str(new_id()),
        )

    async def ask_for_another(self, buyer: Customer, order: Order) -> None:
        """The same again for a unit of each line of an order."""
        customer = Context(actor=actor_of_customer(buyer.id, buyer.name), now=self.ctx.now)
        lines = await OrderLine.filter(order_id=order.id)
        await request_exchange(
            customer,
            order.id,
            quantities={line.id: 1 for line in lines},
            wanted=[LineRequest(line.variant_id, 1) for line in lines],
            reason=ReturnReason.DEFECTIVE,
            idempotency_key=str(new_id()),
        )

    async def complain(self, buyer: Customer, order: Order | None, subject: str) -> None:
        """A ticket in which both sides have spoken."""
        customer = Context(actor=actor_of_customer(buyer.id, buyer.name), now=self.ctx.now)
        ticket = await open_ticket(
            customer,
            subject=subject,
            body="Please tell me more.",
            order_id=order.id if order else None,
        )
        for text in ("We look into it.", "We have found it.", "It is on its way."):
            await send_message(self.ctx, ticket.id, text)

    async def inform(self) -> None:
        """Another system, and a message that waits for it: nothing is sent while it is paused."""
        made = await create_webhook(
            self.ctx,
            url="https://receiver.example/hook",
            event_types=["orders.*"],
            policy=STRICT,
            sealing=Sealing(token_urlsafe()),
        )
        await pause_webhook(self.ctx, made.webhook.id)
        await send_test(self.ctx, made.webhook.id, compose=compose)
