"""Saying what shall be changed of an order: begin, change and give up. The order stays as it is."""

from collections.abc import Sequence
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.catalog.queries import variants_by_ids
from domain.identity.scopes import Scope
from domain.orders.editing.changes import AddLine, Draft, EditChange, SetAddress
from domain.orders.editing.errors import EditAlreadyOpen, EditNotPossible
from domain.orders.editing.plan import EditProblem, is_editable
from domain.orders.editing.queries import get_edit
from domain.orders.editing.states import (
    ORDER_EDIT,
    EditProblemKind,
    OrderEditAction,
    OrderEditStatus,
)
from domain.orders.models import OrderEdit, OrderLine
from domain.orders.queries import get_order, lock_order
from domain.orders.snapshots import sealed_snapshot
from domain.shared.context import Context
from domain.shared.errors import NotFound
from domain.shared.idempotency import claim
from domain.shared.states import expect_version, raise_version


async def begin_edit(
    ctx: Context,
    order_id: UUID,
    *,
    idempotency_key: str | None = None,
    expected_version: int | None = None,
) -> OrderEdit:
    """Begin to edit an order. Until it is committed, nothing is different.

    Raises:
        NotPermitted: the actor may not write orders.
        NotFound: there is no such order.
        EditNotPossible: the order has ended, or was held after it was confirmed.
        EditAlreadyOpen: somebody edits it already.
        VersionConflict: the order changed since the actor looked.
        IdempotencyInProgress, IdempotencyKeyReused: as the key's rules say.
    """
    ctx.require(Scope.ORDERS_WRITE)
    async with in_transaction():
        claimed = await claim(ctx, "orders.begin_edit", idempotency_key, [order_id])
        await get_order(ctx, order_id)
        order = await lock_order(order_id)  # so that of two who begin, one is told of the other
        if claimed.replay_of:
            return await OrderEdit.get(id=claimed.replay_of)
        expect_version(order, "order", expected_version)
        if not is_editable(order):
            raise EditNotPossible([EditProblem(EditProblemKind.NOT_OPEN)])
        open_ = await OrderEdit.get_or_none(order_id=order_id, status=OrderEditStatus.OPEN)
        if open_ is not None:
            raise EditAlreadyOpen(open_.id)
        edit = await OrderEdit.create(
            version=1,
            order_id=order_id,
            base_version=order.version,
            draft=Draft().written(),
            actor=ctx.actor.key,
            created_at=ctx.now,
            updated_at=ctx.now,
        )
        await claimed.settle(edit.id)
        return edit


async def change_edit(
    ctx: Context,
    edit_id: UUID,
    changes: Sequence[EditChange],
    *,
    idempotency_key: str | None = None,
    expected_version: int | None = None,
) -> OrderEdit:
    """Say what else shall be changed. Of two who say something at once, both are heard.

    Raises:
        NotPermitted: the actor may not write orders.
        NotFound: there is no such edit, no such line, or no such variant.
        InvalidTransition: the edit has ended.
        InvalidInput: a quantity, an amount, a reason or an address that makes no sense.
        VersionConflict: the edit changed since the actor looked.
        IdempotencyInProgress, IdempotencyKeyReused: as the key's rules say.
    """
    ctx.require(Scope.ORDERS_WRITE)
    wanted = {change.variant_id for change in changes if isinstance(change, AddLine)}
    known = await variants_by_ids(ctx, wanted) if wanted else {}
    for variant_id in wanted - set(known):
        raise NotFound("variant", variant_id)
    async with in_transaction():
        claimed = await claim(ctx, "orders.change_edit", idempotency_key, [edit_id, *changes])
        edit = await get_edit(ctx, edit_id, hold=True)
        if claimed.replay_of:
            return edit
        expect_version(edit, "order edit", expected_version)
        ORDER_EDIT.target(edit.status, OrderEditAction.COMMIT)
        lines = await units_of(edit.order_id)
        draft = drafted(Draft.read(edit.draft), changes, lines)
        address = sealed_address(edit.order_id, changes)
        await raise_version(
            edit,
            "order edit",
            at=ctx.now,
            draft=draft.written(),
            shipping_address=address or edit.shipping_address,
            has_new_address=edit.has_new_address or address is not None,
        )
        await claimed.settle(edit.id)
        return edit


async def abandon_edit(
    ctx: Context, edit_id: UUID, *, expected_version: int | None = None
) -> OrderEdit:
    """Give an edit up. Repeating it is harmless.

    Raises:
        NotPermitted: the actor may not write orders.
        NotFound: there is no such edit.
        InvalidTransition: it was committed, or is conflicted.
        VersionConflict: the edit changed since the actor looked.
    """
    ctx.require(Scope.ORDERS_WRITE)
    async with in_transaction():
        edit = await get_edit(ctx, edit_id, hold=True)
        if edit.status is OrderEditStatus.ABANDONED:
            return edit
        expect_version(edit, "order edit", expected_version)
        await close_edit(ctx, edit, OrderEditAction.ABANDON)
        return edit


async def close_edit(
    ctx: Context, edit: OrderEdit, action: OrderEditAction, **changes: object
) -> None:
    """End an edit; the address that stood there goes.

    Raises:
        InvalidTransition: it has ended.
    """
    await ORDER_EDIT.move(
        edit, action, at=ctx.now, closed_at=ctx.now, shipping_address=None, **changes
    )


async def units_of(order_id: UUID) -> dict[UUID, int]:
    """How many units each line of an order has."""
    rows = OrderLine.filter(order_id=order_id).order_by("position")
    return dict(await rows.values_list("id", "quantity"))


def drafted(draft: Draft, changes: Sequence[EditChange], lines: dict[UUID, int]) -> Draft:
    """A draft with changes more, one after the other.

    Raises:
        NotFound, InvalidInput: as `Draft.after`.
    """
    for change in changes:
        draft = draft.after(change, lines)
    return draft


def sealed_address(order_id: UUID, changes: Sequence[EditChange]) -> str | None:
    """The last address among changes, as the order will keep it.

    Raises:
        InvalidInput: a part is missing or too long.
    """
    found = [change.address for change in changes if isinstance(change, SetAddress)]
    return sealed_snapshot(order_id, found[-1].snapshot()) if found else None
