"""Editing orders after they were placed, as clients see and do it."""

from datetime import datetime
from uuid import UUID

import strawberry

from domain.identity.scopes import Scope
from domain.orders import models, queries
from domain.orders.editing import changes, stage
from domain.orders.editing import queries as edits
from domain.orders.editing.errors import EditAlreadyOpen, EditConflicted, EditNotPossible
from domain.orders.request import ShippingAddress
from domain.processes import edit_order as editing
from domain.shared.money import WrongCurrency
from schema.orders.edit_inputs import (
    OrderEditAbandonInput,
    OrderEditAddDiscountInput,
    OrderEditAddLineInput,
    OrderEditBeginInput,
    OrderEditCommitInput,
    OrderEditRemoveLineInput,
    OrderEditSetAddressInput,
    OrderEditSetQuantityInput,
    OrderEditSetShippingInput,
)
from schema.orders.edit_preview import OrderEditPreview, OrderEditProblem, Seen
from schema.orders.types import Order
from schema.orders.words import OrderEditStatus
from schema.shared.arguments import Id
from schema.shared.context import Info
from schema.shared.errors import Refusals, UserError, common
from schema.shared.fields import Backed, Node, column
from schema.shared.ids import key_in, key_of, maybe_key
from schema.shared.money import MoneyInput
from schema.shared.mutations import (
    Input,
    Payload,
    changed,
    mutation,
)


@strawberry.type(description="What somebody wants to be otherwise about an order.")
class OrderEdit(Node, Backed[models.OrderEdit]):
    """An edit."""

    version: int = column("Raised by one with every change of it.")
    status: OrderEditStatus = column("Where it stands.")
    created_at: datetime = column("When it was begun.")
    closed_at: datetime | None = column("When it ended.")
    updated_at: datetime = column("When it last changed.")

    @strawberry.field(description="The version of the order that it was begun from.")
    def order_version(self) -> int:
        return self.row.base_version

    @strawberry.field(description="Whether the address is among what changes.")
    def changes_address(self) -> bool:
        return self.row.has_new_address

    @strawberry.field(
        description="Of a conflicted one, what happened to the order meanwhile, such as"
        " orders.payment_recorded."
    )
    def conflicts(self) -> list[str]:
        return self.row.conflicts

    @strawberry.field(description="The order.")
    async def order(self, info: Info) -> Order | None:
        return Order.maybe(await info.context.one(queries.orders_by_ids, self.row.order_id))

    @strawberry.field(description="What would come of it now. None once it has ended.")
    async def preview(self, info: Info) -> OrderEditPreview | None:
        if self.row.status is not OrderEditStatus.OPEN:
            return None
        order, plan = await editing.preview_edit(info.context.domain, self.row.id)
        return OrderEditPreview(seen=Seen(order, plan))


@strawberry.type(description="Another edit of this order is open. Nothing was written.")
class EditAlreadyOpenError(UserError):
    """Which."""

    key: strawberry.Private[UUID]

    @strawberry.field(description="The edit that is open.")
    async def edit(self, info: Info) -> OrderEdit | None:
        return OrderEdit.maybe(await info.context.one(edits.edits_by_ids, self.key))


@strawberry.type(description="An edit cannot be done as it is; it stays open.")
class EditNotPossibleError(UserError):
    """Why."""

    problems: list[OrderEditProblem] = strawberry.field(description="What is in the way.")


@strawberry.type(
    description="The order changed since the edit was begun: the edit has ended, the order is as it"
    " is."
)
class EditConflictedError(UserError):
    """What changed."""

    changes: list[str] = strawberry.field(
        description="What happened to the order, oldest first, such as orders.payment_recorded."
    )


def _already_open(error: EditAlreadyOpen, locale: str) -> EditAlreadyOpenError:
    return EditAlreadyOpenError(**common(error, locale), key=error.edit_id)


def _not_possible(error: EditNotPossible, locale: str) -> EditNotPossibleError:
    problems = [OrderEditProblem.of(one) for one in error.problems]
    return EditNotPossibleError(**common(error, locale), problems=problems)


def _conflicted(error: EditConflicted, locale: str) -> EditConflictedError:
    return EditConflictedError(**common(error, locale), changes=error.changes)


Refusals.add(EditAlreadyOpen, _already_open)
Refusals.add(EditNotPossible, _not_possible)
Refusals.add(EditConflicted, _conflicted)


@strawberry.type(description="The edit as it is now.")
class OrderEditResult(Payload):
    """What came of it."""

    edit: OrderEdit | None = changed("The edit.")


@strawberry.type(description="The edit and its order as they are now.")
class OrderEditCommitResult(Payload):
    """What came of it."""

    edit: OrderEdit | None = changed("The edit.")
    order: Order | None = changed("The order.")


@strawberry.type(description="Reading edits.")
class EditingQueries:
    """One edit."""

    @strawberry.field(
        description="One edit of an order; null if there is none that you may see. Staff need"
        " orders:read."
    )
    async def order_edit(self, info: Info, id: Id) -> OrderEdit | None:
        return OrderEdit.maybe(await info.context.one(edits.edits_by_ids, key_in("OrderEdit", id)))


