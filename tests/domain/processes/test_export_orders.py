"""Orders as a file: whole, each once, for whoever asked and nobody else, whoever dies meanwhile."""

import csv
from datetime import timedelta
from io import StringIO
from typing import Any

import orjson
import pytest

from domain.catalog.bulk.states import ImportFormat
from domain.identity.scopes import Scope
from domain.jobs import limits
from domain.jobs.cancel_job import cancel_job
from domain.jobs.claim_job import Claimed, claim_job
from domain.jobs.limits import EXPORT_KEPT, LEASE
from domain.jobs.models import Job, JobPart
from domain.jobs.settle_item import LeaseLost
from domain.jobs.states import JobStatus
from domain.jobs.sweep_files import FETCHING, sweep_files
from domain.orders.models import Order
from domain.orders.states import OrderStatus
from domain.processes import export_orders as exporting
from domain.processes.export_orders import (
    COLUMNS,
    Incomplete,
    address_of,
    bytes_of,
    export_orders,
    exported,
)
from domain.processes.run_jobs import run_portion
from domain.shared.context import Context
from domain.shared.errors import (
    IdempotencyKeyReused,
    InvalidInput,
    NotFound,
    NotPermitted,
    NotSignedIn,
)
from tests.shop import Shop

CSV, JSONL = ImportFormat.CSV, ImportFormat.JSONL
SECRET = "s" * 32


@pytest.fixture(autouse=True)
def small_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "EXPORTED", 2)
    assert limits.EXPORTED == 2_000


async def ask(
    shop: Shop,
    format: ImportFormat = CSV,
    key: str | None = None,
    ctx: Context | None = None,
    **which: Any,
) -> Job:
    return await export_orders(ctx or shop.ctx, format=format, idempotency_key=key, **which)


async def fetched(shop: Shop, job: Job) -> str:
    """What is fetched at the address that is told."""
    job = await Job.get(id=job.id)
    address = address_of(shop.ctx, job, SECRET)
    assert address is not None
    found, format_ = await exported(shop.ctx, SECRET, address.rpartition("/")[2])
    return b"".join([part async for part in bytes_of(found, format_)]).decode()


async def claimed(shop: Shop) -> Claimed:
    found = await claim_job(shop.now)
    assert found is not None
    return found


async def test_each_order_is_a_row_and_no_cell_is_a_formula(shop: Shop) -> None:
    orders = [await shop.order() for _ in range(5)]
    await Order.filter(id=orders[0].id).update(external_id="=cmd|' /C calc'!A0")
    await Order.filter(id=orders[1].id).update(discount_minor=-500)
    jobs = [await ask(shop, CSV), await ask(shop, JSONL)]
    seen = []
    while found := await claim_job(shop.now):
        while await run_portion(shop.now, found) is JobStatus.RUNNING:
            job = await Job.get(id=found.id)
            seen.append((job.items_done, job.items_total))
    assert seen == [(2, 5), (4, 5)] * 2

    rows = list(csv.DictReader(StringIO(await fetched(shop, jobs[0]), newline="")))
    lines = [orjson.loads(line) for line in (await fetched(shop, jobs[1])).splitlines()]

    assert [row["number"] for row in rows] == [order.number for order in orders]
    assert [row["number"] for row in lines] == [order.number for order in orders]
    assert [tuple(row) for row in (*rows, *lines)] == [COLUMNS] * 10
    assert rows[0]["external_id"].startswith("'=")
    assert lines[0]["external_id"].startswith("=")
    assert (rows[1]["discount"], rows[1]["channel"]) == ("-5.00", "web")
    assert (rows[2]["confirmed_at"], lines[2]["confirmed_at"]) == ("", None)
    for job in jobs:
        done = await Job.get(id=job.id)
        assert (done.status, done.items_done, done.items_total) == (JobStatus.COMPLETED, 5, 5)


async def test_what_is_asked_for_is_what_comes_and_nothing_is_a_file_too(shop: Shop) -> None:
    first = await shop.order()
    shop.later(hours=1)
    second = await shop.order(OrderStatus.CONFIRMED)
    later = {"placed_from": shop.now}
    wanted: list[tuple[dict[str, Any], list[Order]]] = [
        ({}, [first, second]),
        ({"channel": "web"}, [first, second]),
        ({"channel": "elsewhere"}, []),
        ({"statuses": [OrderStatus.CONFIRMED]}, [second]),
        ({"statuses": [OrderStatus.PENDING, OrderStatus.CONFIRMED]}, [first, second]),
        (later, [second]),
        ({"placed_to": first.placed_at}, [first]),
        ({**later, "placed_to": first.placed_at}, []),
        ({**later, "statuses": [OrderStatus.PENDING]}, []),
    ]

    jobs = [await ask(shop, JSONL, **which) for which, _ in wanted]
    empty = await ask(shop, CSV, channel="elsewhere")
    await shop.run_jobs()

    assert [job.items_total for job in jobs] == [len(orders) for _, orders in wanted]
    for job, (_, orders) in zip(jobs, wanted, strict=True):
        lines = [orjson.loads(line) for line in (await fetched(shop, job)).splitlines()]
        assert [line["number"] for line in lines] == [order.number for order in orders]
    assert await fetched(shop, empty) == ",".join(COLUMNS) + "\r\n"


