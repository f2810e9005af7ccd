"""Entering: orders that were placed elsewhere come into the books, many in one statement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from domain.catalog.bundles.queries import components_for_sale
from domain.channels.models import SalesChannel
from domain.channels.states import ShortagePolicy
from domain.identity.scopes import Scope
from domain.inventory.allocation import Allocation, Demand, Part, Shelf, Shortage, shortages
from domain.inventory.allocation import allocate as allocate_plain
from domain.inventory.allocation_of_bundles import allocate_bundles, taken_from
from domain.inventory.reservations import units_by_level
from domain.inventory.review_alerts import review_alerts
from domain.inventory.taking import Change, HeldLevel, Step, hold_levels
from domain.orders.entries import ENTER, AskedRow, Batch, Entry, LineRow, PromiseRow
from domain.orders.offers import GOODS
from domain.orders.snapshots import sealed_snapshot
from domain.orders.states import HoldReason
from domain.orders.statuses import payment_status
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.ids import new_id

UNPAID_FOR = timedelta(hours=24)  # an order that the channel took no money for yet is kept so long
KNOWN = """
SELECT external_id, id FROM sales_order WHERE channel_id = $1 AND external_id = ANY($2)
"""
CLAIM = """
SELECT pg_advisory_xact_lock(lock) FROM (
    SELECT DISTINCT hashtextextended('sales_order|' || $1::text || '|' || name, 0) AS lock
    FROM unnest($2::text[]) AS name ORDER BY 1) AS locks
