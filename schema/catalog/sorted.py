"""Dimensions, collections and bundles, as clients see them."""

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from domain.catalog import queries as catalog
from domain.catalog.bundles import models as bundle_models
from domain.catalog.collections import models as collection_models
from domain.catalog.collections.rules import RuleCondition, RuleField, read
from domain.catalog.dimensions import models as dimension_models
from domain.catalog.dimensions import queries as dimensions
from domain.identity.scopes import Scope
from schema.catalog.naming import Named
from schema.engine.values import loaded
from schema.shared.context import GraphContext, Info
from schema.shared.enums import describe
from schema.shared.fields import Backed, Node, column, row_key, show
from schema.shared.ids import global_id
from schema.shared.scalars import CurrencyCode

if TYPE_CHECKING:
    from schema.catalog.types import ProductVariant

describe(
    RuleField,
    "What of a product a condition of a rule looks at.",
    CATEGORY="The shelf it stands on, or any that this one is inside of.",
    BRAND="Who makes it.",
    TAG="The words it can be found by.",
    CHOICE="A choice that it or one of its variants is.",
    NUMBER="A number that an attribute of it or of one of its variants is.",
    DIMENSION="Where it stands on a dimension.",
    PRICE="What one of its variants costs.",
)


@strawberry.type(description="A way to sort goods beside the shelves, such as by season.")
class Dimension(Node, Named, Backed[dimension_models.Dimension]):
    """A dimension."""

    code: str = column("The name for machines, unique.")
    version: int = column("Raised by one with every change.")

    @strawberry.field(description="Its values, in order.")
    async def values(self, info: Info) -> list["DimensionValue"]:
        return DimensionValue.each(
            await info.context.many(dimensions.values_of_dimensions, row_key(self))
        )


@strawberry.type(description="A place on a dimension, such as summer.")
class DimensionValue(Node, Named, Backed[dimension_models.DimensionValue]):
    """A value."""

    code: str = column("The name for machines, unique on its dimension.")

    @strawberry.field(description="Which dimension.")
    async def dimension(self, info: Info) -> Dimension:
        row = await info.context.one(dimensions.dimensions_by_ids, self.row.dimension_id)
        assert row is not None, "a dimension with values stays"
        return Dimension.of(row)


# What the ids of a condition are ids of.
NAMED_BY = {
    RuleField.CATEGORY: "Category",
    RuleField.BRAND: "Brand",
    RuleField.CHOICE: "AttributeChoice",
    RuleField.NUMBER: "Attribute",
    RuleField.DIMENSION: "DimensionValue",
}


@strawberry.type(description="A condition of a rule; a product needs one of the things named.")
class CollectionCondition:
    """One row of a rule."""

    field: RuleField = strawberry.field(description="What of a product it looks at.")
    ids: list[strawberry.ID] = strawberry.field(description="One of these.")
    tags: list[str] = strawberry.field(description="One of these words.")
    low: Decimal | None = strawberry.field(description="This or more.")
    high: Decimal | None = strawberry.field(description="This or less.")
    currency: CurrencyCode | None = strawberry.field(description="The currency, of a price.")

    @classmethod
    def of(cls, condition: RuleCondition) -> "CollectionCondition":
        """A condition as the wire has it."""
        kind = NAMED_BY.get(condition.field, "")
        return cls(
            field=condition.field,
            ids=[global_id(kind, key) for key in condition.ids],
            tags=list(condition.tags),
            low=condition.low,
            high=condition.high,
            currency=CurrencyCode(condition.currency) if condition.currency else None,
        )


def rule_of(context: GraphContext, rule: Any) -> list[CollectionCondition] | None:
    """A collection's rule, for who may see all products."""
    found = loaded(rule)
    if found is None or not context.domain.allows(Scope.CATALOG_READ):
        return None
    return [CollectionCondition.of(condition) for condition in read(found)]


@strawberry.type(description="Goods shown together. List them as products(where: {collection: …}).")
class Collection(Node, Named, Backed[collection_models.Collection]):
    """A collection."""

    slug: str = column("The name in addresses, unique.")
    description: str = column("What it is about.")
    version: int = column("Raised by one with every change.")

    @strawberry.field(description="Whether a rule says what is in it.")
    def is_by_rule(self) -> bool:
        return self.row.rule is not None

    @strawberry.field(
        description=(
            "The conditions that must all hold; none if its products were named one by one."
            " Needs catalog:read; null without it."
        )
    )
    def rule(self, info: Info) -> list[CollectionCondition] | None:
        return rule_of(info.context, self.row.rule)


@strawberry.type(description="So many units of a variant in one unit of a bundle.")
class BundleComponent(Backed[bundle_models.BundleComponent]):
    """A component."""

    quantity: int = column("How many units.")

    @strawberry.field(description="Of which variant; none if you may not see it.")
    async def variant(
        self, info: Info
    ) -> Annotated["ProductVariant", strawberry.lazy("schema.catalog.types")] | None:
        key = self.row.variant_id
        return show("ProductVariant", await info.context.one(catalog.variants_by_ids, key))  # type: ignore[no-any-return]  # by name
