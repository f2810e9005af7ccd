"""Splitting and merging orders, as clients see and do it."""

from typing import Annotated
from uuid import UUID

import strawberry

from domain.finance.errors import PaymentUnderWay
from domain.orders import queries
from domain.orders.errors import MergeNotUndoable, OrdersNotMergeable, UnitsNotFree
from domain.orders.merge_plan import MergePlan, Obstacle
from domain.orders.proration import Amounts
from domain.orders.split_plan import SplitPlan
from domain.orders.states import MergeObstacle, MergeShipping, UnmergeObstacle
from domain.processes import merge_candidates as finding
from domain.processes import merge_orders as merging
from domain.processes import split_order as splitting
from domain.processes import unmerge_order as unmerging
from domain.shared import inputs
from schema.orders.types import Order
from schema.shared.context import Info
from schema.shared.enums import describe
from schema.shared.errors import Refusals, UserError, common
from schema.shared.ids import key_in, key_of
from schema.shared.money import Money
from schema.shared.mutations import (
    KEY_DESCRIPTION,
    Input,
    Payload,
    changed,
    expected_version,
    mutation,
    optional,
)

DRY_RUN = "Only say what would come of it: nothing is written, and the key is not used."

describe(
    MergeShipping,
    "What becomes of the shipping charges of orders that become one.",
    KEEP_HIGHEST="The highest is charged; what was paid for the others goes back.",
    KEEP_ALL="All are charged.",
)
describe(
    MergeObstacle,
    "Why an order cannot be merged with another.",
    NOT_OPEN="It is neither pending nor confirmed.",
    NO_CUSTOMER="Nobody is known to have ordered it.",
    ANOTHER_CUSTOMER="It is of another customer.",
    ANOTHER_ADDRESS="It goes somewhere else.",
    ANOTHER_CURRENCY="It is in another currency.",
    ANOTHER_STATUS="One of the two is confirmed, and the other is not.",
    ANOTHER_TAX="The prices of one contain the tax, and those of the other do not.",
    PICKING_STARTED="A warehouse has begun with it.",
    MONEY_HELD="A gateway holds money for it, or has not answered yet: capture it, or let it go.",
    TOO_MANY_LINES="Together they have more lines than an order can have.",
)
describe(
    UnmergeObstacle,
    "Why orders that became one cannot be taken apart again.",
    NOT_OPEN="The order that took them in has ended, or waits.",
    PICKING_STARTED="A warehouse has begun with it.",
    CHANGED_SINCE="It was split, merged or changed since.",
)


@strawberry.type(description="What an order comes to.")
class OrderAmounts:
    """Amounts."""

    subtotal: Money = strawberry.field(description="All lines before anything is taken off.")
    discount: Money = strawberry.field(description="What is taken off.")
    shipping: Money = strawberry.field(description="What sending costs.")
    tax: Money = strawberry.field(description="All tax, contained in the prices or on top.")
    total: Money = strawberry.field(description="What is owed in all.")

    @classmethod
    def of(cls, amounts: Amounts, currency: str) -> "OrderAmounts":
        """In a currency."""
        return cls(
            subtotal=Money.of(amounts.subtotal_minor, currency),
            discount=Money.of(amounts.discount_minor, currency),
            shipping=Money.of(amounts.shipping_minor, currency),
            tax=Money.of(amounts.tax_minor, currency),
            total=Money.of(amounts.total_minor, currency),
        )


@strawberry.type(description="What a split would come to. The two parts add up to what it was.")
class OrderSplitPreview:
    """Before and after."""

    before: OrderAmounts = strawberry.field(description="What the order comes to now.")
    stays: OrderAmounts = strawberry.field(description="What it would come to.")
    leaves: OrderAmounts = strawberry.field(description="What the new order would come to.")
    covered: Money = strawberry.field(description="What would be paid of the new order.")

    @classmethod
    def of(cls, plan: SplitPlan, currency: str) -> "OrderSplitPreview":
        """In a currency."""
        return cls(
            before=OrderAmounts.of(plan.before, currency),
            stays=OrderAmounts.of(plan.stays, currency),
            leaves=OrderAmounts.of(plan.leaves, currency),
            covered=Money.of(plan.paid_minor, currency),
        )


