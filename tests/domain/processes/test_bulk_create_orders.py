"""Many orders placed by one job: each once or refused with a reason, and nothing of whom it was
for is left behind.
"""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from domain.identity.scopes import Scope
from domain.jobs.cancel_job import cancel_job
from domain.jobs.claim_job import claim_job
from domain.jobs.limits import ATTEMPTS_MAX, LEASE, NEW_MAX
from domain.jobs.models import Job, JobItem
from domain.jobs.states import ItemStatus, JobStatus
from domain.orders.models import Order
from domain.orders.request import PlaceOrder, ShippingAddress
from domain.processes.bulk_orders import bulk_create_orders
from domain.processes.erase_customer import erase_customer
from domain.processes.orders_to_be import order_in, text_of
from domain.processes.run_jobs import run_portion
from domain.shared import sql
from domain.shared.errors import (
    IdempotencyKeyReused,
    InvalidInput,
    NotPermitted,
    NotSignedIn,
)
from domain.shared.ids import new_id
from tests.shop import Shop

HOME = ShippingAddress("Cleo Clear", "1 Plain Street", "York", "GB", postal_code="YO1 6GA")
NOWHERE = replace(HOME, city=" ")


async def to_be(shop: Shop, count: int, **more: Any) -> list[PlaceOrder]:
    variant = await shop.variant()
    await shop.stock(variant, count)
    asked = shop.request((variant, 1), **more)
    return [replace(asked, external_id=f"B-{n}", address=HOME) for n in range(count)]


async def ask(shop: Shop, orders: list[PlaceOrder], key: str | None = None) -> Job:
    return await bulk_create_orders(shop.ctx, orders, idempotency_key=key)


async def items(job: Job) -> list[JobItem]:
    return await JobItem.filter(job_id=job.id).order_by("position")


def test_an_order_to_be_is_written_and_read_back() -> None:
    whole = PlaceOrder(
        channel="web",
        currency="EUR",
        lines=[],
        customer_id=new_id(),
        address=HOME,
        external_id="B-1",
        note="Ring \x00 twice \ud800",
        coupon_codes=["HALF"],
        gift_message="Joy",
        shipping_method_id=new_id(),
    )
    plain = PlaceOrder(channel="web", currency="EUR", lines=[])
    for each in (whole, plain):
        assert text_of(order_in(text_of(each))) == text_of(each)
    assert order_in(text_of(whole)).address == HOME


async def test_each_is_placed_or_says_why_not_and_nothing_of_it_is_left(shop: Shop) -> None:
    (good,) = await to_be(shop, 1)
    cleo = await shop.customer()
    missing = shop.request((new_id(), 1))
    wrong = {
        "B-short": replace(good, lines=[replace(good.lines[0], quantity=5)]),
        "B-unknown": replace(missing, address=HOME),
        "B-nowhere": replace(good, address=NOWHERE),
        "B-empty": replace(good, lines=[]),
        "B-stranger": replace(good, customer_id=new_id()),
        "B-elsewhere": replace(good, channel="moon"),
    }
    first = replace(good, customer_id=cleo.id)
    asked = [first, *(replace(each, external_id=name) for name, each in wrong.items())]
    job = await ask(shop, asked, "one")
    assert (await ask(shop, asked, "one")).id == job.id
    with pytest.raises(IdempotencyKeyReused):
        await ask(shop, asked[:1], "one")
    assert await Order.all().count() == 0
    kept = [row.request for row in await items(job)]
    assert [text is None for text in kept] == [False] * 5 + [True, False]
    assert "Cleo" not in str(await sql.rows("SELECT * FROM job_item"))

    await shop.run_jobs()

    found = await items(job)
    assert [(row.reference, row.code) for row in found] == [
        ("B-0", None),
        ("B-short", "INSUFFICIENT_STOCK"),
        ("B-unknown", "NOT_FOUND"),
        ("B-nowhere", "INVALID_INPUT"),
        ("B-empty", "INVALID_INPUT"),
        ("B-stranger", "NOT_FOUND"),
        ("B-elsewhere", "NOT_FOUND"),
    ]
    assert [row.field for row in found if row.code == "INVALID_INPUT"] == [
        ["shippingAddress", "city"],
        ["lines"],
    ]
    assert {row.request for row in found} == {None}
    (order,) = await Order.all()
    assert (order.id, order.external_id, order.customer_id) == (found[0].subject_id, "B-0", cleo.id)
    assert order.shipping_address
    assert "Cleo" not in order.shipping_address
    assert await shop.units_held_for(order) == 1

    again = await ask(shop, [first])  # by another job: it is the same order
    await shop.run_jobs()
    assert [row.subject_id for row in await items(again)] == [order.id]
    assert await Order.all().count() == 1


