"""The same for many orders at once: asked for here, done by a worker, order by order."""

from collections.abc import Sequence
from uuid import UUID

from domain.identity.scopes import Scope
from domain.jobs.create_job import create_job
from domain.jobs.models import Job
from domain.jobs.states import JobKind
from domain.orders.handling.words import tag_names
from domain.orders.states import CancelReason
from domain.shared.context import Context


async def bulk_tag_orders(
    ctx: Context, order_ids: Sequence[UUID], *, tags: Sequence[str], idempotency_key: str | None
) -> Job:
    """Ask for many orders to carry words. What is refused of an order is told at its item.

    Raises:
        NotPermitted: the actor may not write orders.
        InvalidInput: no orders, more than 1,000, or words that are none; nothing is written.
        IdempotencyKeyReused, IdempotencyInProgress: see `claim`.
    """
    ctx.require(Scope.ORDERS_WRITE)
    arguments = {"tags": tag_names(tags)}
    return await create_job(
        ctx, JobKind.ORDER_TAG, order_ids, arguments, idempotency_key=idempotency_key
    )


async def bulk_cancel_orders(
    ctx: Context,
    order_ids: Sequence[UUID],
    *,
    reason: CancelReason,
    idempotency_key: str | None,
) -> Job:
    """Ask for many orders to be cancelled, each with its work and its money. What is refused of an
    order is told at its item.

    Raises:
        NotPermitted: the actor may not write orders.
        InvalidInput: no orders, or more than 1,000; nothing is written.
        IdempotencyKeyReused, IdempotencyInProgress: see `claim`.
    """
    arguments = {"reason": reason.value}
    return await create_job(
        ctx, JobKind.ORDER_CANCEL, order_ids, arguments, idempotency_key=idempotency_key
    )