@strawberry.type(description="Something in the way of a merge.")
class OrderMergeObstacle:
    """Which order, and why."""

    obstacle: MergeObstacle = strawberry.field(description="Why.")
    key: strawberry.Private[UUID]

    @strawberry.field(description="Which order.")
    async def order(self, info: Info) -> Order | None:
        return Order.maybe(await info.context.one(queries.orders_by_ids, self.key))

    @classmethod
    def of(cls, obstacle: Obstacle) -> "OrderMergeObstacle":
        """As the domain says it."""
        return cls(key=obstacle[0], obstacle=obstacle[1])


@strawberry.type(description="What a merge would come to, and what is in its way.")
class OrderMergePreview:
    """Before and after."""

    before: OrderAmounts = strawberry.field(description="What all of them come to now, together.")
    after: OrderAmounts = strawberry.field(description="What the one order would come to.")
    covered: Money = strawberry.field(description="What is paid of all of them, together.")
    shipping_saved: Money = strawberry.field(description="What shipping would come down.")
    refund: Money = strawberry.field(description="What of that would go back, as it is paid.")
    obstacles: list[OrderMergeObstacle] = strawberry.field(
        description="What is in its way; empty if it could be done."
    )

    @classmethod
    def of(cls, plan: MergePlan, currency: str) -> "OrderMergePreview":
        """In a currency."""
        return cls(
            before=OrderAmounts.of(plan.before, currency),
            after=OrderAmounts.of(plan.after, currency),
            covered=Money.of(plan.paid_minor, currency),
            shipping_saved=Money.of(plan.shipping_saved_minor, currency),
            refund=Money.of(plan.refund_minor, currency),
            obstacles=[OrderMergeObstacle.of(one) for one in plan.obstacles],
        )


@strawberry.type(description="These orders cannot become one. Nothing was written.")
class OrdersNotMergeableError(UserError):
    """Which, and why."""

    obstacles: list[OrderMergeObstacle] = strawberry.field(description="What is in the way.")


@strawberry.type(description="A merge cannot be taken back any more. Nothing was written.")
class MergeNotUndoableError(UserError):
    """Why."""

    obstacle: UnmergeObstacle = strawberry.field(description="Why.")


def _not_mergeable(error: OrdersNotMergeable, locale: str) -> OrdersNotMergeableError:
    obstacles = [OrderMergeObstacle.of(one) for one in error.obstacles]
    return OrdersNotMergeableError(**common(error, locale), obstacles=obstacles)


def _not_undoable(error: MergeNotUndoable, locale: str) -> MergeNotUndoableError:
    return MergeNotUndoableError(**common(error, locale), obstacle=error.obstacle)


Refusals.add(OrdersNotMergeable, _not_mergeable)
Refusals.add(MergeNotUndoable, _not_undoable)


@strawberry.input(description="So many units of a line of an order.")
class OrderSplitLineInput:
    """Some of a line, or all of it."""

    order_line_id: strawberry.ID = strawberry.field(description="Which line.")
    quantity: int = strawberry.field(description="Units, at least 1.")


@strawberry.input(description="Units of an order to make an order of their own.")
class OrderSplitInput:
    """Which, and what of it."""

    id: strawberry.ID = strawberry.field(description="Which order.")
    lines: list[OrderSplitLineInput] = strawberry.field(
        description="What goes, 1 to 250 lines; something has to stay."
    )
    idempotency_key: str = strawberry.field(description=KEY_DESCRIPTION)
    dry_run: bool = optional(DRY_RUN, default=False)
    expected_version: int | None = expected_version()


@strawberry.input(description="Orders to make one of.")
class OrderMergeInput:
    """Which takes which in."""

    id: strawberry.ID = strawberry.field(description="The order that takes the others in.")
    order_ids: list[strawberry.ID] = strawberry.field(
        description="The orders that it takes in, 1 to 20."
    )
    idempotency_key: str = strawberry.field(description=KEY_DESCRIPTION)
    shipping: MergeShipping = optional(
        "What becomes of their shipping charges.", default=MergeShipping.KEEP_HIGHEST
    )
    dry_run: bool = optional(DRY_RUN, default=False)
    expected_version: int | None = expected_version()


@strawberry.input(description="A merge to take back.")
class OrderUnmergeInput:
    """By one of the orders that were taken in."""

    id: strawberry.ID = strawberry.field(
        description="An order that another took in; those that went with it come back with it."
    )
    idempotency_key: str = strawberry.field(description=KEY_DESCRIPTION)
    expected_version: int | None = expected_version()


