"""The same for many orders at once: asked for here, done by a worker, order by order."""

from collections.abc import Collection, Sequence
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.identity.scopes import Scope
from domain.jobs.create_job import Thing, create_job
from domain.jobs.limits import NEW_MAX
from domain.jobs.models import Job
from domain.jobs.states import JobKind
from domain.orders.handling.words import tag_names
from domain.orders.request import EXTERNAL_ID_LENGTH_MAX, PlaceOrder
from domain.orders.states import CancelReason
from domain.processes.orders_to_be import text_of
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.errors import InvalidInput
from domain.shared.inputs import items, text

# Whoever erases one of them waits for us, and then finds what we wrote down; or we do, and write
# nothing down of theirs.
CUSTOMERS = """
SELECT id FROM customer WHERE id = ANY($1) AND erased_at IS NULL ORDER BY id FOR KEY SHARE
"""


async def bulk_create_orders(
    ctx: Context, orders: Sequence[PlaceOrder], *, idempotency_key: str | None
) -> Job:
    """Ask for up to 250 orders to be placed, each as `place_order` does it, and once: each has an
    external id, which with its channel belongs to one order for ever.

    Whatever is wrong with one of them is told at its item, and harms no other. What an order shall
    be is kept sealed until it is placed or refused; of a customer whom there is not, nothing is.

    Raises:
        NotPermitted: the actor may not write orders.
        InvalidInput: no orders, too many, or an external id that is none or there twice; nothing
            is written.
        IdempotencyKeyReused, IdempotencyInProgress: see `claim`.
    """
    ctx.require(Scope.ORDERS_WRITE)
    asked = items(orders, "orders", most=NEW_MAX)
    if not asked:
        raise InvalidInput("This must not be empty.", "orders")
    seen: set[tuple[str, str]] = set()
    for place, one in enumerate(asked):
        at = ("orders", str(place), "externalId")
        reference = text(one.external_id or "", *at, longest=EXTERNAL_ID_LENGTH_MAX)
        if (one.channel, reference) in seen:
            raise InvalidInput("The same thing is named twice.", *at)
        seen.add((one.channel, reference))
    async with in_transaction():
        wanted = sorted({one.customer_id for one in asked if one.customer_id})
        known = {row["id"] for row in await sql.rows(CUSTOMERS, wanted)} if wanted else set()
        things = [_thing(one, known) for one in asked]
        return await create_job(
            ctx, JobKind.ORDER_CREATE, things, {}, idempotency_key=idempotency_key
        )


def _thing(order: PlaceOrder, known: Collection[UUID]) -> Thing:
    return Thing(
        reference=(order.external_id or "").strip(),
        customer_id=order.customer_id,
        request=text_of(order),
        is_kept=order.customer_id is None or order.customer_id in known,
    )


async def bulk_tag_orders(
    ctx: Context,
    order_ids: Sequence[UUID],
    *,
    tags: Sequence[str] = (),
    remove: Sequence[str] = (),
    idempotency_key: str | None,
) -> Job:
    """Ask for many orders to carry words, and no longer to carry others. What is refused of an
    order is told at its item.

    Raises:
        NotPermitted: the actor may not write orders.
        InvalidInput: no orders, more than 1,000, no words, words that are none, or one that shall
            both be there and not; nothing is written.
        IdempotencyKeyReused, IdempotencyInProgress: see `claim`.
    """
    ctx.require(Scope.ORDERS_WRITE)
    arguments = {"tags": tag_names(tags)} if tags or not remove else {}
    if remove:
        arguments["remove"] = tag_names(remove, "remove")
        if not set(arguments["remove"]).isdisjoint(arguments.get("tags", [])):
            raise InvalidInput("The same thing is named twice.", "remove")
    things = [Thing(key) for key in order_ids]
    return await create_job(
        ctx, JobKind.ORDER_TAG, things, arguments, idempotency_key=idempotency_key
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
    things = [Thing(key) for key in order_ids]
    return await create_job(
        ctx, JobKind.ORDER_CANCEL, things, arguments, idempotency_key=idempotency_key
    )
