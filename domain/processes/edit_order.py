"""When an order is edited, its work, its stock and its money follow what it has become."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.catalog.bundles.queries import components_for_sale
from domain.channels.models import SalesChannel
from domain.finance.refund_surplus import refund_surplus
from domain.fulfillment.models import FulfillmentOrder
from domain.fulfillment.open_fulfillment_orders import open_fulfillment_orders
from domain.fulfillment.take_units import take_units, waiting_units
from domain.identity.scopes import Scope
from domain.inventory.allocation import Demand, Part, Shortage
from domain.inventory.backorders.queue import Waiting, waiting_of
from domain.inventory.change_reservations import (
    Fewer,
    change_reservations,
    recipes_of,
    shortages_of,
)
from domain.inventory.errors import InsufficientStock, NotAllocated
from domain.inventory.reservations import units_by_line
from domain.orders.complete_order import complete_if_done
from domain.orders.counters import raise_counters
from domain.orders.editing.changes import Draft, EditChange
from domain.orders.editing.errors import EditConflicted, EditNotPossible
from domain.orders.editing.plan import (
    EditPlan,
    EditProblem,
    Found,
    demands_of,
    plan_edit,
)
from domain.orders.editing.queries import changes_since, get_edit
from domain.orders.editing.stage import close_edit, drafted, sealed_address, units_of
from domain.orders.editing.states import (
    ORDER_EDIT,
    EditProblemKind,
    OrderEditAction,
    OrderEditStatus,
)
from domain.orders.editing.taxed import edit_taxes
from domain.orders.editing.write_edit import write_edit
from domain.orders.models import Order, OrderEdit, OrderLine
from domain.orders.offers import Asker, Offer, offers_known, offers_settled
from domain.orders.queries import get_order, lock_order
from domain.orders.states import OrderStatus
from domain.promotions.sharing import shares_of
from domain.shared.context import Context
from domain.shared.idempotency import claim
from domain.shared.ids import new_id
from domain.shared.states import expect_version

Works = Mapping[UUID, Mapping[UUID, int]]  # units that wait, by work and order line


@dataclass(frozen=True, slots=True)
class Edited:
    """An edit that was made, and the order as it is now."""

    edit: OrderEdit
    order: Order


@dataclass(frozen=True, slots=True)
class Known:
    """What an edit comes to, and what is needed to do it."""

    plan: EditPlan
    fewer: Sequence[Fewer]
    demands: Sequence[Demand]
    taken: Works  # units that leave which work
    called_off: Mapping[UUID, int]  # units that are not waited for any more, by backorder


async def edit_order(
    ctx: Context,
    order_id: UUID,
    changes: Sequence[EditChange],
    *,
    expected_version: int | None = None,
    idempotency_key: str | None = None,
    is_final: bool = False,
) -> Edited:
    """Begin, change and commit at once. An edit that somebody has open will find that the order
    changed. Changes by whoever sold it elsewhere are `is_final`: prices are theirs, taxes inside.

    Raises:
        NotPermitted: the actor may not write orders.
        NotFound: there is no such order, or no such line.
        InvalidInput: a quantity, an amount, a reason or an address that makes no sense.
        EditNotPossible: something is in the way; see `EditProblemKind`.
        VersionConflict: the order changed since the actor looked.
        IdempotencyInProgress, IdempotencyKeyReused: as the key's rules say.
    """
    ctx.require(Scope.ORDERS_WRITE)
    async with in_transaction():
        claimed = await claim(ctx, "orders.edit_order", idempotency_key, [order_id, *changes])
        await get_order(ctx, order_id)
        order = await lock_order(order_id)
        if claimed.replay_of:
            return Edited(await OrderEdit.get(id=claimed.replay_of), order)
        expect_version(order, "order", expected_version)
        draft = drafted(Draft(is_final=is_final), changes, await units_of(order_id))
        address = sealed_address(order_id, changes)
        edit = OrderEdit(
            id=new_id(),
            version=1,
            order_id=order_id,
            status=OrderEditStatus.COMMITTED,
            base_version=order.version,
            draft=draft.written(),
            has_new_address=address is not None,
            actor=ctx.actor.key,
            created_at=ctx.now,
            closed_at=ctx.now,
            updated_at=ctx.now,
        )
        await edit.save(force_create=True)
        order = await _apply(ctx, order, edit, draft, address)
        await claimed.settle(edit.id)
        return Edited(edit, order)


async def commit_edit(
    ctx: Context, edit_id: UUID, *, expected_version: int | None = None
) -> Edited:
    """Do what an edit says, all of it or nothing. Repeating it does nothing more.

    Raises:
        NotPermitted: the actor may not write orders.
        NotFound: there is no such edit.
        InvalidTransition: it was abandoned.
        EditNotPossible: something is in the way; the edit stays open.
        EditConflicted: the order changed since it was begun; the edit has ended.
        VersionConflict: the edit changed since the actor looked.
    """
    ctx.require(Scope.ORDERS_WRITE)
    seen = await get_edit(ctx, edit_id)
    async with in_transaction():
        order = await lock_order(seen.order_id)
        edit = await get_edit(ctx, edit_id, hold=True)
        if edit.status is OrderEditStatus.COMMITTED:
            return Edited(edit, order)
        if edit.status is OrderEditStatus.CONFLICTED:
            raise EditConflicted(edit.id, edit.conflicts)
        ORDER_EDIT.target(edit.status, OrderEditAction.COMMIT)
        expect_version(edit, "order edit", expected_version)
        if order.version == edit.base_version:
            address = edit.shipping_address
            order = await _apply(ctx, order, edit, Draft.read(edit.draft), address)
            await close_edit(ctx, edit, OrderEditAction.COMMIT)
            return Edited(edit, order)
        conflicts = await changes_since(order.id, edit.base_version)
        await close_edit(ctx, edit, OrderEditAction.CONFLICT, conflicts=conflicts)
    raise EditConflicted(edit.id, conflicts)  # outside, for the end of the edit is written


async def preview_edit(ctx: Context, edit_id: UUID) -> tuple[Order, EditPlan]:
    """An order, and what an edit would make of it now. Nothing is written.

    Raises:
        NotFound: the actor can see no such edit.
    """
    edit = await get_edit(ctx, edit_id)
    order = await get_order(ctx, edit.order_id)
    known = await _known(
        ctx, order, Draft.read(edit.draft), edit.shipping_address, stock=True, held=False
    )
    plan = known.plan
    if edit.status is OrderEditStatus.OPEN and order.version != edit.base_version:
        changed = EditProblem(EditProblemKind.ORDER_CHANGED)
        plan = replace(plan, problems=[changed, *plan.problems])
    return order, plan


async def _apply(
    ctx: Context, order: Order, edit: OrderEdit, draft: Draft, address: str | None
) -> Order:
    """Orders first, shelves last: so that nobody waits in a ring."""
    known = await _known(ctx, order, draft, address, stock=False, held=True)
    if known.plan.problems:
        all_ = await _known(ctx, order, draft, address, stock=True, held=True)
        raise EditNotPossible(all_.plan.problems)
    system, is_confirmed = ctx.as_system(), order.status is OrderStatus.CONFIRMED
    let_go = sum(map(Counter, known.taken.values()), Counter[UUID]())
    await write_edit(ctx, order, edit.id, draft, known.plan, let_go, address=address)
    await _take_work(system, known.taken)
    if known.plan.refund_minor:
        refund = known.plan.refund_minor
        await refund_surplus(system, order.id, refund, asked_by=ctx.actor.key)
    try:
        more = await change_reservations(
            system,
            order.id,
            known.fewer,
            known.demands,
            called_off=known.called_off,
            expires_at=None if is_confirmed else order.expires_at,
        )
    except InsufficientStock as short:
        raise EditNotPossible(
            [
                EditProblem(
                    EditProblemKind.OUT_OF_STOCK,
                    variant_id=each.variant_id,
                    wanted=each.requested,
                    available=each.available,
                )
                for each in short.shortages
            ]
        ) from None
    if is_confirmed and more:
        allocated = Counter[UUID]()
        for (_, line_id), units in units_by_line(more).items():
            allocated[line_id] += units
        await raise_counters(order.id, allocated=allocated)
        await open_fulfillment_orders(system, order, more)
    return await complete_if_done(system, order.id)


async def _known(
    ctx: Context,
    order: Order,
    draft: Draft,
    address: str | None,
    *,
    stock: bool,
    held: bool,
) -> Known:
    lines = await OrderLine.filter(order_id=order.id).order_by("position")
    works = await waiting_units(order.id) if order.status is OrderStatus.CONFIRMED else {}
    awaited = await waiting_of(order.id)
    waiting = _waiting(order, lines, works, awaited)
    goes = {
        line.id: line.quantity - draft.quantities[line.id]
        for line in lines
        if draft.quantities.get(line.id, line.quantity) < line.quantity
    }
    called_off, promised = _called_off(awaited, goes)
    is_free = all(units <= waiting.get(line_id, 0) for line_id, units in goes.items())
    taken = _taken(works, promised) if is_free else {}
    fewer = await _fewer(taken, promised) if is_free else []
    demands = await _made_of(order, demands_of(draft, lines))
    offers, no_price = await _offers(ctx, order, draft)
    found = Found(
        lines,
        await shares_of(order.id) if order.discount_minor else {},
        waiting,
        offers,
        no_price,
        await _short(ctx, order, fewer, demands) if stock else (),
        taxes=await edit_taxes(ctx, order, lines, draft, address, held=held),
    )
    plan = plan_edit(order, draft, found, has_new_address=address is not None)
    return Known(plan, fewer, demands, taken, called_off)


async def _short(
    ctx: Context, order: Order, fewer: Sequence[Fewer], demands: Sequence[Demand]
) -> Sequence[Shortage]:
    """What the shelves lack; nothing is known of an order that changes while it is looked at."""
    try:
        return await shortages_of(ctx, order.id, fewer, demands)
    except NotAllocated:
        return ()


def _waiting(
    order: Order, lines: Sequence[OrderLine], works: Works, awaited: Sequence[Waiting]
) -> Mapping[UUID, int]:
    """Units by line that nobody has begun with: those that are not there yet are among them."""
    if order.status is not OrderStatus.CONFIRMED:
        return {line.id: line.quantity - line.canceled for line in lines}
    found = Counter[UUID]()
    for units in works.values():
        found.update(units)
    for one in awaited:
        found[one.order_line_id] += one.waiting
    return found


def _called_off(
    awaited: Sequence[Waiting], goes: Mapping[UUID, int]
) -> tuple[dict[UUID, int], dict[UUID, int]]:
    """What goes of units that are not there yet, by backorder: they go first, the last in the
    queue before others. And what goes of units that are, by line.
    """
    left = Counter(goes)
    off: dict[UUID, int] = {}
    for one in reversed(awaited):
        if part := min(left[one.order_line_id], one.waiting):
            off[one.id] = part
            left[one.order_line_id] -= part
    return off, dict(+left)


def _taken(works: Works, goes: Mapping[UUID, int]) -> dict[UUID, dict[UUID, int]]:
    """Which work lets go how many units of each line: the newest first."""
    left = Counter(goes)
    taken: dict[UUID, dict[UUID, int]] = {}
    for work_id, lines in reversed([*works.items()]):
        for line_id in left.keys() & lines.keys():
            if part := min(left[line_id], lines[line_id]):
                left[line_id] -= part
                taken.setdefault(work_id, {})[line_id] = part
    return taken


async def _fewer(taken: Works, goes: Mapping[UUID, int]) -> list[Fewer]:
    """What goes back to which shelves: to those of the warehouse that lets it go."""
    if not taken:
        return [Fewer(line_id, None, units) for line_id, units in goes.items()]
    works = FulfillmentOrder.filter(id__in=list(taken))
    houses = dict(await works.values_list("id", "warehouse_id"))
    found = Counter[tuple[UUID, UUID]]()
    for work_id, units in taken.items():
        for line_id, part in units.items():
            found[line_id, houses[work_id]] += part
    return [Fewer(line_id, house, units) for (line_id, house), units in sorted(found.items())]


async def _take_work(ctx: Context, taken: Works) -> None:
    works = {work.id: work for work in await FulfillmentOrder.filter(id__in=list(taken))}
    for work_id in sorted(taken):
        await take_units(ctx, works[work_id], taken[work_id])


async def _made_of(order: Order, demands: Sequence[Demand]) -> list[Demand]:
    """Bundles by what is in them: as they were made up for the order, or are now."""
    if not demands:
        return []
    recipes = await recipes_of(order.id)
    today = await components_for_sale({one.variant_id for one in demands})

    def parts(demand: Demand) -> Sequence[Part]:
        if known := recipes.get(demand.order_line_id):
            is_plain = known == [Part(demand.variant_id, 1)]
            return [] if is_plain else known
        return [Part(one.variant_id, one.quantity) for one in today.get(demand.variant_id, ())]

    return [replace(demand, parts=parts(demand)) for demand in demands]


async def _offers(
    ctx: Context, order: Order, draft: Draft
) -> tuple[dict[UUID, Offer], frozenset[UUID]]:
    """What added variants cost now in the order's channel, to its customer; and those that have no
    price in its currency.
    """
    if not draft.added:
        return {}, frozenset()
    if draft.is_final:
        return await offers_settled([one.variant_id for one in draft.added], order.currency)
    channel = await SalesChannel.get(id=order.channel_id)
    units = Counter[UUID]()
    for one in draft.added:
        units[one.variant_id] += one.quantity
    return await offers_known(
        units, order.currency, Asker(channel.code, order.customer_id, ctx.now)
    )
