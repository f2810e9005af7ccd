"""Products from their launch to their end, as clients see them."""

from datetime import datetime
from typing import Annotated

import strawberry

from domain.catalog.lifecycle import models, plan_launch, queries
from domain.catalog.lifecycle.accept_suggestion import accept_suggestion
from domain.catalog.lifecycle.clearance import ClearanceAction
from domain.catalog.lifecycle.dismiss_suggestion import dismiss_suggestion
from domain.catalog.lifecycle.move_lifecycle import move_lifecycle
from domain.catalog.queries import products_by_ids
from domain.catalog.states import (
    LifecycleAction,
    LifecycleStage,
    SuggestionStatus,
)
from schema.catalog.mutations import ProductPayload
from schema.catalog.types import Product
from schema.shared.connections import After, Before, Connection, First, Last, connect, window
from schema.shared.context import Info
from schema.shared.enums import describe
from schema.shared.fields import Backed, Node, column
from schema.shared.filters import (
    DateTimeFilter,
    EnumFilter,
    IDFilter,
    conditions,
    read,
    where_input,
)
from schema.shared.ids import key_of
from schema.shared.mutations import Input, Payload, changed, expected_version, mutation, optional

describe(
    LifecycleAction,
    "What takes a product from one stage to the next, or back.",
    INTRODUCE="It is new on the shelf, or again.",
    GROW="More and more is sold.",
    MATURE="About as much is sold as before.",
    DECLINE="Less and less is sold.",
    CLEAR="What is left is to go.",
    DISCONTINUE="It is over; no shelf has it any more.",
)
describe(
    SuggestionStatus,
    "What became of a proposal to move a product to another stage.",
    OPEN="Nobody has decided.",
    ACCEPTED="The product moved.",
    DISMISSED="Somebody knew better.",
    LAPSED="The figures speak for it no more, or the product has moved.",
)
describe(
    ClearanceAction,
    "A way to get rid of what is left, the mildest first.",
    BUNDLE="Sell it together with something that sells.",
    PROMOTE="Show it where people look, or make it part of a campaign.",
    LOWER_PRICE="Sell it for less.",
    STOP_BUYING="Order no more of it.",
    RETURN_TO_SUPPLIER="Send it back where it came from.",
)


@strawberry.type(description="The figures that speak for a proposal, as they were then.")
class LifecycleEvidence:
    """Evidence. Units are sold units."""

    age_days: int = strawberry.field(description="Days on the shelf.")
    units: int = strawberry.field(description="Units sold in the last 28 days.")
    units_before: int = strawberry.field(description="Units sold in the 28 days before.")
    slope: float = strawberry.field(description="Units a day more, with each of those 28 days.")
    trend: float = strawberry.field(
        description="The part of itself by which the trade grew in 28 days; below zero it shrank."
    )
    available: int = strawberry.field(description="Units that could be sold.")
    days_of_cover: int | None = strawberry.field(
        description="Days that they would last; null where nothing is sold."
    )
    rating: float | None = strawberry.field(description="Out of 5; null where nobody rated it.")


@strawberry.type(description="A proposal to move a product to another stage of its life.")
class LifecycleSuggestion(Node, Backed[models.LifecycleSuggestion]):
    """A suggestion."""

    status: SuggestionStatus = column("What became of it.")
    action: LifecycleAction = column("What is proposed.")
    source: LifecycleStage = column("The stage the product was in.")
    target: LifecycleStage = column("The stage it would be in.")
    version: int = column("Raised by one with every change.")
    created_at: datetime = column("When it was made.")
    decided_at: datetime | None = column("When it was decided on, or lapsed.")

    @strawberry.field(description="The product it is about.")
    async def product(self, info: Info) -> Product | None:
        return Product.maybe(await info.context.one(products_by_ids, self.row.product_id))

    @strawberry.field(description="The figures that speak for it.")
    def evidence(self) -> LifecycleEvidence:
        return LifecycleEvidence(**self.row.evidence)  # type: ignore[arg-type]  # as `Figures` has them


@strawberry.type(description="What is left of a declining product shall be sold.")
class ClearanceReminder(Backed[models.ClearanceReminder]):
    """A reminder."""

    raised_at: datetime = column("Since when it declines.")

    @strawberry.field(description="What can be done, the mildest first.")
    def actions(self) -> list[ClearanceAction]:
        return [ClearanceAction(action) for action in self.row.actions]


@strawberry.type(description="Something to do before a launch.")
class LaunchTask:
    """A task."""

    title: str = strawberry.field(description="What, in words.")
    is_done: bool = strawberry.field(description="Whether it is done.")


@strawberry.type(description="How a product is to be launched.")
class LaunchPlan(Backed[models.LaunchPlan]):
    """A plan."""

    launch_at: datetime = column("When it begins.")
    target_units: int = column("Units that are hoped to be sold in the first 28 days.")
    note: str = column("Whatever else there is to say.")
    updated_at: datetime = column("When the plan was last changed.")

    @strawberry.field(description="What is to be done until then, in order.")
    def tasks(self) -> list[LaunchTask]:
        return [
            LaunchTask(title=str(task["title"]), is_done=bool(task["is_done"]))
            for task in self.row.tasks
        ]