async def test_what_makes_no_sense_or_is_not_permitted_writes_nothing(shop: Shop) -> None:
    (good,) = await to_be(shop, 1)
    twice = [good, replace(good, external_id=" B-0 ")]
    many = [replace(good, external_id=str(n)) for n in range(NEW_MAX + 1)]
    for asked in ([], twice, many, [replace(good, external_id="")]):
        with pytest.raises(InvalidInput):
            await ask(shop, asked)
    reader = shop.as_staff(Scope.ORDERS_READ)
    customer = shop.as_customer(await shop.customer())
    for ctx, refusal in (
        (reader, NotPermitted),
        (customer, NotPermitted),
        (shop.as_anonymous, NotSignedIn),
    ):
        with pytest.raises(refusal):
            await bulk_create_orders(ctx, [good], idempotency_key=None)
    assert await Job.all().count() == 0


async def test_two_workers_and_two_jobs_at_once_place_each_order_once(shop: Shop) -> None:
    orders = await to_be(shop, 6)
    jobs = [await ask(shop, orders), await ask(shop, orders[::-1])]
    claimed = [await claim_job(shop.now), await claim_job(shop.now)]
    assert None not in claimed
    ended = await asyncio.gather(*(run_portion(shop.now, one) for one in claimed if one))
    assert ended == [JobStatus.COMPLETED] * 2
    assert await Order.all().count() == 6
    first, second = [await items(job) for job in jobs]
    assert [row.subject_id for row in first] == [row.subject_id for row in second][::-1]


async def test_a_job_that_ends_early_forgets_what_was_to_be(shop: Shop) -> None:
    canceled, lost = await ask(shop, await to_be(shop, 2)), await ask(shop, await to_be(shop, 2))
    await cancel_job(shop.ctx, canceled.id)
    for _ in range(ATTEMPTS_MAX):
        assert await claim_job(shop.now)
        shop.now += LEASE
    assert await claim_job(shop.now) is None
    assert (await Job.get(id=lost.id)).status is JobStatus.FAILED
    assert await JobItem.filter(request__isnull=False).count() == 0
    assert await JobItem.filter(status=ItemStatus.PENDING).count() == 4
    assert await Order.all().count() == 0


async def test_who_is_erased_leaves_nothing_in_a_job_that_waits(shop: Shop) -> None:
    cleo = await shop.customer()
    orders = await to_be(shop, 2)
    orders[0] = replace(orders[0], customer_id=cleo.id)
    job = await ask(shop, orders, "k")
    await erase_customer(shop.ctx, cleo.id)
    assert [row.request is None for row in await items(job)] == [True, False]
    later = await ask(shop, [replace(orders[0], external_id="B-2")])
    assert [row.request for row in await items(later)] == [None]
    assert (await ask(shop, orders, "k")).id == job.id  # the same question, whoever is gone

    await shop.run_jobs()

    assert [row.code for row in await items(job)] == ["NOT_FOUND", None]
    assert [row.code for row in await items(later)] == ["NOT_FOUND"]


async def test_erasing_and_placing_at_once_wait_for_each_other(shop: Shop) -> None:
    cleo = await shop.customer()
    orders = [replace(one, customer_id=cleo.id) for one in await to_be(shop, 4)]
    job = await ask(shop, orders)
    claimed = await claim_job(shop.now)
    assert claimed is not None

    worked, erased = await asyncio.gather(
        run_portion(shop.now, claimed), erase_customer(shop.ctx, cleo.id), return_exceptions=True
    )

    assert worked is JobStatus.COMPLETED
    done = [row for row in await items(job) if row.status is ItemStatus.DONE]
    # Either they came first, and no order was placed; or orders were, and they were refused.
    assert bool(done) == isinstance(erased, Exception)
    assert await JobItem.filter(request__isnull=False).count() == 0
