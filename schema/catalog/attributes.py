"""Attributes, types of products and what goods have of them, as clients see them."""

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import strawberry

from domain.catalog import queries as catalog
from domain.catalog.attributes import models, queries
from domain.catalog.attributes.kinds import AttributeKind, AttributeLevel, ReferenceKind
from schema.catalog.naming import Named
from schema.shared.context import Info
from schema.shared.enums import describe
from schema.shared.fields import Backed, Node, column, row_key, show

if TYPE_CHECKING:
    from schema.catalog.types import Brand, Category, Product

describe(
    AttributeKind,
    "What the values of an attribute are.",
    TEXT="Words.",
    NUMBER="A number, perhaps with a unit.",
    CHOICE="One of the attribute's choices.",
    BOOLEAN="Yes or no.",
    DATE="A day.",
    REFERENCE="Another thing of the catalog.",
)
describe(
    ReferenceKind,
    "What a reference names.",
    PRODUCT="A product.",
    CATEGORY="A shelf.",
    BRAND="A brand.",
)
describe(
    AttributeLevel,
    "Whose an attribute is.",
    PRODUCT="The product's own.",
    VARIANT="Each variant's own.",
    OPTION="What tells the variants apart; only attributes of choices.",
)


@strawberry.type(description="One of the values that an attribute of choices can have.")
class AttributeChoice(Node, Named, Backed[models.AttributeChoice]):
    """A choice."""

    code: str = column("The name for machines, unique in its attribute.")


@strawberry.type(description="Something that is said of goods in a field of its own.")
class Attribute(Node, Named, Backed[models.Attribute]):
    """An attribute."""

    code: str = column("The name for machines, unique.")
    kind: AttributeKind = column("What its values are.")
    unit: str | None = column("What its numbers count, such as g.")
    reference_kind: ReferenceKind | None = column("What its values name, if it is a reference.")
    version: int = column("Raised by one with every change.")

    @strawberry.field(description="What it can be, in order; empty if it is none of choices.")
    async def choices(self, info: Info) -> list[AttributeChoice]:
        return AttributeChoice.each(
            await info.context.many(queries.choices_of_attributes, row_key(self))
        )


@strawberry.type(description="An attribute that products of a type have.")
class ProductTypeAttribute(Backed[models.ProductTypeAttribute]):
    """An attribute in its place."""

    level: AttributeLevel = column("Whose it is.")
    is_required: bool = column("Whether a listing is incomplete without it.")

    @strawberry.field(description="Which attribute.")
    async def attribute(self, info: Info) -> Attribute:
        row = await info.context.one(queries.attributes_by_ids, self.row.attribute_id)
        assert row is not None, "an attribute in use stays"
        return Attribute.of(row)


@strawberry.type(description="A kind of goods: which attributes they and their variants have.")
class ProductType(Node, Named, Backed[models.ProductType]):
    """A type of products."""

    code: str = column("The name for machines, unique.")
    version: int = column("Raised by one with every change.")

    @strawberry.field(description="Which attributes its goods have, in order.")
    async def attributes(self, info: Info) -> list[ProductTypeAttribute]:
        return ProductTypeAttribute.each(
            await info.context.many(queries.attributes_of_types, row_key(self))
        )


def plain(value: Decimal | None) -> Decimal | None:
    """A number without the zeros that a column adds behind the point."""
    return None if value is None else value.normalize() + 0


@strawberry.type(description="What an attribute is of a product or a variant: one of these.")
class AttributeValue(Backed[models.AttributeValue]):
    """A value."""

    @strawberry.field(description="Which attribute.")
    async def attribute(self, info: Info) -> Attribute:
        row = await info.context.one(queries.attributes_by_ids, self.row.attribute_id)
        assert row is not None, "an attribute in use stays"
        return Attribute.of(row)

    @strawberry.field(description="The words, if it is text.")
    def text(self) -> str | None:
        return self.row.value_text

    @strawberry.field(description="The number, in the attribute's unit if it has one.")
    def number(self) -> Decimal | None:
        return plain(self.row.value_number)

    @strawberry.field(description="Yes or no, if that is asked.")
    def boolean(self) -> bool | None:
        return self.row.value_boolean

    @strawberry.field(description="The day, if it is one.")
    def date(self) -> dt.date | None:
        return self.row.value_date

    @strawberry.field(description="Which choice, if the attribute has choices.")
    async def choice(self, info: Info) -> AttributeChoice | None:
        return AttributeChoice.maybe(
            await info.context.one(queries.choices_by_ids, self.row.choice_id)
        )

    @strawberry.field(description="The product it refers to, if to one that you may see.")
    async def product(
        self, info: Info
    ) -> Annotated["Product", strawberry.lazy("schema.catalog.types")] | None:
        key = self.row.reference_id
        return show("Product", await info.context.one(catalog.products_by_ids, key))  # type: ignore[no-any-return]  # by name

    @strawberry.field(description="The shelf it refers to, if to one.")
    async def category(
        self, info: Info
    ) -> Annotated["Category", strawberry.lazy("schema.catalog.types")] | None:
        key = self.row.reference_id
        return show("Category", await info.context.one(catalog.categories_by_ids, key))  # type: ignore[no-any-return]  # by name

    @strawberry.field(description="The brand it refers to, if to one.")
    async def brand(
        self, info: Info
    ) -> Annotated["Brand", strawberry.lazy("schema.catalog.types")] | None:
        key = self.row.reference_id
        return show("Brand", await info.context.one(catalog.brands_by_ids, key))  # type: ignore[no-any-return]  # by name