@where_input("Which proposals. All conditions must hold.")
class LifecycleSuggestionWhere:
    """Conditions on proposals."""

    id: IDFilter | None = conditions("The id.")
    product: IDFilter | None = conditions("About what.")
    status: EnumFilter[SuggestionStatus] | None = conditions("What became of it.")
    action: EnumFilter[LifecycleAction] | None = conditions("What is proposed.")
    created_at: DateTimeFilter | None = conditions("When it was made.")


KINDS = {"id": "LifecycleSuggestion", "product": "Product"}


@strawberry.type(description="Reading where products stand in their lives.")
class LifecycleQueries:
    """Proposals. They need catalog:read; empty without it."""

    @strawberry.field(
        description="Proposals to move products to other stages of their lives, newest first."
        " Empty without catalog:read."
    )
    async def lifecycle_suggestions(
        self,
        info: Info,
        where: Annotated[
            LifecycleSuggestionWhere | None, strawberry.argument(description="Which.")
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[LifecycleSuggestion]:
        ctx, part = info.context.domain, window(first, after, last, before)
        which = read(ctx, where, KINDS)
        page = await queries.suggestions_page(ctx, part, condition=which)
        return connect(
            page, LifecycleSuggestion.of, lambda: queries.count_suggestions(ctx, condition=which)
        )


@strawberry.input(description="A product to move to another stage.")
class ProductLifecycleSetInput:
    """Which, and how."""

    id: strawberry.ID = strawberry.field(description="Which product.")
    action: LifecycleAction = strawberry.field(description="What happens to it.")
    expected_version: int | None = expected_version()


@strawberry.input(description="Something to do before a launch.")
class LaunchTaskInput:
    """A task."""

    title: str = strawberry.field(description="What, in words.")
    is_done: bool = optional("Whether it is done.", default=False)


@strawberry.input(description="How a product is to be launched, in place of what was planned.")
class ProductPlanLaunchInput:
    """A plan."""

    id: strawberry.ID = strawberry.field(description="Which product.")
    launch_at: datetime = strawberry.field(description="When it begins.")
    target_units: int = strawberry.field(
        description="Units that are hoped to be sold in the first 28 days."
    )
    tasks: list[LaunchTaskInput] | None = optional("What is to be done until then; at most 50.")
    note: str = optional("Whatever else there is to say.", default="")
    expected_version: int | None = expected_version()


@strawberry.input(description="A proposal to do.")
class LifecycleSuggestionAcceptInput:
    """Which."""

    id: strawberry.ID = strawberry.field(description="Which proposal.")
    expected_version: int | None = expected_version()


@strawberry.input(description="A proposal to leave.")
class LifecycleSuggestionDismissInput:
    """Which."""

    id: strawberry.ID = strawberry.field(description="Which proposal.")
    expected_version: int | None = expected_version()


@strawberry.type(description="The proposal as it is now.")
class SuggestionPayload(Payload):
    """What came of it."""

    suggestion: LifecycleSuggestion | None = changed("The proposal.")


@strawberry.type(description="Moving products through their lives.")
class LifecycleMutations:
    """Stages, proposals, launch plans."""

    @mutation(
        "Move a product to another stage of its life. Entering the decline reminds of clearing;"
        " what is discontinued leaves every shelf. Needs catalog:write."
    )
    async def product_lifecycle_set(
        self, info: Info, input: Input[ProductLifecycleSetInput]
    ) -> ProductPayload:
        ctx, key = info.context.domain, key_of("Product", input.id)
        product = await move_lifecycle(
            ctx, key, input.action, expected_version=input.expected_version
        )
        return ProductPayload(product=Product.of(product))

    @mutation("Set how a product is to be launched. Needs catalog:write.")
    async def product_plan_launch(
        self, info: Info, input: Input[ProductPlanLaunchInput]
    ) -> ProductPayload:
        product = await plan_launch.plan_launch(
            info.context.domain,
            key_of("Product", input.id),
            launch_at=input.launch_at,
            target_units=input.target_units,
            tasks=[plan_launch.LaunchTask(task.title, task.is_done) for task in input.tasks or []],
            note=input.note,
            expected_version=input.expected_version,
        )
        return ProductPayload(product=Product.of(product))

    @mutation("Do what is proposed. Needs catalog:write.")
    async def lifecycle_suggestion_accept(
        self, info: Info, input: Input[LifecycleSuggestionAcceptInput]
    ) -> SuggestionPayload:
        ctx, key = info.context.domain, key_of("LifecycleSuggestion", input.id)
        suggestion = await accept_suggestion(ctx, key, expected_version=input.expected_version)
        return SuggestionPayload(suggestion=LifecycleSuggestion.of(suggestion))

    @mutation(
        "Leave a product where it is; the same is not proposed for four weeks. Needs catalog:write."
    )
    async def lifecycle_suggestion_dismiss(
        self, info: Info, input: Input[LifecycleSuggestionDismissInput]
    ) -> SuggestionPayload:
        ctx, key = info.context.domain, key_of("LifecycleSuggestion", input.id)
        suggestion = await dismiss_suggestion(ctx, key, expected_version=input.expected_version)
        return SuggestionPayload(suggestion=LifecycleSuggestion.of(suggestion))
