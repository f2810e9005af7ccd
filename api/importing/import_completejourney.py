"""Bringing in a real retailer's year, or its last weeks; again and again, without doubling it."""

import asyncio
import gc
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, Literal

import asyncpg

from api.importing.completejourney.baskets import add_sale
from api.importing.completejourney.campaigns import (
    CAMPAIGNS,
    add_invitations,
    campaigns_portion,
)
from api.importing.completejourney.customers import add_customer
from api.importing.completejourney.history import tell_sale
from api.importing.completejourney.plan import SOURCE, Plan, plan_of, weeks_to_now
from api.importing.completejourney.products import Article, add_product, article_of
from api.importing.completejourney.sales import sale_of
from api.importing.completejourney.shelves import add_shelves
from api.importing.completejourney.stock import add_stock
from api.importing.completejourney.year import LAST_WEEK, Year, read_year
from api.importing.portions import Portion, claim, done, load
from api.importing.premises import open_premises
from api.importing.progress import Progress, Silent
from api.importing.report import Report

DEFAULT_WEEKS = 1  # a slice that fills every screen in some seconds
CALENDAR = "calendar"
HERE = "SELECT external_id FROM customer WHERE external_system = $1 AND erased_at IS NULL"

Weeks = int | Literal["full"] | None


async def import_completejourney(
    credentials: Mapping[str, Any],
    *,
    weeks: Weeks = None,
    now: datetime,
    progress: Progress | None = None,
    read: Callable[[], Year] = read_year,
) -> Report:
    """Bring in the last so many weeks, or the full year, or a slice of a sensible size.

    Weeks that are in already are left alone, so a repeated import adds nothing, a later bigger
    one adds the rest, and one that was killed goes on where it stopped.
    """
    report, wanted = Report(SOURCE), _chosen(weeks)
    connection = await asyncpg.connect(**credentials)
    try:
        known = await done(connection, SOURCE)
        missing = [week for week in wanted if _unit(week) not in known]
        report.portions_before = len(wanted) - len(missing)
        if missing or CAMPAIGNS not in known:
            with report.phase("reading"):
                year = await asyncio.to_thread(read)
            await _load_weeks(connection, year, missing, report, progress or Silent(), now=now)
        report.sum_up(await done(connection, SOURCE))
        return report
    finally:
        await connection.close()


def _chosen(weeks: Weeks) -> list[int]:
    """The weeks wanted, the newest first."""
    count = LAST_WEEK if weeks == "full" else min(weeks or DEFAULT_WEEKS, LAST_WEEK)
    return list(range(LAST_WEEK, LAST_WEEK - count, -1))


async def _shift(connection: "asyncpg.Connection[Any]", year: Year, *, now: datetime) -> timedelta:
    """By how much the year is moved: decided by the first import, kept by all later ones."""
    shift = weeks_to_now(year.ends_at, now)
    await claim(connection, SOURCE, CALENDAR, {"shift_days": shift.days}, now=now)
    return timedelta(days=(await done(connection, SOURCE))[CALENDAR]["shift_days"])


async def _load_weeks(
    connection: "asyncpg.Connection[Any]",
    year: Year,
    weeks: Sequence[int],
    report: Report,
    progress: Progress,
    *,
    now: datetime,
) -> None:
    premises = await open_premises(connection)
    plan = plan_of(year, premises, await _shift(connection, year, now=now))
    await _load_campaigns(connection, plan, report, progress, now=now)
    if not weeks:
        return
    with report.phase("importing"), _without_garbage_collection():
        progress.step("Importing weeks", 0, len(weeks))
        count = 0
        async for portion in _portions(plan, weeks):
            if await load(connection, portion, now=now):
                report.add(portion)
            count += 1
            progress.step("Importing weeks", count, len(weeks))
    with report.phase("analyzing"):
        await connection.execute("ANALYZE")


async def _load_campaigns(
    connection: "asyncpg.Connection[Any]",
    plan: Plan,
    report: Report,
    progress: Progress,
    *,
    now: datetime,
) -> None:
    """The campaigns, before any week: households that come in later say themselves which of them
    they were meant by, and those that are in from before there were campaigns are told here.
    """
    if CAMPAIGNS in await done(connection, SOURCE):
        return
    progress.step("Importing campaigns", 0, 1)
    here = await connection.fetch(HERE, SOURCE)
    households = [int(row["external_id"]) for row in here]
    portion = await asyncio.to_thread(campaigns_portion, plan, households, now=now)
    if await load(connection, portion, now=now):
        report.add(portion)


async def _portions(plan: Plan, weeks: Sequence[int]) -> AsyncIterator[Portion]:
    """The weeks, each one prepared while the database takes in the one before."""
    articles = articles_of(plan, range(weeks[-1], LAST_WEEK + 1))
    ahead = _prepared(plan, weeks[0], articles)
    for following in weeks[1:]:
        portion = await ahead
        ahead = _prepared(plan, following, articles)
        yield portion
    yield await ahead


def articles_of(plan: Plan, weeks: Iterable[int]) -> dict[int, Article]:
    """What the shop sells of these weeks' products, by the source's number."""
    return {
        goods.product_id: article_of(plan, goods) for week in weeks for goods in plan.goods[week]
    }


def _prepared(plan: Plan, week: int, articles: Mapping[int, Article]) -> "asyncio.Task[Portion]":
    """A week in the making. One at a time: the stemmer knows no threads."""
    return asyncio.create_task(asyncio.to_thread(_portion, plan, week, articles))


def _unit(week: int) -> str:
    return f"week {week}"


def _portion(plan: Plan, week: int, articles: Mapping[int, Article]) -> Portion:
    """One week of baskets, and what they are the first to need."""
    portion = Portion(SOURCE, _unit(week), notes=plan.year.notes(week))
    add_shelves(portion, plan, week)
    for goods in plan.goods[week]:
        add_product(portion, plan, articles[goods.product_id])
        add_stock(portion, plan, articles[goods.product_id])
    for household in plan.households[week]:
        add_customer(portion, plan, household)
        add_invitations(portion, plan, household)
    for basket in plan.year.baskets(week):
        sale = sale_of(plan, basket, articles)
        add_sale(portion, plan, sale)
        tell_sale(portion, plan, sale)
    return portion


@contextmanager
def _without_garbage_collection() -> Iterator[None]:
    """Millions of tuples without a cycle among them: looking for one doubles the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