async def test_the_same_key_is_the_same_file_and_bad_wishes_write_nothing(shop: Shop) -> None:
    one = await ask(shop, JSONL, "k", channel="web")
    assert (await ask(shop, JSONL, "k", channel="web")).id == one.id
    with pytest.raises(IdempotencyKeyReused):
        await ask(shop, JSONL, "k", channel="app")
    for wrong in (
        {"channel": " "},
        {"channel": "x" * 100},
        {"placed_from": shop.now - timedelta(days=4_000)},
        {"placed_to": shop.now + timedelta(days=4_000)},
    ):
        with pytest.raises(InvalidInput):
            await ask(shop, **wrong)
        with pytest.raises(NotSignedIn):
            await ask(shop, ctx=shop.as_anonymous, **wrong)
    assert await Job.all().count() == 1


async def test_who_died_is_gone_on_from_and_writes_no_more(shop: Shop) -> None:
    orders = [await shop.order() for _ in range(5)]
    job = await ask(shop, JSONL)
    first = await claimed(shop)
    await run_portion(shop.now, first)
    shop.now += LEASE
    second = await claimed(shop)
    with pytest.raises(LeaseLost):
        await run_portion(shop.now, first)
    await shop.order()  # placed meanwhile: it is the last row
    while await run_portion(shop.now, second) is JobStatus.RUNNING:
        pass
    lines = (await fetched(shop, job)).splitlines()
    assert [orjson.loads(line)["number"] for line in lines][:5] == [one.number for one in orders]
    done = await Job.get(id=job.id)
    assert len(lines) == done.items_done == done.items_total == 6


async def test_a_file_is_for_whoever_asked_and_for_a_day(shop: Shop) -> None:
    await shop.order()
    reader = shop.as_staff(Scope.ORDERS_READ)
    customer = shop.as_customer(await shop.customer())
    for ctx, refusal in ((customer, NotPermitted), (shop.as_anonymous, NotSignedIn)):
        with pytest.raises(refusal):
            await ask(shop, ctx=ctx)
    waits = await ask(shop)
    assert address_of(shop.ctx, waits, SECRET) is None
    await shop.run_jobs()
    job = await Job.get(id=waits.id)
    address = address_of(shop.ctx, job, SECRET)
    assert address is not None
    token = address.rpartition("/")[2]
    assert address_of(reader, job, SECRET) is None
    for ctx, secret, text in (
        (reader, SECRET, token),
        (shop.as_anonymous, SECRET, token),
        (shop.ctx, "t" * 32, token),
        (shop.ctx, SECRET, token[:-1] + ("A" if token[-1] != "A" else "B")),
        (shop.ctx, SECRET, ""),
    ):
        with pytest.raises(NotFound):
            await exported(ctx, secret, text)
    assert await sweep_files(shop.now) == 0
    shop.now += EXPORT_KEPT
    with pytest.raises(NotFound):
        await exported(shop.ctx, SECRET, token)
    # Whoever began to fetch it comes to its end.
    assert await sweep_files(shop.now) == 0
    shop.now += FETCHING
    assert await sweep_files(shop.now) == 1
    assert await JobPart.all().count() == 0


async def test_a_file_that_goes_meanwhile_does_not_look_whole(shop: Shop) -> None:
    for _ in range(5):
        await shop.order()
    job = await ask(shop, JSONL)
    await shop.run_jobs()
    parts = bytes_of(await Job.get(id=job.id), JSONL)
    assert await anext(parts)

    await JobPart.filter(job_id=job.id).delete()

    with pytest.raises(Incomplete):
        await anext(parts)


async def test_a_file_that_nobody_wants_or_may_have_any_more_goes(shop: Shop) -> None:
    for _ in range(5):
        await shop.order()
    reader = shop.as_staff(Scope.ORDERS_READ)
    own, foreign = await ask(shop, ctx=reader), await ask(shop)
    found = await claimed(shop)
    await run_portion(shop.now, found)
    with pytest.raises(NotPermitted):
        await cancel_job(reader, foreign.id)
    assert (await cancel_job(reader, own.id)).items_done == 2
    with pytest.raises(LeaseLost):
        await run_portion(shop.now, found)
    assert await sweep_files(shop.now) == 1

    found = await claimed(shop)
    await run_portion(shop.now, found)
    lost = Claimed(found.id, found.lease_id, found.kind, found.arguments, found.actor, frozenset())
    assert await run_portion(shop.now, lost) is JobStatus.FAILED
    assert await JobPart.all().count() == 0
