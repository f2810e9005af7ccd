"""The subscriptions: what each follows, and how to make one fact about it. A table."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from domain.catalog.lifecycle.dismiss_suggestion import dismiss_suggestion
from domain.catalog.lifecycle.models import LifecycleSuggestion
from domain.catalog.models import VariantPrice
from domain.catalog.states import SuggestionStatus
from domain.customers.models import Customer
from domain.fulfillment.models import Fulfillment
from domain.fulfillment.states import FulfillmentStatus, TrackingStatus
from domain.inventory.models import InventoryLevel, StockAlert
from domain.jobs.advance_job import advance_job
from domain.jobs.claim_job import Claimed, claim_job
from domain.jobs.models import Job
from domain.marketing.tell_figures import tell_figures
from domain.notifications.states import NotificationStatus
from domain.orders.models import Order
from domain.orders.states import HoldReason, OrderStatus
from domain.pricing.models import PriceAnomaly
from domain.pricing.price_variant import price_variant
from domain.processes.hold_order import hold_order
from domain.processes.release_hold import release_hold
from domain.promotions.campaigns.models import Campaign
from domain.shared.money import Money
from domain.shared.outbox import AggregateType
from domain.support.models import Ticket
from domain.support.send_message import send_message
from tests.schema.stage import Stage


@dataclass(frozen=True)
class Followed:
    """A subscription, the thing it is tried on, and what happens to that thing."""

    name: str
    kind: AggregateType
    make: Callable[[Stage], Awaitable[Any]]
    act: Callable[[Stage, Any], Awaitable[None]]  # one fact each time
    thing: str  # the field that shows it
    shows: str  # a selection of that field
    is_one: bool = False  # one thing by its id, not many
    has_initial: bool = False

    @property
    def document(self) -> str:
        """With every argument as a variable."""
        variables = {"$after": "EventCursor"}
        variables |= {"$id": "ID!"} if self.is_one else {}
        variables |= {"$initial": "Boolean!"} if self.has_initial else {}
        declared = ", ".join(f"{name}: {kind}" for name, kind in variables.items())
        given = ", ".join(f"{name[1:]}: {name}" for name in variables)
        return (
            f"subscription({declared}) {{ {self.name}({given}) {{ kind cursor occurredAt"
            " gap { reason missedAfter resumedAt } event { type version } aggregateVersion"
            f" {self.thing} {{ {self.shows} }} }} }}"
        )


async def order(stage: Stage) -> Order:
    return await stage.order()


async def hold_or_release(stage: Stage, order: Order) -> None:
    order = await Order.get(id=order.id)
    if order.status is OrderStatus.ON_HOLD:
        await release_hold(stage.shop.ctx, order.id)
    else:
        await hold_order(stage.shop.ctx, order.id, reason=HoldReason.FRAUD)


async def alert(stage: Stage) -> StockAlert:
    return await stage.alert()


async def cross_the_bound(stage: Stage, alert: StockAlert) -> None:
    """The warning resolves, or another one opens."""
    level = await InventoryLevel.get(id=alert.level_id)
    await stage.shop.adjust(await level.variant, 100 if level.on_hand < 100 else -100)


async def anomaly(stage: Stage) -> PriceAnomaly:
    return await stage.anomaly()


async def lose_or_find_the_decimal(stage: Stage, anomaly: PriceAnomaly) -> None:
    """The anomaly resolves, or another one opens."""
    price = await VariantPrice.get(variant_id=anomaly.variant_id)
    minor = 1250 if price.amount_minor == 125 else 125
    await price_variant(stage.shop.ctx, anomaly.variant_id, Money(minor, "USD"))


async def level(stage: Stage) -> InventoryLevel:
    return await stage.shop.stock(await stage.shop.variant(), 10)


async def count(stage: Stage, level: InventoryLevel) -> None:
    await stage.shop.adjust(await level.variant, 1)


async def job(stage: Stage) -> Job:
    """One that is under way."""
    job = await stage.shop.job()
    assert await claim_job(stage.shop.now)
    return await Job.get(id=job.id)


async def go_on(stage: Stage, job: Job) -> None:
    """Another portion, of which its worker tells."""
    row = await Job.get(id=job.id)
    assert row.lease_id is not None
    hand = Claimed(row.id, row.lease_id, row.kind, row.arguments, row.actor, frozenset(row.scopes))
    await advance_job(stage.shop.as_system, hand)


async def suggestion(stage: Stage) -> LifecycleSuggestion:
    return await stage.suggestion()


async def suggest_or_dismiss(stage: Stage, suggestion: LifecycleSuggestion) -> None:
    """The proposal is dismissed, or another one opens."""
    found = await LifecycleSuggestion.filter(status=SuggestionStatus.OPEN).first()
    if found is None:
        await stage.suggestion()
    else:
        await dismiss_suggestion(stage.shop.ctx, found.id)


async def parcel(stage: Stage) -> Fulfillment:
    return await stage.parcel(FulfillmentStatus.SHIPPED)


async def scan(stage: Stage, parcel: Fulfillment) -> None:
    stage.shop.later(minutes=1)
    await stage.shop.hear(parcel, TrackingStatus.IN_TRANSIT)


async def campaign(stage: Stage) -> Campaign:
    row = await stage.shop.campaign()
    await stage.shop.promotion_of(row)
    return row


async def buy_and_tell(stage: Stage, campaign: Campaign) -> None:
    """One more order has it, and the worker has looked."""
    variant = await stage.shop.variant()
    await stage.shop.stock(variant, 1)
    await stage.shop.place((variant, 1))
    await tell_figures(stage.shop.ctx)


async def ticket(stage: Stage) -> Ticket:
    return await stage.ticket()


async def answer(stage: Stage, ticket: Ticket) -> None:
    await send_message(stage.shop.ctx, ticket.id, "We are looking.")


async def owner(stage: Stage) -> Customer:
    await stage.notification(NotificationStatus.SENT)
    return stage.owner


async def tell(stage: Stage, customer: Customer) -> None:
    """One thing more is in the feed."""
    order = await Order.filter(customer_id=customer.id).first()
    await stage.notification(NotificationStatus.SENT, order)


FOLLOWED = [
    Followed(
        "campaignMetricsUpdated",
        AggregateType.CAMPAIGN_FIGURES,
        campaign,
        buy_and_tell,
        "metrics",
        "orders version",
        is_one=True,
        has_initial=True,
    ),
    Followed(
        "inventoryLevelUpdated",
        AggregateType.INVENTORY_LEVEL,
        level,
        count,
        "level",
        "onHand version",
    ),
    Followed(
        "jobUpdated",
        AggregateType.JOB,
        job,
        go_on,
        "job",
        "status percentDone version",
        is_one=True,
        has_initial=True,
    ),
    Followed(
        "lifecycleFeed",
        AggregateType.LIFECYCLE_SUGGESTION,
        suggestion,
        suggest_or_dismiss,
        "suggestion",
        "status version",
        has_initial=True,
    ),
    Followed(
        "notificationFeedUpdated",
        AggregateType.NOTIFICATION_FEED,
        owner,
        tell,
        "feed",
        "unreadCount version newest { subject }",
        is_one=True,
        has_initial=True,
    ),
    Followed("orderFeed", AggregateType.ORDER, order, hold_or_release, "order", "status version"),
    Followed(
        "orderUpdated",
        AggregateType.ORDER,
        order,
        hold_or_release,
        "order",
        "status version",
        is_one=True,
        has_initial=True,
    ),
    Followed(
        "shipmentTrackingUpdated",
        AggregateType.FULFILLMENT,
        parcel,
        scan,
        "fulfillment",
        "trackingStatus version",
        is_one=True,
        has_initial=True,
    ),
    Followed(
        "priceAnomalyFeed",
        AggregateType.PRICE_ANOMALY,
        anomaly,
        lose_or_find_the_decimal,
        "anomaly",
        "status version",
        has_initial=True,
    ),
    Followed(
        "stockAlertFeed",
        AggregateType.STOCK_ALERT,
        alert,
        cross_the_bound,
        "alert",
        "status version",
        has_initial=True,
    ),
    Followed("ticketQueueFeed", AggregateType.TICKET, ticket, answer, "ticket", "status version"),
    Followed(
        "ticketUpdated",
        AggregateType.TICKET,
        ticket,
        answer,
        "ticket",
        "status version",
        is_one=True,
        has_initial=True,
    ),
]