async def _change(
    info: Info,
    input: "Staged",
    change: changes.EditChange,
    *,
    idempotency_key: str | None = None,
) -> OrderEditResult:
    edit = await stage.change_edit(
        info.context.domain,
        key_of("OrderEdit", input.id),
        [change],
        idempotency_key=idempotency_key,
        expected_version=input.expected_version,
    )
    return OrderEditResult(edit=OrderEdit.of(edit))


async def _minor(info: Info, edit_id: str, amount: MoneyInput, field: str) -> int:
    """An amount in the order's currency."""
    info.context.domain.require(Scope.ORDERS_WRITE)
    edit = await edits.get_edit(info.context.domain, key_of("OrderEdit", edit_id))
    order = await queries.get_order(info.context.domain, edit.order_id)
    money = amount.read(field)
    if money.currency != order.currency:
        raise WrongCurrency(f"This order is in {order.currency}.", field)
    return money.minor


@strawberry.type(description="Editing orders.")
class EditingMutations:
    """Begin, change, commit, give up."""

    @mutation(
        "Begin to edit an order that is pending or confirmed. One edit at a time; the order is as"
        " it was until it is committed. Needs orders:write.",
        EditAlreadyOpen,
        EditNotPossible,
    )
    async def order_edit_begin(
        self, info: Info, input: Input[OrderEditBeginInput]
    ) -> OrderEditResult:
        edit = await stage.begin_edit(
            info.context.domain,
            key_of("Order", input.id),
            idempotency_key=input.idempotency_key,
            expected_version=input.expected_version,
        )
        return OrderEditResult(edit=OrderEdit.of(edit))

    @mutation(
        "Add a line. Its price and its stock are those of the moment the edit is committed. Needs"
        " orders:write."
    )
    async def order_edit_add_line(
        self, info: Info, input: Input[OrderEditAddLineInput]
    ) -> OrderEditResult:
        change = changes.AddLine(key_of("ProductVariant", input.variant_id), input.quantity)
        return await _change(info, input, change, idempotency_key=input.idempotency_key)

    @mutation(
        "Say how many units a line shall have. Its price stays; what was taken off goes with units"
        " that go, and does not grow. Needs orders:write."
    )
    async def order_edit_set_quantity(
        self, info: Info, input: Input[OrderEditSetQuantityInput]
    ) -> OrderEditResult:
        line_id = key_of("OrderLine", input.order_line_id)
        return await _change(info, input, changes.SetQuantity(line_id, input.quantity))

    @mutation("Take a line out. Needs orders:write.")
    async def order_edit_remove_line(
        self, info: Info, input: Input[OrderEditRemoveLineInput]
    ) -> OrderEditResult:
        line_id = key_of("OrderLine", input.order_line_id)
        return await _change(info, input, changes.RemoveLine(line_id))

    @mutation("Send the order somewhere else. Needs orders:write.")
    async def order_edit_set_address(
        self, info: Info, input: Input[OrderEditSetAddressInput]
    ) -> OrderEditResult:
        address = ShippingAddress(**vars(input.shipping_address))
        return await _change(info, input, changes.SetAddress(address))

    @mutation("Say what sending the order shall cost. Needs orders:write.", WrongCurrency)
    async def order_edit_set_shipping(
        self, info: Info, input: Input[OrderEditSetShippingInput]
    ) -> OrderEditResult:
        minor = await _minor(info, input.id, input.shipping, "shipping")
        return await _change(info, input, changes.SetShipping(minor))

    @mutation(
        "Take an amount off the whole order, shared over its lines, or off one line, with a"
        " reason. Needs orders:write.",
        WrongCurrency,
    )
    async def order_edit_add_discount(
        self, info: Info, input: Input[OrderEditAddDiscountInput]
    ) -> OrderEditResult:
        minor = await _minor(info, input.id, input.amount, "amount")
        line_id = maybe_key("OrderLine", input.order_line_id)
        change = changes.AddDiscount(input.reason, minor, line_id)
        return await _change(info, input, change, idempotency_key=input.idempotency_key)

    @mutation(
        "Do what an edit says, all of it or nothing: stock, work and amounts change together; what"
        " was paid too much by it goes back. If the order changed since it was begun, the edit"
        " ends conflicted. Needs orders:write.",
        EditNotPossible,
        EditConflicted,
    )
    async def order_edit_commit(
        self, info: Info, input: Input[OrderEditCommitInput]
    ) -> OrderEditCommitResult:
        done = await editing.commit_edit(
            info.context.domain,
            key_of("OrderEdit", input.id),
            expected_version=input.expected_version,
        )
        return OrderEditCommitResult(edit=OrderEdit.of(done.edit), order=Order.of(done.order))

    @mutation("Give an edit up. Repeating it is harmless. Needs orders:write.")
    async def order_edit_abandon(
        self, info: Info, input: Input[OrderEditAbandonInput]
    ) -> OrderEditResult:
        edit = await stage.abandon_edit(
            info.context.domain,
            key_of("OrderEdit", input.id),
            expected_version=input.expected_version,
        )
        return OrderEditResult(edit=OrderEdit.of(edit))


Staged = (
    OrderEditAddLineInput
    | OrderEditSetQuantityInput
    | OrderEditRemoveLineInput
    | OrderEditSetAddressInput
    | OrderEditSetShippingInput
    | OrderEditAddDiscountInput
)
