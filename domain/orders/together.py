"""Placing many orders in one transaction: each whole or not at all, for the price of a few."""

from collections.abc import Mapping, Sequence

from tortoise.transactions import in_transaction

from domain.inventory.backorders.keep import policies_of
from domain.inventory.errors import InsufficientStock
from domain.inventory.taking import TAKE_TOGETHER, Change, Promise, Step, hold_levels
from domain.orders.deciding import Books, Decided
from domain.orders.entering import (
    ENTER,
    EXPIRES_AT,
    IS_NEW,
    NOBODY_ELSE,
    REMEMBER,
    Asked,
    Line,
    Named,
)
from domain.orders.models import Order
from domain.orders.offers import OFFERS, Wanted, listed_for, offers_in
from domain.orders.placing import Placing, order_of
from domain.shared.statement import Relation, Statement

Outcome = Order | InsufficientStock | None

NAMED = Relation("asked", Named)
CHANNEL = "sales_channel AS channel ON channel.code = asked.channel"
CLAIM = Statement(
    [NAMED],
    f"claimed AS (SELECT place FROM asked JOIN {CHANNEL} WHERE {NOBODY_ELSE})"
    " SELECT place FROM claimed",
)
# A statement of its own: it must see what was written until everything was claimed. For each order
# that is new its channel, and for each variant an offer: one of the two in a row.
LOOK = Statement(
    [NAMED, Relation("wanted", Wanted)],
    f"""
fresh AS (SELECT place, channel.id AS channel_id FROM asked JOIN {CHANNEL} WHERE {IS_NEW}
), offer AS ({OFFERS})
SELECT fresh.*, offer.* FROM fresh FULL JOIN offer ON false ORDER BY place
""",
)
WRITE = Statement(
    [
        Relation("asked", Asked),
        Relation("decided", Decided),
        Relation("line", Line),
        Relation("promise", Promise),
        Relation("step", Step),
        Relation("change", Change),
    ],
    f"""
entry AS MATERIALIZED (
    SELECT asked.*, decided.channel_id, {EXPIRES_AT} AS expires_at, decided.total_minor
    FROM asked JOIN decided USING (place)
    JOIN sales_channel AS channel ON channel.id = decided.channel_id
), claimed AS (SELECT * FROM entry
), record AS ({REMEMBER}
), {TAKE_TOGETHER}, {ENTER}
SELECT written.*, placed.place, (SELECT count(*) FROM moved) AS levels_moved,
    EXISTS (SELECT FROM warning) AS is_warning_due
FROM written JOIN placed ON placed.order_id = written.id
""",
)


class GroupFailed(Exception):
    """Nothing was written for anybody, because of one. Each may still be placed alone."""


class WarningDue(GroupFailed):
    """Somebody must be warned about the stock, in the name of the one who crossed the bound."""


async def place_together(placings: Sequence[Placing]) -> list[Outcome]:
    """Place orders in one transaction, as if one after the other; the outcome of each.

    That is the order, or the refusal of one for which there is too little, or None for one that
    somebody must look at closer. The number of statements does not depend on how many they are.

    Raises:
        GroupFailed: nothing was written.
        Exception: the commit's answer was lost: nobody knows whether it was written.
    """
    is_written = False
    try:
        async with in_transaction():
            outcomes = await _place(placings)
            is_written = True
    except WarningDue:
        raise
    except Exception as error:
        if is_written:
            raise
        raise GroupFailed from error
    return outcomes


async def _place(placings: Sequence[Placing]) -> list[Outcome]:
    claimed = await _claim(placings)
    wanted = {
        Wanted(variant_id, placing.request.currency)
        for placing in placings
        for variant_id in placing.wanted
    }
    found = await LOOK.rows(claimed, wanted)
    channels = {row["place"]: row["channel_id"] for row in found if row["place"] is not None}
    able = {place: placings[place] for place in channels}
    offers = offers_in(found)
    listed = await listed_for(able, offers.values())
    levels = await hold_levels({one for placing in able.values() for one in placing.wanted})
    books = Books(offers, listed, levels)
    for place, placing in able.items():
        books.enter(place, placing, channels[place])
    written = await _write(books, able) if books.decided else {}
    refused = await _short_for_good(books.refused) if books.refused else {}
    return [written.get(place) or refused.get(place) for place in range(len(placings))]


async def _short_for_good(refused: Mapping[int, InsufficientStock]) -> dict[int, InsufficientStock]:
    """Those refusals that no policy can change: of what is sold beyond its stock, somebody must
    look closer.
    """
    short = {one.variant_id for each in refused.values() for one in each.shortages}
    sold_beyond = await policies_of(short)
    return {
        place: each
        for place, each in refused.items()
        if not any(one.variant_id in sold_beyond for one in each.shortages)
    }


async def _claim(placings: Sequence[Placing]) -> list[Named]:
    """Those at whose names nobody else is at work, neither elsewhere nor in this group."""
    seen: set[object] = set()
    named = []
    for place, placing in enumerate(placings):
        request = placing.request
        external = request.external_id and (request.channel, request.external_id)
        names = {placing.key_lock, external} - {None}
        if not names & seen:
            seen |= names
            named.append(Named.of(place, placing))
    claimed = {row["place"] for row in await CLAIM.rows(named)}
    return [one for one in named if one.place in claimed]


async def _write(books: Books, placings: Mapping[int, Placing]) -> dict[int, Order]:
    asked = [Asked.of(one.place, placings[one.place]) for one in books.decided]
    rows = await WRITE.rows(
        asked, books.decided, books.lines, books.promises, books.steps, books.changes
    )
    assert {row.pop("levels_moved") for row in rows} == {len(books.changes)}, "a level was let go"
    if {row.pop("is_warning_due") for row in rows} == {True}:
        raise WarningDue
    return {row.pop("place"): order_of(row) for row in rows}
