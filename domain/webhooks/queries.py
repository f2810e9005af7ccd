"""Reads: endpoints, what is on its way to them, and what came of it, for whoever may know."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from tortoise.queryset import QuerySet

from domain.identity.scopes import Scope
from domain.shared.context import Context
from domain.shared.errors import NotFound
from domain.shared.filters import Column, Condition, to_q
from domain.shared.paging import Order, Page, Window, counts, instant, page, pages
from domain.webhooks.models import Webhook, WebhookAttempt, WebhookDelivery

NEWEST = Order("CREATED_AT_DESC", "created_at", descending=True, value=instant)
OLDEST_ATTEMPTS = Order("STARTED_AT", "started_at", value=instant)


def visible_webhooks(ctx: Context) -> QuerySet[Webhook]:
    """Every endpoint by permission, else none."""
    return Webhook.all() if ctx.allows(Scope.WEBHOOKS_READ) else Webhook.filter(id__in=[])


def visible_deliveries(ctx: Context) -> QuerySet[WebhookDelivery]:
    """What is or was on its way, by permission, else nothing."""
    allowed = ctx.allows(Scope.WEBHOOKS_READ)
    return WebhookDelivery.all() if allowed else WebhookDelivery.filter(id__in=[])


def visible_attempts(ctx: Context) -> QuerySet[WebhookAttempt]:
    """What came of attempts, by permission, else nothing."""
    allowed = ctx.allows(Scope.WEBHOOKS_READ)
    return WebhookAttempt.all() if allowed else WebhookAttempt.filter(id__in=[])


async def lock_webhook(webhook_id: UUID) -> Webhook:
    """One endpoint, held until the transaction ends, for whoever may change it.

    Raises:
        NotFound: none by this id.
    """
    row = await Webhook.filter(id=webhook_id).select_for_update(no_key=True).first()
    if row is None:
        raise NotFound("webhook", webhook_id)
    return row


async def webhooks_by_ids(ctx: Context, ids: Iterable[UUID]) -> dict[UUID, Webhook]:
    """Endpoints by their ids."""
    return {row.id: row for row in await visible_webhooks(ctx).filter(id__in=set(ids))}


async def deliveries_by_ids(ctx: Context, ids: Iterable[UUID]) -> dict[UUID, WebhookDelivery]:
    """Deliveries by their ids."""
    return {row.id: row for row in await visible_deliveries(ctx).filter(id__in=set(ids))}


async def attempts_by_ids(ctx: Context, ids: Iterable[UUID]) -> dict[UUID, WebhookAttempt]:
    """Attempts by their ids."""
    return {row.id: row for row in await visible_attempts(ctx).filter(id__in=set(ids))}


async def webhooks_page(ctx: Context, window: Window) -> Page[Webhook]:
    """Endpoints, newest first."""
    return await page(visible_webhooks(ctx), window, NEWEST)


async def count_webhooks(ctx: Context) -> int:
    """How many endpoints there are."""
    return await visible_webhooks(ctx).count()


@dataclass(frozen=True, slots=True)
class DeliveryFilter:
    """Which deliveries; None is no condition."""

    condition: Condition | None = None


# What the fields of a condition mean.
COLUMNS: Mapping[str, Column] = {
    "id": "id",
    "webhook": "webhook_id",
    "state": "state",
    "event_type": "event_type",
    "created_at": "created_at",
}


def deliveries_matching(ctx: Context, where: DeliveryFilter) -> QuerySet[WebhookDelivery]:
    """The deliveries a filter leaves of those that the actor may see."""
    return visible_deliveries(ctx).filter(to_q(where.condition, COLUMNS))


async def deliveries_page(
    ctx: Context, window: Window, where: DeliveryFilter
) -> Page[WebhookDelivery]:
    """One page of deliveries, newest first."""
    return await page(deliveries_matching(ctx, where), window, NEWEST)


async def count_deliveries(ctx: Context, where: DeliveryFilter) -> int:
    """How many deliveries a filter leaves."""
    return await deliveries_matching(ctx, where).count()


async def pages_of_deliveries(
    ctx: Context, ids: Sequence[UUID], window: Window, order: Order
) -> Mapping[UUID, Page[WebhookDelivery]]:
    """A page of what is on its way to each of many endpoints."""
    return await pages(visible_deliveries(ctx), "webhook_id", ids, window, order)


async def counts_of_deliveries(ctx: Context, ids: Sequence[UUID]) -> Mapping[UUID, int]:
    """How much is on its way to each of many endpoints."""
    return await counts(visible_deliveries(ctx), "webhook_id", ids)


async def pages_of_attempts(
    ctx: Context, ids: Sequence[UUID], window: Window, order: Order
) -> Mapping[UUID, Page[WebhookAttempt]]:
    """A page of the attempts at each of many deliveries."""
    return await pages(visible_attempts(ctx), "delivery_id", ids, window, order)


async def counts_of_attempts(ctx: Context, ids: Sequence[UUID]) -> Mapping[UUID, int]:
    """How many attempts there were at each of many deliveries."""
    return await counts(visible_attempts(ctx), "delivery_id", ids)
