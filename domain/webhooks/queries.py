"""Reads: endpoints, what is on its way to them, and what came of it, for whoever may know."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from tortoise.queryset import QuerySet

from domain.identity.scopes import Scope
from domain.shared.context import Context
from domain.shared.errors import NotFound
from domain.shared.paging import Order, Page, Window, counts, instant, page, pages
from domain.webhooks.models import Webhook, WebhookAttempt, WebhookDelivery
from domain.webhooks.states import DeliveryState

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
class DeliveriesIn:
    """Deliveries in one state, or in any: how pages of many endpoints are read at once."""

    state: DeliveryState | None = None

    async def pages(
        self, ctx: Context, ids: Sequence[UUID], window: Window, order: Order
    ) -> Mapping[UUID, Page[WebhookDelivery]]:
        """A page of what is on its way to each of many endpoints."""
        return await pages(self._rows(ctx), "webhook_id", ids, window, order)

    async def counts(self, ctx: Context, ids: Sequence[UUID]) -> Mapping[UUID, int]:
        """How much is on its way to each of many endpoints."""
        return await counts(self._rows(ctx), "webhook_id", ids)

    def _rows(self, ctx: Context) -> QuerySet[WebhookDelivery]:
        rows = visible_deliveries(ctx)
        return rows if self.state is None else rows.filter(state=self.state)


async def pages_of_attempts(
    ctx: Context, ids: Sequence[UUID], window: Window, order: Order
) -> Mapping[UUID, Page[WebhookAttempt]]:
    """A page of the attempts at each of many deliveries."""
    return await pages(visible_attempts(ctx), "delivery_id", ids, window, order)


async def counts_of_attempts(ctx: Context, ids: Sequence[UUID]) -> Mapping[UUID, int]:
    """How many attempts there were at each of many deliveries."""
    return await counts(visible_attempts(ctx), "delivery_id", ids)
