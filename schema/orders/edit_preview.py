"""What an edit would come to, as it is shown."""

from dataclasses import dataclass
from uuid import UUID

import strawberry

from domain.catalog import queries as catalog
from domain.orders import models, queries
from domain.orders.editing.plan import EditedLine, EditPlan, EditProblem
from schema.catalog.types import ProductVariant
from schema.orders.regrouping import OrderAmounts
from schema.orders.types import OrderLine
from schema.orders.words import EditProblemKind
from schema.shared.context import Info
from schema.shared.ids import global_id
from schema.shared.money import Money


@dataclass(frozen=True, slots=True)
class Seen:
    """What a preview is of."""

    order: models.Order
    plan: EditPlan


@strawberry.type(description="A line before and after an edit.")
class OrderEditLine:
    """A line, or a line to be."""

    key: str = strawberry.field(
        description="What names it in a change: the id of the line, or that a new one will have."
    )
    sku: str = strawberry.field(description="The stock-keeping unit; empty if it is not for sale.")
    name: str = strawberry.field(description="The name; empty if it is not for sale.")
    is_new: bool = strawberry.field(description="Whether the order does not have it yet.")
    units_before: int = strawberry.field(description="Units now.")
    units_after: int = strawberry.field(description="Units then; 0 if it goes.")
    unit_price: Money = strawberry.field(description="The price of one unit.")
    total_before: Money = strawberry.field(description="What it comes to now.")
    total_after: Money = strawberry.field(description="What it would come to.")
    discount_after: Money = strawberry.field(description="What would be taken off it.")
    variant_key: strawberry.Private[UUID]

    @strawberry.field(description="What was bought, as it is now.")
    async def variant(self, info: Info) -> ProductVariant | None:
        return ProductVariant.maybe(
            await info.context.one(catalog.variants_by_ids, self.variant_key)
        )

    @classmethod
    def of(cls, line: EditedLine, currency: str) -> "OrderEditLine":
        """In a currency."""
        return cls(
            key=global_id("OrderLine", line.line_id),
            sku=line.sku,
            name=line.name,
            is_new=line.is_new,
            units_before=line.units_before,
            units_after=line.units_after,
            unit_price=Money.of(line.unit_price_minor, currency),
            total_before=Money.of(line.total_before_minor, currency),
            total_after=Money.of(line.total_minor, currency),
            discount_after=Money.of(line.discount_minor, currency),
            variant_key=line.variant_id,
        )


@strawberry.type(description="Something in the way of an edit.")
class OrderEditProblem:
    """Why, and of what."""

    problem: EditProblemKind = strawberry.field(description="Why.")
    wanted: int | None = strawberry.field(description="Units that were wanted, if it is of units.")
    available: int | None = strawberry.field(description="Units that there are.")
    line_key: strawberry.Private[UUID | None]
    variant_key: strawberry.Private[UUID | None]

    @strawberry.field(description="The line of the order, if it is of one that is there.")
    async def order_line(self, info: Info) -> OrderLine | None:
        return OrderLine.maybe(await info.context.one(queries.lines_by_ids, self.line_key))

    @strawberry.field(description="Of which variant, if it is of one.")
    async def variant(self, info: Info) -> ProductVariant | None:
        return ProductVariant.maybe(
            await info.context.one(catalog.variants_by_ids, self.variant_key)
        )

    @classmethod
    def of(cls, problem: EditProblem) -> "OrderEditProblem":
        """As the domain says it."""
        is_money = problem.kind is EditProblemKind.DISCOUNT_TOO_HIGH
        return cls(
            problem=problem.kind,
            wanted=None if is_money else problem.wanted,
            available=None if is_money else problem.available,
            line_key=problem.line_id,
            variant_key=problem.variant_id,
        )


@strawberry.type(description="What an edit would come to if it were committed now.")
class OrderEditPreview:
    """Before and after; nothing is written."""

    seen: strawberry.Private[Seen]

    @strawberry.field(description="Its lines, with those that come and those that go.")
    def lines(self) -> list[OrderEditLine]:
        return [OrderEditLine.of(line, self._currency) for line in self.seen.plan.lines]

    @strawberry.field(description="What the order comes to now.")
    def before(self) -> OrderAmounts:
        return OrderAmounts.of(self.seen.plan.before, self._currency)

    @strawberry.field(description="What it would come to.")
    def after(self) -> OrderAmounts:
        return OrderAmounts.of(self.seen.plan.after, self._currency)

    @strawberry.field(
        description="What would be left to pay; below zero, what was paid too much before the"
        " refund."
    )
    def balance_due(self) -> Money:
        return Money.of(self.seen.plan.due_minor, self._currency)

    @strawberry.field(description="What would go back, as it is paid.")
    def refund(self) -> Money:
        return Money.of(self.seen.plan.refund_minor, self._currency)

    @strawberry.field(description="What is in its way; empty if it could be committed.")
    def problems(self) -> list[OrderEditProblem]:
        return [OrderEditProblem.of(one) for one in self.seen.plan.problems]

    @property
    def _currency(self) -> str:
        return self.seen.order.currency
