"""Doing what a job asks, thing by thing: each in a transaction of its own that also settles it.

So whoever is killed leaves whole orders behind, and the next one goes on with the first that nobody
has settled. What somebody may do is looked up for each portion: who lost a right while their job
was under way is refused the rest.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.identity.queries import standings_of_api_tokens, standings_of_staff
from domain.jobs.advance_job import advance_job
from domain.jobs.claim_job import Claimed, next_items
from domain.jobs.settle_item import hold_item, settle_item
from domain.jobs.states import JobKind, JobStatus
from domain.orders.handling.add_tags import add_tags
from domain.orders.models import Order
from domain.orders.states import CancelReason
from domain.processes.cancel_order import cancel_order
from domain.shared.context import Actor, ActorKind, Context
from domain.shared.errors import DomainError

Verb = Callable[[Context, UUID, Mapping[str, object]], Awaitable[Order]]


async def _tag(ctx: Context, order_id: UUID, arguments: Mapping[str, object]) -> Order:
    tags = arguments["tags"]
    assert isinstance(tags, list)
    return await add_tags(ctx, order_id, tags=tags)


async def _cancel(ctx: Context, order_id: UUID, arguments: Mapping[str, object]) -> Order:
    return await cancel_order(ctx, order_id, reason=CancelReason(str(arguments["reason"])))


VERBS: Mapping[JobKind, Verb] = {JobKind.ORDER_TAG: _tag, JobKind.ORDER_CANCEL: _cancel}
STANDINGS = {
    ActorKind.STAFF: standings_of_staff,
    ActorKind.INTEGRATION: standings_of_api_tokens,
}


async def run_portion(now: datetime, claimed: Claimed) -> JobStatus:
    """Do the next 25 things of a job, and say how far it is.

    Raises:
        LeaseLost: somebody else has the job now, or it was canceled; what was settled stays.
    """
    ctx = Context(actor=await actor_of(claimed), now=now, request_id=str(claimed.id))
    for item in await next_items(claimed):
        async with in_transaction():
            if await hold_item(claimed, item.id):
                refused = await _tried(ctx, claimed, item.subject_id)
                await settle_item(ctx, item.id, refused)
    return await advance_job(ctx.as_system(), claimed)


async def actor_of(claimed: Claimed) -> Actor:
    """Whoever asked for the job, with what they could do then and still may. Of whom nothing is
    known, what they had is right; who left, or whose token was revoked, may do nothing.
    """
    kind, _, key = claimed.actor.partition(":")
    actor = Actor(ActorKind(kind), UUID(key) if key else None, scopes=claimed.scopes)
    if actor.id is None or actor.kind not in STANDINGS:
        return actor
    standing = (await STANDINGS[actor.kind]([actor.id])).get(actor.id)
    if standing is None or standing.actor is None:
        return actor
    held = actor.scopes & standing.actor.scopes if standing.is_active else frozenset[str]()
    return replace(actor, name=standing.actor.name, scopes=held)


async def _tried(ctx: Context, claimed: Claimed, subject_id: UUID) -> DomainError | None:
    """What refused it, with nothing written; None where it is done."""
    try:
        async with in_transaction():
            await VERBS[claimed.kind](ctx, subject_id, claimed.arguments)
    except DomainError as error:
        return error
    return None
