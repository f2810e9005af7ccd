"""Things to try mutations on, each in the state it needs, and all of one customer."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from domain.catalog.lifecycle.accept_suggestion import accept_suggestion
from domain.catalog.lifecycle.detector import Figures
from domain.catalog.lifecycle.dismiss_suggestion import dismiss_suggestion
from domain.catalog.lifecycle.models import LifecycleSuggestion
from domain.catalog.lifecycle.propose_moves import propose_moves
from domain.catalog.models import Product
from domain.catalog.revisions.approve_revision import approve_revision
from domain.catalog.revisions.begin_revision import begin_revision
from domain.catalog.revisions.content import Edit
from domain.catalog.revisions.models import ProductRevision
from domain.catalog.revisions.publish_revision import publish_revision
from domain.catalog.revisions.reject_revision import reject_revision
from domain.catalog.revisions.request_changes import request_changes
from domain.catalog.revisions.submit_revision import submit_revision
from domain.catalog.revisions.withdraw_revision import withdraw_revision
from domain.catalog.states import (
    LifecycleStage,
    PublicationStatus,
    RevisionStatus,
    SuggestionStatus,
)
from domain.channels.models import ChannelImport, SalesChannel
from domain.channels.normalize_messages import normalize_messages
from domain.channels.states import ChannelOrderStatus
from domain.customers.cards import sealed_address
from domain.customers.models import Address, Customer
from domain.finance.refunds.models import ReturnRefund
from domain.finance.refunds.states import ReturnRefundStatus
from domain.fulfillment.models import Fulfillment, FulfillmentOrder
from domain.fulfillment.states import FulfillmentOrderStatus, FulfillmentStatus
from domain.inventory.backorders.models import Backorder
from domain.inventory.backorders.states import SellingPolicy
from domain.inventory.models import StockAlert
from domain.inventory.set_alert_rule import set_alert_rule
from domain.inventory.states import StockAlertStatus
from domain.notifications.models import Notification
from domain.notifications.states import Medium, NotificationStatus
from domain.orders.models import Order
from domain.orders.states import OrderStatus
from domain.pricing.answer_proposal import answer_proposal
from domain.pricing.cancel_scheduled_price import cancel_scheduled_price
from domain.pricing.close_anomaly import close_anomaly
from domain.pricing.models import PriceAnomaly, PriceList, PriceProposal, ScheduledPrice
from domain.pricing.states import (
    AnomalyAction,
    AnomalyStatus,
    PriceListStatus,
    ProposalAction,
    ProposalStatus,
    ScheduledPriceStatus,
)
from domain.promotions.campaigns.close_task import close_task
from domain.promotions.campaigns.models import Campaign, CampaignTask
from domain.promotions.campaigns.states import (
    CampaignStatus,
    CampaignTaskAction,
    CampaignTaskStatus,
)
from domain.returns.claims.models import Claim
from domain.returns.claims.states import ClaimResolution, ClaimStatus
from domain.returns.exchanges.models import Exchange
from domain.returns.exchanges.states import ExchangeStatus
from domain.returns.models import Return
from domain.returns.states import ReturnStatus
from domain.shared.context import Context
from domain.shared.ids import new_id
from domain.support.models import Ticket
from domain.support.states import TicketStatus
from domain.webhooks.models import Webhook, WebhookAttempt, WebhookDelivery
from domain.webhooks.schedule import ATTEMPTS_MAX
from domain.webhooks.states import DeliveryState, WebhookStatus
from schema.shared.ids import global_id
from tests.shop import Shop
from tests.world.channels import generic

Input = dict[str, Any]
ANSWERS = {
    ProposalStatus.APPROVED: ProposalAction.APPROVE,
    ProposalStatus.REJECTED: ProposalAction.REJECT,
    ProposalStatus.WITHDRAWN: ProposalAction.WITHDRAW,
}
CLOSING = {
    CampaignTaskStatus.DONE: CampaignTaskAction.COMPLETE,
    CampaignTaskStatus.CANCELED: CampaignTaskAction.CANCEL,
}
OWNERS_HOME = {"recipient": "Olga Ownes", "line1": "1 High Street", "city": "Leeds"}


@dataclass
class Stage:
    """A shop, and the customer whose things everything is tried on."""

    shop: Shop
    owner: Customer

    @classmethod
    async def build(cls, shop: Shop) -> "Stage":
        """With a carrier, and nothing else yet."""
        await shop.carrier("swift")
        return cls(shop, await shop.customer("Olga Ownes"))

    @property
    def as_owner(self) -> Context:
        """The customer, signed in."""
        return self.shop.as_customer(self.owner)

    async def order(self, status: OrderStatus = OrderStatus.PENDING) -> Order:
        """An order of the owner's, of two units at 12.50 USD."""
        return await self._own(await self.shop.order(status))

    async def work(
        self, status: FulfillmentOrderStatus = FulfillmentOrderStatus.OPEN
    ) -> FulfillmentOrder:
        """A warehouse's work for an order of the owner's."""
        work = await self.shop.work(status)
        await self._own(await Order.get(id=work.order_id))
        return work

    async def awaited(self) -> Backorder:
        """Units that an order of the owner's waits for, of a preorder."""
        variant = await self.shop.variant()
        await self.shop.sold_beyond(variant, SellingPolicy.PREORDER)
        await self._own(await self.shop.place((variant, 2)))
        return await Backorder.get(variant_id=variant.id)

    async def rerouted(self) -> FulfillmentOrder:
        """Work of which some was not there: what nobody has is waited for."""
        return await self.work(FulfillmentOrderStatus.INCOMPLETE)

    async def packed(self) -> FulfillmentOrder:
        """The same, ready to be made into a parcel."""
        return await self.shop.pack(await self.work())

    async def parcel(self, status: FulfillmentStatus = FulfillmentStatus.PENDING) -> Fulfillment:
        """A parcel of the owner's."""
        parcel = await self.shop.parcel(status)
        await self._own(await Order.get(id=parcel.order_id))
        return parcel

    async def delivered(self) -> Order:
        """An order of the owner's that has arrived and is paid."""
        return await self.shop.delivered(customer=self.owner)

    async def back(self, status: ReturnStatus = ReturnStatus.REQUESTED) -> Return:
        """A return of the owner's, of both units of an order."""
        return await self.shop.back(status, order=await self.delivered())

    async def complaint(
        self,
        status: ClaimStatus = ClaimStatus.OPEN,
        resolution: ClaimResolution = ClaimResolution.REFUND,
    ) -> Claim:
        """A claim of the owner's, about both units of an order."""
        return await self.shop.claim(status, resolution, order=await self.delivered())

    async def swapped(self, status: ExchangeStatus = ExchangeStatus.REQUESTED) -> Exchange:
        """An exchange of the owner's, of both units of an order for something else."""
        row = await self.shop.exchange(status, order=await self.delivered())
        return await Exchange.get(id=row.id)

    async def message(
        self, status: ChannelOrderStatus = ChannelOrderStatus.REJECTED
    ) -> ChannelImport:
        """What a channel said of an order, as far as it has come."""
        shop = self.shop
        channel = await shop.marketplace(f"mart-{await SalesChannel.all().count()}")
        await shop.channel_says(channel, generic(f"A-{channel.code}", sku="NEW"))
        if status is not ChannelOrderStatus.RECEIVED:
            await normalize_messages(shop.ctx)
        if status is ChannelOrderStatus.REJECTED:
            await shop.take_in()
        return await ChannelImport.get(channel_id=channel.id)

    async def money_back(
        self, status: ReturnRefundStatus = ReturnRefundStatus.PENDING
    ) -> ReturnRefund:
        """The refund of such a return."""
        refund = await self.shop.return_refund(status)
        await self._own(await Order.get(id=refund.order_id))
        return refund

    async def ticket(self, status: TicketStatus = TicketStatus.OPEN) -> Ticket:
        """A ticket of the owner's."""
        return await self.shop.ticket(status, customer=self.owner)

    async def address(self) -> Address:
        """An address on the owner's card."""
        key = new_id()
        return await Address.create(
            id=key,
            customer=self.owner,
            **sealed_address(key, OWNERS_HOME),
            country="GB",
            created_at=self.shop.now,
        )

    async def product(self, status: PublicationStatus) -> Product:
        """A product on the shelf or off it."""
        return await self.shop.product(published=status is PublicationStatus.PUBLISHED)

    async def revision(self, status: RevisionStatus = RevisionStatus.DRAFT) -> ProductRevision:
        """A pending edit of a colleague's, or what became of one."""
        shop = self.shop
        writer = shop.as_staff("catalog:read", "catalog:write")
        product = await shop.product()
        edit = Edit(name="Sencha", tags=["tea"])
        revision = await begin_revision(writer, product.id, edit)
        way: dict[RevisionStatus, list[Callable[[], Awaitable[ProductRevision]]]] = {
            RevisionStatus.IN_REVIEW: [],
            RevisionStatus.CHANGES_REQUESTED: [
                lambda: request_changes(shop.ctx, revision.id, comment="Say where it is from.")
            ],
            RevisionStatus.REJECTED: [
                lambda: reject_revision(shop.ctx, revision.id, comment="Not our tone.")
            ],
            RevisionStatus.APPROVED: [lambda: approve_revision(shop.ctx, revision.id)],
            RevisionStatus.PUBLISHED: [
                lambda: approve_revision(shop.ctx, revision.id),
                lambda: publish_revision(shop.ctx, revision.id),
            ],
            RevisionStatus.WITHDRAWN: [lambda: withdraw_revision(shop.ctx, revision.id)],
        }
        if status is not RevisionStatus.DRAFT:
            revision = await submit_revision(writer, revision.id)
            for step in way[status]:
                revision = await step()
        return revision

    async def suggestion(
        self, status: SuggestionStatus = SuggestionStatus.OPEN
    ) -> LifecycleSuggestion:
        """A proposal that a mature product declines, or what became of it."""
        shop = self.shop
        product = await shop.product()
        await Product.filter(id=product.id).update(lifecycle_stage=LifecycleStage.MATURITY)
        shrinking = Figures(LifecycleStage.MATURITY, True, 365, 280, 400, -0.2, 300, 4.5)
        await propose_moves(shop.as_system, {product.id: shrinking})
        suggestion = await LifecycleSuggestion.get(product_id=product.id)
        if status is SuggestionStatus.ACCEPTED:
            return await accept_suggestion(shop.ctx, suggestion.id)
        if status is SuggestionStatus.DISMISSED:
            return await dismiss_suggestion(shop.ctx, suggestion.id)
        return suggestion

    async def stage_of_life(self, stage: LifecycleStage) -> Product:
        """A product at that point of its life."""
        product = await self.shop.product()
        await Product.filter(id=product.id).update(lifecycle_stage=stage)
        return await Product.get(id=product.id)

    async def alert(self, status: StockAlertStatus = StockAlertStatus.OPEN) -> StockAlert:
        """A warning that nobody has seen to, unless it is over already."""
        variant = await self.shop.variant()
        await self.shop.stock(variant, 3)
        await set_alert_rule(self.shop.ctx, variant_id=variant.id, low=5)
        if status is StockAlertStatus.RESOLVED:
            await self.shop.adjust(variant, 100)
        return await StockAlert.get(level__variant_id=variant.id, status=status)

    async def price_list(self, status: PriceListStatus = PriceListStatus.ACTIVE) -> PriceList:
        """A price list with one price in it."""
        return await self.shop.price_list((await self.shop.variant(), 1, 1100), status=status)

    async def scheduled(
        self, status: ScheduledPriceStatus = ScheduledPriceStatus.PENDING
    ) -> ScheduledPrice:
        """A planned price."""
        row = await self.shop.scheduled(await self.shop.variant())
        if status is not ScheduledPriceStatus.PENDING:
            row = await cancel_scheduled_price(self.shop.ctx, row.id)
        return row

    async def proposal(self, status: ProposalStatus = ProposalStatus.PENDING) -> PriceProposal:
        """A price that somebody must agree to, or has."""
        row = await self.shop.proposal(await self.shop.variant())
        action = ANSWERS.get(status)
        return await answer_proposal(self.shop.ctx, row.id, action) if action else row

    async def campaign(self, status: CampaignStatus = CampaignStatus.RUNNING) -> Campaign:
        """A campaign that has come so far."""
        return await self.shop.campaign(status)

    async def task(self, status: CampaignTaskStatus = CampaignTaskStatus.OPEN) -> CampaignTask:
        """Something to do for a campaign, or done."""
        row = await self.shop.task(await self.shop.plan())
        if status is CampaignTaskStatus.OPEN:
            return row
        return await close_task(self.shop.ctx, row.id, CLOSING[status])

    async def anomaly(self, status: AnomalyStatus = AnomalyStatus.OPEN) -> PriceAnomaly:
        """A price that looks wrong, or did."""
        row = await self.shop.anomaly(await self.shop.variant())
        if status is AnomalyStatus.OPEN:
            return row
        return await close_anomaly(self.shop.ctx, row.id, AnomalyAction.DISMISS, note="A sale.")

    async def webhook(self, status: WebhookStatus = WebhookStatus.ACTIVE) -> Webhook:
        """An endpoint of another system."""
        return await self.shop.webhook(status=status)

    async def notification(
        self, status: NotificationStatus = NotificationStatus.DEAD, order: Order | None = None
    ) -> Notification:
        """What the owner was to be told by letter, or is shown in their feed."""
        medium = Medium.FEED if status is NotificationStatus.SENT else Medium.EMAIL
        about = order or await self.order()
        return await self.shop.notification(self.owner, about, status, medium)

    async def dead_letter(self) -> WebhookDelivery:
        """What was attempted as often as it may be, in vain."""
        now = self.shop.now
        webhook = await self.webhook()
        dead = await WebhookDelivery.create(
            webhook=webhook,
            seq=1,
            event_type="orders.order_placed",
            subject_type="order",
            subject_id=webhook.id,
            body="{}",
            state=DeliveryState.DEAD,
            attempts=ATTEMPTS_MAX,
            occurred_at=now,
            created_at=now,
            ended_at=now,
        )
        await WebhookAttempt.create(
            delivery=dead, number=1, started_at=now, duration_ms=1, status_code=500
        )
        return dead

    async def _own(self, order: Order) -> Order:
        await Order.filter(id=order.id).update(customer_id=self.owner.id)
        order.customer_id = self.owner.id
        return order


def gid(row: Any) -> str:
    """A row's global id."""
    return global_id(type(row).__name__, row.id)
