"""Creating a dimension: one more way to sort goods."""

from collections.abc import Sequence
from dataclasses import dataclass

from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from domain.catalog.dimensions.events import DimensionCreated
from domain.catalog.dimensions.models import Dimension, DimensionValue
from domain.catalog.naming import Name, code_of, names_of
from domain.identity.scopes import Scope
from domain.shared import inputs
from domain.shared.context import Context
from domain.shared.errors import AlreadyTaken
from domain.shared.outbox import append


@dataclass(frozen=True, slots=True)
class NewValue:
    """A place on a dimension."""

    code: str
    name: str
    translations: Sequence[Name] = ()


async def create_dimension(
    ctx: Context,
    *,
    code: str,
    name: str,
    values: Sequence[NewValue] = (),
    translations: Sequence[Name] = (),
) -> Dimension:
    """Add a dimension, and the values it begins with.

    Raises:
        NotPermitted: the actor may not change the catalog.
        InvalidInput: a text is empty or too long, a value twice, or a language twice or unknown.
        AlreadyTaken: another dimension has this code.
    """
    ctx.require(Scope.CATALOG_WRITE)
    dimension = Dimension(
        version=1,
        code=code_of(code, "code"),
        name=inputs.text(name, "name"),
        names=names_of(translations, "translations"),
        created_at=ctx.now,
        updated_at=ctx.now,
    )
    rows = [
        value_row(dimension, value, place, "values", str(place))
        for place, value in enumerate(inputs.items(values, "values"))
    ]
    inputs.distinct([row.code for row in rows], "values")
    try:
        async with in_transaction():
            await dimension.save(force_create=True)
            await DimensionValue.bulk_create(rows)
            await append(ctx, DimensionCreated(aggregate_id=dimension.id, version=1))
            return dimension
    except IntegrityError:
        raise AlreadyTaken(f"There is a dimension {code} already.", "code") from None


def value_row(dimension: Dimension, value: NewValue, position: int, *path: str) -> DimensionValue:
    """A value as it is kept.

    Raises:
        InvalidInput: a text is empty or too long, a language twice or unknown.
    """
    return DimensionValue(
        dimension_id=dimension.id,
        code=code_of(value.code, *path, "code"),
        name=inputs.text(value.name, *path, "name"),
        names=names_of(value.translations, *path, "translations"),
        position=position,
    )
