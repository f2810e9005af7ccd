"""Attributes, types, dimensions and collections for tests, as rows; the verbs have their own."""

from datetime import datetime

from domain.catalog.attributes.kinds import AttributeKind, AttributeLevel, ReferenceKind
from domain.catalog.attributes.models import (
    Attribute,
    AttributeChoice,
    AttributeValue,
    ProductType,
    ProductTypeAttribute,
)
from domain.catalog.collections.models import Collection, CollectionProduct
from domain.catalog.collections.rules import RuleCondition, written
from domain.catalog.dimensions.models import Dimension, DimensionValue, ProductDimensionValue
from domain.catalog.models import Product
from domain.shared.ids import new_id


class FullCatalogWorld:
    """How goods are described and sorted."""

    now: datetime

    async def attribute(
        self,
        kind: AttributeKind = AttributeKind.TEXT,
        *,
        code: str | None = None,
        choices: tuple[str, ...] = (),
        refers_to: ReferenceKind | None = None,
        unit: str | None = None,
    ) -> Attribute:
        """An attribute, with choices of these codes."""
        code = code or f"a-{new_id().hex[-8:]}"
        attribute = await Attribute.create(
            code=code,
            name=code.title(),
            kind=kind,
            unit=unit,
            reference_kind=refers_to,
            created_at=self.now,
            updated_at=self.now,
        )
        for place, choice in enumerate(choices):
            await AttributeChoice.create(
                attribute=attribute, code=choice, name=choice.title(), position=place
            )
        return attribute

    async def choice(self, attribute: Attribute, code: str) -> AttributeChoice:
        """The attribute's choice of this code."""
        return await AttributeChoice.get(attribute_id=attribute.id, code=code)

    async def product_type(
        self, *attributes: tuple[Attribute, AttributeLevel], required: bool = False
    ) -> ProductType:
        """A type of products that has these attributes."""
        code = f"t-{new_id().hex[-8:]}"
        kind = await ProductType.create(
            code=code, name=code.title(), created_at=self.now, updated_at=self.now
        )
        for place, (attribute, level) in enumerate(attributes):
            await ProductTypeAttribute.create(
                product_type=kind,
                attribute=attribute,
                level=level,
                is_required=required,
                position=place,
            )
        return kind

    async def typed(self, product: Product, *attributes: Attribute) -> ProductType:
        """Let a product be of a new type that has these attributes for products."""
        kind = await self.product_type(*((each, AttributeLevel.PRODUCT) for each in attributes))
        product.product_type_id = kind.id
        await product.save(update_fields=["product_type_id"])
        return kind

    async def value(self, product: Product, attribute: Attribute, **column: object) -> None:
        """What an attribute of a product is."""
        await AttributeValue.create(product=product, attribute=attribute, **column)

    async def dimension(self, *values: str, code: str | None = None) -> Dimension:
        """A dimension with values of these codes."""
        code = code or f"d-{new_id().hex[-8:]}"
        dimension = await Dimension.create(
            code=code, name=code.title(), created_at=self.now, updated_at=self.now
        )
        for place, value in enumerate(values):
            await DimensionValue.create(
                dimension=dimension, code=value, name=value.title(), position=place
            )
        return dimension

    async def dimension_value(self, dimension: Dimension, code: str) -> DimensionValue:
        """The dimension's value of this code."""
        return await DimensionValue.get(dimension_id=dimension.id, code=code)

    async def placed(self, product: Product, value: DimensionValue) -> None:
        """Let a product have a value of a dimension."""
        await ProductDimensionValue.create(
            product=product, value=value, dimension_id=value.dimension_id
        )

    async def collection(
        self, *products: Product, rule: list[RuleCondition] | None = None
    ) -> Collection:
        """A collection of these products, or of those that a rule selects."""
        collection = await Collection.create(
            slug=f"l-{new_id().hex}",
            name="For the summer",
            rule=written(rule) if rule is not None else None,
            created_at=self.now,
            updated_at=self.now,
        )
        for product in products:
            await CollectionProduct.create(collection=collection, product=product)
        return collection
