"""The same for many orders at once: each done once or refused with a reason, whoever dies."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

import pytest
from tortoise.transactions import in_transaction

from domain.identity.create_api_token import create_api_token
from domain.identity.models import RoleRow, StaffMember
from domain.identity.queries import standings_of_api_tokens, standings_of_staff
from domain.identity.scopes import Role, Scope
from domain.jobs.cancel_job import cancel_job
from domain.jobs.claim_job import claim_job, next_items
from domain.jobs.limits import ATTEMPTS_MAX, ITEMS_MAX, LEASE, PORTION
from domain.jobs.models import Job, JobItem
from domain.jobs.queries import get_job, visible_items
from domain.jobs.settle_item import Held, LeaseLost, hold_item, settle_item
from domain.jobs.states import ItemStatus, JobKind, JobStatus
from domain.orders.handling.add_tags import add_tags
from domain.orders.handling.models import OrderTag
from domain.orders.handling.queries import tags_of_orders
from domain.orders.models import Order
from domain.orders.states import CancelReason, OrderStatus
from domain.processes import run_jobs
from domain.processes.apply_retention import apply_retention
from domain.processes.bulk_orders import bulk_cancel_orders, bulk_tag_orders
from domain.processes.run_jobs import run_portion
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.errors import (
    IdempotencyKeyReused,
    InvalidInput,
    InvalidTransition,
    NotFound,
    NotPermitted,
    NotSignedIn,
    VersionConflict,
)
from domain.shared.ids import new_id
from domain.shared.models import EventRow
from tests.shop import Shop

TAGS = ["VIP", "vip"]


async def tagging(shop: Shop, count: int, ctx: Context | None = None) -> Job:
    ids = [(await shop.order()).id for _ in range(count)]
    return await bulk_tag_orders(ctx or shop.ctx, ids, tags=TAGS, idempotency_key=None)


async def statuses(job: Job) -> list[ItemStatus]:
    rows = await JobItem.filter(job_id=job.id).order_by("position")
    return [row.status for row in rows]


async def run(shop: Shop) -> None:
    while claimed := await claim_job(shop.now):
        while await run_portion(shop.now, claimed) is JobStatus.RUNNING:
            pass


async def test_each_order_is_done_or_says_why_not(shop: Shop) -> None:
    order, paid = await shop.order(), await shop.confirmed_order(units=2)
    await shop.capture(paid.id)
    ids = [order.id, new_id(), paid.id, order.id]
    job = await bulk_cancel_orders(shop.ctx, ids, reason=CancelReason.STOCK, idempotency_key="one")
    again = await bulk_cancel_orders(
        shop.ctx, ids, reason=CancelReason.STOCK, idempotency_key="one"
    )
    assert (again.id, job.items_total, job.status) == (job.id, 3, JobStatus.QUEUED)
    with pytest.raises(IdempotencyKeyReused):
        await bulk_cancel_orders(shop.ctx, ids, reason=CancelReason.OTHER, idempotency_key="one")
    assert (await Order.get(id=order.id)).status is OrderStatus.PENDING  # asked for, not yet done

    await run(shop)

    job = await get_job(shop.ctx, job.id)
    assert (job.status, job.items_done, job.items_refused) == (JobStatus.COMPLETED, 2, 1)
    (found,) = await JobItem.filter(job_id=job.id, status=ItemStatus.REFUSED)
    assert (found.position, found.code, found.message) == (1, "NOT_FOUND", "No such order.")
    for each in (order, paid):
        assert (await Order.get(id=each.id)).status is OrderStatus.CANCELED
    assert await shop.units_held_for(paid) == 0
    told = await EventRow.filter(aggregate_id=job.id).order_by("version")
    assert [row.version for row in told] == [*range(1, job.version + 1)]
    with pytest.raises(InvalidTransition):
        await cancel_job(shop.ctx, job.id)


async def test_what_makes_no_sense_or_is_not_permitted_writes_nothing(shop: Shop) -> None:
    order = await shop.order()
    reader = shop.as_staff(Scope.ORDERS_READ)
    customer = shop.as_customer(await shop.customer())
    for ids, tags in (([], TAGS), ([new_id()] * (ITEMS_MAX + 1), TAGS), ([order.id], ["<b>"])):
        with pytest.raises(InvalidInput):
            await bulk_tag_orders(shop.ctx, ids, tags=tags, idempotency_key=None)
    for ctx, refusal in ((reader, NotPermitted), (customer, NotPermitted)):
        with pytest.raises(refusal):
            await bulk_tag_orders(ctx, [order.id], tags=TAGS, idempotency_key=None)
    with pytest.raises(NotSignedIn):
        await bulk_tag_orders(shop.as_anonymous, [order.id], tags=TAGS, idempotency_key=None)
    assert await Job.all().count() == 0

    job = await tagging(shop, 1)
    with pytest.raises(NotPermitted):
        await cancel_job(reader, job.id)
    with pytest.raises(NotFound):
        await get_job(customer, job.id)
    assert await visible_items(customer).count() == 0
    with pytest.raises(NotFound):
        await cancel_job(shop.ctx, new_id())


async def test_of_two_workers_one_has_a_job_and_who_lost_it_does_nothing(shop: Shop) -> None:
    job = await tagging(shop, PORTION + 2)
    first, second = await asyncio.gather(claim_job(shop.now), claim_job(shop.now))
    claimed = first or second
    assert claimed is not None
    assert None in (first, second)
    assert await run_portion(shop.now, claimed) is JobStatus.RUNNING
    half = await get_job(shop.ctx, job.id)
    assert (half.items_done, half.attempts) == (PORTION, 0)

    shop.now += LEASE  # it did not answer in time, and another took the job
    taken = await claim_job(shop.now)
    assert taken is not None
    ended = await asyncio.gather(
        run_portion(shop.now, claimed), run_portion(shop.now, taken), return_exceptions=True
    )
    assert isinstance(ended[0], LeaseLost)
    assert ended[1] is JobStatus.COMPLETED
    tagged = await EventRow.filter(type="orders.order_tagged")
    assert len({row.aggregate_id for row in tagged}) == len(tagged) == PORTION + 2


async def test_a_job_that_is_canceled_goes_no_further(shop: Shop) -> None:
    job = await tagging(shop, PORTION + 2)
    claimed = await claim_job(shop.now)
    assert claimed is not None
    await run_portion(shop.now, claimed)
    one, two = await asyncio.gather(*(cancel_job(shop.ctx, job.id) for _ in range(2)))
    assert one.version == two.version
    with pytest.raises(LeaseLost):
        await run_portion(shop.now, claimed)
    assert await claim_job(shop.now + LEASE) is None
    assert await statuses(job) == [ItemStatus.DONE] * PORTION + [ItemStatus.PENDING] * 2
    assert (await get_job(shop.ctx, job.id)).items_done == PORTION


async def test_what_is_refused_halfway_leaves_nothing_behind(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = await tagging(shop, 2)

    async def tag_and_refuse(ctx: Context, item: Held, _: Mapping[str, object]) -> Order:
        assert item.subject_id is not None
        await add_tags(ctx, item.subject_id, tags=["half"])
        raise VersionConflict("order", expected=1)

    monkeypatch.setattr(run_jobs, "VERBS", {JobKind.ORDER_TAG: tag_and_refuse})
    await run(shop)
    assert await statuses(job) == [ItemStatus.REFUSED] * 2
    assert await OrderTag.all().count() == 0
    assert await EventRow.filter(type="orders.order_tagged").count() == 0


async def test_what_fails_is_tried_once_more_and_keeps_no_other_waiting(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = await tagging(shop, 3)
    tries: list[UUID] = []
    unlucky, hopeless, _ = [row.subject_id for row in await JobItem.all().order_by("position")]

    async def tag_with_luck(ctx: Context, item: Held, arguments: Mapping[str, object]) -> Order:
        assert item.subject_id is not None
        tries.append(item.subject_id)
        if item.subject_id == hopeless or tries == [unlucky]:
            await sql.execute("SELECT 1 / 0")
        return await run_jobs._tag(ctx, item, arguments)

    monkeypatch.setattr(run_jobs, "VERBS", {JobKind.ORDER_TAG: tag_with_luck})
    await run(shop)

    assert (await get_job(shop.ctx, job.id)).status is JobStatus.COMPLETED
    assert await statuses(job) == [ItemStatus.DONE, ItemStatus.REFUSED, ItemStatus.DONE]
    failed = await JobItem.get(status=ItemStatus.REFUSED)
    assert (failed.code, failed.message) == ("REFUSED", "Something of ours failed.")
    assert (tries.count(unlucky), tries.count(hopeless)) == (2, 2)  # type: ignore[arg-type]


async def test_words_that_are_put_on_and_taken_off_by_two_at_once(shop: Shop) -> None:
    ids = [(await shop.order()).id for _ in range(PORTION)]
    for key in ids:
        await add_tags(shop.ctx, key, tags=["a", "b"])
    more = [(await shop.order()).id for _ in range(PORTION)]
    for key in more:
        await add_tags(shop.ctx, key, tags=["a", "b"])
    one = await bulk_tag_orders(shop.ctx, ids, tags=["x", "a"], remove=["b"], idempotency_key=None)
    two = await bulk_tag_orders(shop.ctx, more, tags=["b", "x"], remove=["a"], idempotency_key=None)

    await asyncio.gather(run(shop), run(shop))

    for job in (one, two):
        assert (await get_job(shop.ctx, job.id)).items_done == PORTION


async def test_words_are_taken_off_as_others_are_put_on(shop: Shop) -> None:
    order, bare = await shop.order(), await shop.order()
    for tags in (["fair", "vip"], ["kept"]):
        await add_tags(shop.ctx, order.id, tags=tags)
    for tags, remove in (([], []), (["a"], ["A"]), ([], ["<b>"])):
        with pytest.raises(InvalidInput):
            await bulk_tag_orders(
                shop.ctx, [order.id], tags=tags, remove=remove, idempotency_key=None
            )
    ids = [order.id, bare.id]
    for tags in (["done"], []):
        await bulk_tag_orders(
            shop.ctx, ids, tags=tags, remove=["Fair", "vip"], idempotency_key=None
        )
    await run(shop)
    found = await tags_of_orders(shop.ctx, ids)
    assert [[tag.name for tag in found[key]] for key in ids] == [["done", "kept"], ["done"]]


async def test_jobs_that_are_over_go_after_their_time(shop: Shop) -> None:
    over, waits = await shop.job(done=True), await shop.job()
    shop.later(days=90)
    await apply_retention(shop.as_system)
    assert await Job.filter(id=over.id).exists()
    shop.later(days=1, seconds=1)
    await apply_retention(shop.as_system)
    assert await Job.all().values_list("id", flat=True) == [waits.id]
    assert {row.job_id for row in await JobItem.all()} == {waits.id}


async def test_who_loses_a_right_is_refused_the_rest(shop: Shop) -> None:
    member = await shop.colleague()
    await RoleRow.create(
        name="tagger",
        scopes=[Scope.ORDERS_READ, Scope.ORDERS_WRITE],
        created_at=shop.now,
        updated_at=shop.now,
    )
    await StaffMember.filter(id=member.id).update(roles=["tagger"])
    actor = (await standings_of_staff([member.id]))[member.id].actor
    assert actor is not None
    job = await tagging(shop, PORTION + 2, shop.as_(actor))
    claimed = await claim_job(shop.now)
    assert claimed is not None
    await run_portion(shop.now, claimed)
    await StaffMember.filter(id=member.id).update(is_active=False)
    assert await run_portion(shop.now, claimed) is JobStatus.COMPLETED
    assert await statuses(job) == [ItemStatus.DONE] * PORTION + [ItemStatus.REFUSED] * 2
    assert {row.code for row in await JobItem.filter(status=ItemStatus.REFUSED)} == {"FORBIDDEN"}


async def test_a_token_that_is_over_does_nothing_more(shop: Shop) -> None:
    scopes = [Scope.ORDERS_READ.value, Scope.ORDERS_WRITE.value]
    ends_at = shop.now + timedelta(hours=1)
    member = await shop.colleague()
    await StaffMember.filter(id=member.id).update(roles=[Role.ADMIN])
    admin = (await standings_of_staff([member.id]))[member.id].actor
    assert admin is not None
    issued = await create_api_token(shop.as_(admin), "till", scopes, expires_at=ends_at)
    token = issued.api_token
    actor = (await standings_of_api_tokens([token.id]))[token.id].actor
    assert actor is not None
    job = await tagging(shop, PORTION + 1, shop.as_(actor))
    claimed = await claim_job(shop.now)
    assert claimed is not None
    await run_portion(shop.now, claimed)
    assert await run_portion(ends_at, claimed) is JobStatus.COMPLETED
    assert await statuses(job) == [ItemStatus.DONE] * PORTION + [ItemStatus.REFUSED]


async def test_a_slow_job_goes_on_as_long_as_it_comes_on(shop: Shop) -> None:
    job = await tagging(shop, ATTEMPTS_MAX + 3)
    for _ in range(ATTEMPTS_MAX + 2):  # each takes longer for one than a lease lasts
        claimed = await claim_job(shop.now)
        assert claimed is not None
        (item, *_) = await next_items(claimed)
        async with in_transaction():
            held = await hold_item(claimed, item.id)
            assert held is not None
            await settle_item(shop.ctx, held, None, held.subject_id)
        shop.now += LEASE
    await run(shop)
    job = await get_job(shop.ctx, job.id)
    assert (job.status, job.items_done) == (JobStatus.COMPLETED, ATTEMPTS_MAX + 3)


async def test_a_job_at_which_every_worker_dies_is_given_up(shop: Shop) -> None:
    job = await tagging(shop, 2)
    claimed = await claim_job(shop.now)
    assert claimed is not None
    (item, _) = await next_items(claimed)
    async with in_transaction():
        held = await hold_item(claimed, item.id)
        assert held is not None
        await settle_item(shop.ctx, held, None, held.subject_id)
    shop.now += LEASE
    for _ in range(ATTEMPTS_MAX):
        assert await claim_job(shop.now) is not None
        assert await claim_job(shop.now) is None
        shop.now += LEASE
    assert await claim_job(shop.now) is None
    job = await get_job(shop.ctx, job.id)
    assert (job.status, job.items_done) == (JobStatus.FAILED, 1)
