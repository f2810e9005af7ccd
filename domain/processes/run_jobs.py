"""Doing what a job asks, thing by thing: each in a transaction of its own that also settles it.

So whoever is killed leaves whole orders behind, and the next one goes on with the first that nobody
has settled. What somebody may do is looked up for each portion: who lost a right while their job
was under way is refused the rest.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.customers.queries import hold_customer
from domain.identity.queries import standings_of_api_tokens, standings_of_staff
from domain.jobs.advance_job import advance_job
from domain.jobs.claim_job import Claimed, next_items
from domain.jobs.settle_item import Held, hold_item, settle_item
from domain.jobs.states import JobKind, JobStatus
from domain.orders.handling.add_tags import add_tags
from domain.orders.handling.remove_tags import remove_tags
from domain.orders.models import Order
from domain.orders.place_order import place_order
from domain.orders.states import CancelReason
from domain.processes.cancel_order import cancel_order
from domain.processes.export_orders import write_portion
from domain.processes.orders_to_be import order_in
from domain.shared.context import Actor, ActorKind, Context
from domain.shared.errors import DomainError, NotFound

SORRY = "Something of ours failed."

logger = logging.getLogger(__name__)

Verb = Callable[[Context, Held, Mapping[str, object]], Awaitable[Order]]


async def _tag(ctx: Context, item: Held, arguments: Mapping[str, object]) -> Order:
    order_id = _named(item)
    order = None
    for name, verb in (("remove", remove_tags), ("tags", add_tags)):
        if tags := arguments.get(name):
            assert isinstance(tags, list)
            order = await verb(ctx, order_id, tags=tags)
    assert order is not None, "whoever asks says what"
    return order


async def _cancel(ctx: Context, item: Held, arguments: Mapping[str, object]) -> Order:
    reason = CancelReason(str(arguments["reason"]))
    return await cancel_order(ctx, _named(item), reason=reason)


async def _create(ctx: Context, item: Held, arguments: Mapping[str, object]) -> Order:
    if item.request is None:  # whose it was to be is not there, or no longer
        raise NotFound("customer")
    return await place_order(ctx, order_in(item.request), idempotency_key=None)


def _named(item: Held) -> UUID:
    assert item.subject_id is not None, "a thing that is not made is named"
    return item.subject_id


VERBS: Mapping[JobKind, Verb] = {
    JobKind.ORDER_TAG: _tag,
    JobKind.ORDER_CANCEL: _cancel,
    JobKind.ORDER_CREATE: _create,
}
STANDINGS = {
    ActorKind.STAFF: standings_of_staff,
    ActorKind.INTEGRATION: standings_of_api_tokens,
}


async def run_portion(now: datetime, claimed: Claimed) -> JobStatus:
    """Do the next 25 things of a job, or the next 2,000 rows of its file, and say how far it is.

    Raises:
        LeaseLost: somebody else has the job now, or it was canceled; what was settled stays.
    """
    ctx = Context(actor=await actor_of(claimed, now), now=now, request_id=str(claimed.id))
    if claimed.kind is JobKind.ORDER_EXPORT:
        return await write_portion(ctx, claimed)
    for item in await next_items(claimed):
        async with in_transaction():
            if item.customer_id is not None:
                # First of all, as whoever erases them does it: so neither waits for ever.
                await hold_customer(item.customer_id, even_erased=True)
            if held := await hold_item(claimed, item.id):
                done = await _tried(ctx, claimed, held)
                if isinstance(done, DomainError):
                    await settle_item(ctx, held, done, held.subject_id)
                else:
                    await settle_item(ctx, held, None, done)
    return await advance_job(ctx.as_system(), claimed)


async def actor_of(claimed: Claimed, now: datetime) -> Actor:
    """Whoever asked for the job, with what they could do then and still may. Of whom nothing is
    known, what they had is right; who left, or whose token was revoked or is over, may do nothing.
    """
    kind, _, key = claimed.actor.partition(":")
    actor = Actor(ActorKind(kind), UUID(key) if key else None, scopes=claimed.scopes)
    if actor.id is None or actor.kind not in STANDINGS:
        return actor
    standing = (await STANDINGS[actor.kind]([actor.id])).get(actor.id)
    if standing is None or standing.actor is None:
        return actor
    held = actor.scopes & standing.actor.scopes if standing.is_good(now) else frozenset[str]()
    return replace(actor, name=standing.actor.name, scopes=held)


async def _tried(ctx: Context, claimed: Claimed, item: Held) -> UUID | DomainError:
    """Which order it is done to, or what refused it, with nothing written. What may pass (somebody
    was quicker, two waited for one another) and what fails is tried once more; then it is the
    thing's end and not the job's.
    """
    try:
        return await _once(ctx, claimed, item)
    except DomainError as refusal:
        if not refusal.retryable:
            return refusal
    except Exception as failure:
        logger.warning("Item %s of a job failed and is tried again: %s", item.id, failure)
    try:
        return await _once(ctx, claimed, item)
    except DomainError as refusal:
        return refusal
    except Exception:
        logger.exception("Item %s of a job failed", item.id)
        return DomainError(SORRY)


async def _once(ctx: Context, claimed: Claimed, item: Held) -> UUID:
    async with in_transaction():
        return (await VERBS[claimed.kind](ctx, item, claimed.arguments)).id