"""


@dataclass(frozen=True, slots=True)
class Entered:
    """What became of an entry: an order, or what there was too little of. `is_new` says whether
    the order came to be by it, or was there under this external id.
    """

    order_id: UUID | None = None
    is_new: bool = False
    short: Sequence[Shortage] = ()


async def enter_orders(
    ctx: Context, channel: SalesChannel, entries: Sequence[Entry]
) -> list[Entered]:
    """Enter orders inside the caller's transaction; the outcome of each, in their order.

    Their prices are those of the channel; units are held as for any order. What there is too
    little of is refused, or, where the channel may backorder, waits: the order is put on hold for
    stock, with what is there held for it. What the channel was paid is a captured payment by hand,
    whose provider in the ledger is the channel's code. Six statements at most, whatever the number,
    and two more where a warning about stock is due.

    Raises:
        NotPermitted: the actor may not write orders.
    """
    ctx.require(Scope.ORDERS_WRITE)
    names = [entry.external_id for entry in entries]
    # A statement of its own: the next must see what was written until all were claimed.
    await sql.execute(CLAIM, str(channel.id), names)
    known = {row["external_id"]: row["id"] for row in await sql.rows(KNOWN, channel.id, names)}
    fresh: dict[str, int] = {}
    for place, entry in enumerate(entries):
        if entry.external_id not in known:
            fresh.setdefault(entry.external_id, place)
    book = await _book(ctx, channel, {place: entries[place] for place in fresh.values()})
    await book.write(ctx, channel)
    outcomes = []
    for place, entry in enumerate(entries):
        if entry.external_id in known:
            outcomes.append(Entered(known[entry.external_id]))
        elif fresh[entry.external_id] == place:
            outcomes.append(book.outcomes[place])
        else:
            first = book.outcomes[fresh[entry.external_id]]
            outcomes.append(Entered(first.order_id, short=first.short))
    return outcomes


async def _book(ctx: Context, channel: SalesChannel, entries: Mapping[int, Entry]) -> "_Book":
    wanted = {line.variant_id for entry in entries.values() for line in entry.lines}
    goods = {row["id"]: row for row in await sql.rows(GOODS, list(wanted))} if wanted else {}
    bundles = [key for key, row in goods.items() if row["is_bundle"]]
    made_of = await components_for_sale(bundles) if bundles else {}
    parts = {
        key: [Part(one.variant_id, one.quantity) for one in found] for key, found in made_of.items()
    }
    book = _Book(goods, parts, channel.shortage_policy is ShortagePolicy.BACKORDER)
    demands = {place: book.demands(entry) for place, entry in entries.items()}
    shelved = taken_from([one for each in demands.values() for one in each])
    book.hold(await hold_levels(shelved) if shelved else [])
    for place, entry in entries.items():
        book.enter(ctx, place, entry, demands[place])
    return book


class _Book:
    """What a batch will write, row by row; levels are held, and counted down in memory."""

    def __init__(
        self,
        goods: Mapping[UUID, dict[str, object]],
        parts: Mapping[UUID, list[Part]],
        may_wait: bool,
    ) -> None:
        self.outcomes: dict[int, Entered] = {}
        self._goods, self._parts, self._may_wait = goods, parts, may_wait
        self._asked: list[AskedRow] = []
        self._lines: list[LineRow] = []
        self._promises: list[PromiseRow] = []
        self._steps: list[Step] = []
        self._changes: dict[UUID, Change] = {}
        self._levels: dict[UUID, HeldLevel] = {}
        self._of: dict[UUID, list[HeldLevel]] = {}

    def demands(self, entry: Entry) -> list[Demand]:
        """What an order takes from the shelves: of bundles, what is in them."""
        return [
            Demand(new_id(), line.variant_id, line.quantity, self._parts.get(line.variant_id, ()))
            for line in entry.lines
        ]

    def hold(self, levels: Sequence[HeldLevel]) -> None:
        """The levels that nobody else can change now."""
        self._levels = {level.level_id: level for level in levels}
        for level in levels:
            self._of.setdefault(level.variant_id, []).append(level)

    def enter(self, ctx: Context, place: int, entry: Entry, demands: Sequence[Demand]) -> None:
        """Decide one order, as if those before it were written."""
        shelves = [level.shelf for one in taken_from(demands) for level in self._of.get(one, ())]
        allocations, short = _allocated(demands, shelves)
        if short and not self._may_wait:
            self.outcomes[place] = Entered(short=short)
            return
        order_id = new_id()
        self.outcomes[place] = Entered(order_id, is_new=True)
        self._asked.append(_asked(place, order_id, entry, _held(entry, short)))
        for position, (line, demand) in enumerate(zip(entry.lines, demands, strict=True)):
            known = self._goods[line.variant_id]
            self._lines.append(
                LineRow(
                    place,
                    demand.order_line_id,
                    position,
                    line.variant_id,
                    str(known["sku"]),
                    str(known["name"]),
                    line.quantity,
                    line.unit_price_minor,
                    line.discount_minor,
                    line.total_minor,
                )
            )
        for one in allocations:
            self._promises.append(
                PromiseRow(
                    place, new_id(), one.level_id, one.order_line_id, one.quantity, one.units_each
                )
            )
        for level_id, units in units_by_level(allocations).items():
            level = self._levels[level_id]
            self._steps.append(level.take(place, units))
            before = self._changes.get(level_id)
            steps, so_far = (before.steps, before.units) if before else (0, 0)
            self._changes[level_id] = Change(
                level_id, level.version, steps + 1, so_far + units, ctx.now
            )

    async def write(self, ctx: Context, channel: SalesChannel) -> None:
        """One statement for all of it, and warnings where one is due."""
        if not self._asked:
            return
        batch = Batch(
            channel.id,
            channel.code,
            channel.currency,
            ctx.now,
            ctx.now + UNPAID_FOR,
            ctx.actor.key,
            ctx.request_id,
            ctx.cause_id,
        )
        done = await ENTER.rows(
            [batch], self._asked, self._lines, self._promises, self._steps, self._changes.values()
        )
        assert done[0]["levels_moved"] == len(self._changes), "a level was let go"
        if warned := set(done[0]["warned"]):
            await review_alerts(ctx, sorted(warned))


def _allocated(
    demands: Sequence[Demand], shelves: Sequence[Shelf]
) -> tuple[list[Allocation], list[Shortage]]:
    if any(demand.parts for demand in demands):
        return allocate_bundles(demands, shelves)
    if not (short := shortages(demands, shelves)):
        return allocate_plain(demands, shelves), []
    # Too little: what is there, line by line, as for bundles of one part.
    return allocate_bundles(demands, shelves)[0], short


def _held(entry: Entry, short: Sequence[Shortage]) -> HoldReason | None:
    """Why an order waits for somebody; too little on the shelves is said first."""
    if short:
        return HoldReason.STOCK
    return HoldReason.ADDRESS if entry.is_lost else None


def _snapshot(order_id: UUID, entry: Entry) -> str | None:
    if entry.address is None:
        return None
    parts = entry.address.as_written() if entry.is_lost else entry.address.snapshot()
    return sealed_snapshot(order_id, parts)


def _asked(place: int, order_id: UUID, entry: Entry, held: HoldReason | None) -> AskedRow:
    subtotal = sum(line.unit_price_minor * line.quantity for line in entry.lines)
    total = entry.total_minor
    return AskedRow(
        place,
        order_id,
        entry.external_id,
        subtotal,
        sum(line.discount_minor for line in entry.lines),
        entry.shipping_minor,
        total,
        entry.paid_minor,
        new_id(),
        new_id(),
        _reference(entry),
        _snapshot(order_id, entry),
        entry.note,
        entry.placed_at,
        len(entry.lines),
        sum(line.quantity for line in entry.lines),
        held and held.value,
        payment_status(total, captured_minor=entry.paid_minor, refunded_minor=0).value,
    )


def _reference(entry: Entry) -> str:
    """What a payment is known by: some channels take one payment for several orders."""
    if entry.payment_reference in {"", entry.external_id}:
        return entry.external_id
    return f"{entry.external_id}:{entry.payment_reference}"[:120]
