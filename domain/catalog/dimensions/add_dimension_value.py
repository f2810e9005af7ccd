"""Adding a value to a dimension."""

from uuid import UUID

from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from domain.catalog.dimensions.create_dimension import NewValue, value_row
from domain.catalog.dimensions.events import DimensionUpdated
from domain.catalog.dimensions.models import Dimension, DimensionValue
from domain.catalog.dimensions.queries import lock_dimension
from domain.identity.scopes import Scope
from domain.shared.context import Context
from domain.shared.errors import AlreadyTaken, InvalidInput
from domain.shared.outbox import append
from domain.shared.states import expect_version, raise_version

VALUES_MAX = 1_000  # of one dimension


async def add_dimension_value(
    ctx: Context, dimension_id: UUID, value: NewValue, *, expected_version: int | None = None
) -> Dimension:
    """Add a value behind those there are.

    Raises:
        NotPermitted: the actor may not change the catalog.
        InvalidInput: a text is empty or too long, or the dimension has a thousand values.
        NotFound: no such dimension.
        VersionConflict: it changed since `expected_version`.
        AlreadyTaken: another value of it has this code.
    """
    ctx.require(Scope.CATALOG_WRITE)
    try:
        async with in_transaction():
            dimension = await lock_dimension(ctx, dimension_id)
            expect_version(dimension, "dimension", expected_version)
            count = await DimensionValue.filter(dimension_id=dimension.id).count()
            if count >= VALUES_MAX:
                raise InvalidInput(f"A dimension has at most {VALUES_MAX} values.", "dimensionId")
            await value_row(dimension, value, count).save(force_create=True)
            await raise_version(dimension, "dimension", at=ctx.now)
            await append(
                ctx,
                DimensionUpdated(
                    aggregate_id=dimension.id, version=dimension.version, changed=["values"]
                ),
            )
            return dimension
    except IntegrityError:
        raise AlreadyTaken(f"There is a value {value.code} already.", "code") from None
