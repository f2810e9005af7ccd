"""Planning a launch: when a product begins, what is hoped for, what is to be done by then."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.catalog.lifecycle.events import LaunchPlanned
from domain.catalog.lifecycle.models import LaunchPlan
from domain.catalog.models import Product
from domain.catalog.queries import lock_product
from domain.identity.scopes import Scope
from domain.shared import inputs
from domain.shared.context import Context
from domain.shared.outbox import append
from domain.shared.states import expect_version, raise_version

TASKS_MAX = 50  # of one launch
NOTE_LENGTH_MAX = 2_000  # characters


@dataclass(frozen=True, slots=True)
class LaunchTask:
    """Something to do, in words, and whether it is done."""

    title: str
    is_done: bool = False


async def plan_launch(
    ctx: Context,
    product_id: UUID,
    *,
    launch_at: datetime,
    target_units: int,
    tasks: Sequence[LaunchTask] = (),
    note: str = "",
    expected_version: int | None = None,
) -> Product:
    """Set the launch plan of a product, in place of the one it had.

    Setting the same again changes nothing and tells nobody.

    Raises:
        NotPermitted: the actor may not change the catalog.
        InvalidInput: a text is empty or too long, too many tasks, units below zero, or a time
            that is more than ten years away.
        NotFound: no such product.
        VersionConflict: the product changed since `expected_version`.
    """
    ctx.require(Scope.CATALOG_WRITE)
    plan = {
        "launch_at": inputs.within_years(launch_at, ctx.now, "launchAt"),
        "target_units": inputs.count(target_units, "targetUnits", lowest=0),
        "tasks": [
            asdict(LaunchTask(inputs.text(task.title, "tasks", str(place), "title"), task.is_done))
            for place, task in enumerate(inputs.items(tasks, "tasks", most=TASKS_MAX))
        ],
        "note": inputs.text(note, "note", longest=NOTE_LENGTH_MAX, required=False),
    }
    async with in_transaction():
        product = await lock_product(ctx, product_id)
        expect_version(product, "product", expected_version)
        known = await LaunchPlan.get_or_none(product_id=product.id)
        if known and all(getattr(known, name) == value for name, value in plan.items()):
            return product
        row = known or LaunchPlan(product_id=product.id)
        row.update_from_dict({**plan, "updated_at": ctx.now})
        await row.save()
        await raise_version(product, "product", at=ctx.now)
        await append(
            ctx,
            LaunchPlanned(
                aggregate_id=product.id,
                version=product.version,
                target_units=row.target_units,
                tasks=len(row.tasks),
                tasks_done=sum(bool(task["is_done"]) for task in row.tasks),
            ),
        )
        return product