@strawberry.type(description="The two orders as they are now, or what would come of it.")
class OrderSplitResult(Payload):
    """What came of it."""

    order: Order | None = changed("The order, with what stayed. None of a dry run.")
    new_order: Order | None = changed("The order of what left. None of a dry run.")
    preview: OrderSplitPreview | None = changed("What would come of it. Only of a dry run.")


@strawberry.type(description="The orders as they are now, or what would come of it.")
class OrderMergeResult(Payload):
    """What came of it."""

    order: Order | None = changed(
        "The order that took the others in, with them as mergedFrom. None of a dry run."
    )
    preview: OrderMergePreview | None = changed("What would come of it. Only of a dry run.")


@strawberry.type(description="The orders as they are now.")
class OrderUnmergeResult(Payload):
    """What came of it."""

    order: Order | None = changed("The order, with all that was in it.")
    target: Order | None = changed("The order that had taken it in.")


@strawberry.type(description="Reading what could be merged.")
class RegroupingQueries:
    """Candidates."""

    @strawberry.field(
        description="Orders that you may see and that an order could take in: at most 50, newest"
        " first. Merging them needs orders:write."
    )
    async def merge_candidates(
        self,
        info: Info,
        order_id: Annotated[strawberry.ID, strawberry.argument(description="Which order.")],
    ) -> list[Order]:
        key = key_in("Order", order_id)
        if key is None:
            return []
        return Order.each(await finding.merge_candidates(info.context.domain, key))


@strawberry.type(description="Splitting and merging orders.")
class RegroupingMutations:
    """Split, merge, unmerge."""

    @mutation(
        "Make units of a confirmed order an order of their own. What was taken off, the shipping"
        " and what was paid are shared to the last cent. Needs orders:write.",
        UnitsNotFree,
        PaymentUnderWay,
    )
    async def order_split(self, info: Info, input: Input[OrderSplitInput]) -> OrderSplitResult:
        ctx, key = info.context.domain, key_of("Order", input.id)
        lines = inputs.items(input.lines, "lines")
        line_ids = [key_of("OrderLine", line.order_line_id) for line in lines]
        inputs.distinct([str(line_id) for line_id in line_ids], "lines")
        units = {line_id: line.quantity for line_id, line in zip(line_ids, lines, strict=True)}
        if input.dry_run:
            order, plan = await splitting.preview_split(
                ctx, key, units=units, expected_version=input.expected_version
            )
            return OrderSplitResult(preview=OrderSplitPreview.of(plan, order.currency))
        made = await splitting.split_order(
            ctx,
            key,
            units=units,
            idempotency_key=input.idempotency_key,
            expected_version=input.expected_version,
        )
        return OrderSplitResult(order=Order.of(made.order), new_order=Order.of(made.sibling))

    @mutation(
        "Let an order take others in: their lines, their money and what is held for them. They"
        " end. Possible until a warehouse begins with one. Needs orders:write.",
        OrdersNotMergeable,
    )
    async def order_merge(self, info: Info, input: Input[OrderMergeInput]) -> OrderMergeResult:
        ctx, key = info.context.domain, key_of("Order", input.id)
        sources = [key_of("Order", one) for one in inputs.items(input.order_ids, "orderIds")]
        if input.dry_run:
            target, plan = await merging.preview_merge(ctx, key, sources, shipping=input.shipping)
            return OrderMergeResult(preview=OrderMergePreview.of(plan, target.currency))
        made = await merging.merge_orders(
            ctx,
            key,
            sources,
            shipping=input.shipping,
            idempotency_key=input.idempotency_key,
            expected_version=input.expected_version,
        )
        return OrderMergeResult(order=Order.of(made.order))

    @mutation(
        "Take a merge back: every order has again what it had. Possible until a warehouse begins,"
        " or the order is changed otherwise. Needs orders:write.",
        MergeNotUndoable,
        PaymentUnderWay,
    )
    async def order_unmerge(
        self, info: Info, input: Input[OrderUnmergeInput]
    ) -> OrderUnmergeResult:
        key = key_of("Order", input.id)
        made = await unmerging.unmerge_order(
            info.context.domain,
            key,
            idempotency_key=input.idempotency_key,
            expected_version=input.expected_version,
        )
        order = next(one for one in made.sources if one.id == key)
        return OrderUnmergeResult(order=Order.of(order), target=Order.of(made.order))
