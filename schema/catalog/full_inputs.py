"""What changes to dimensions, collections, bundles and listings take, and what they answer."""

from decimal import Decimal

import strawberry

from domain.catalog.bundles.set_components import Component
from domain.catalog.collections.rules import RuleCondition, RuleField
from domain.catalog.dimensions.create_dimension import NewValue
from domain.catalog.listing.set_external_refs import Ref
from domain.catalog.listing.set_metadata import Item
from schema.catalog.attribute_inputs import CODE, TRANSLATIONS, key_or_nobodys
from schema.catalog.naming import NameTranslationInput, names_in
from schema.catalog.sorted import NAMED_BY, Collection, Dimension
from schema.shared.mutations import (
    KEY_DESCRIPTION,
    Payload,
    changed,
    expected_version,
    optional,
)
from schema.shared.scalars import CurrencyCode, LocaleCode


@strawberry.input(description="A place on a dimension.")
class DimensionValueInput:
    """A value."""

    code: str = strawberry.field(description=CODE)
    name: str = strawberry.field(description="The name, up to 200 characters.")
    translations: list[NameTranslationInput] | None = optional(TRANSLATIONS)

    def read(self) -> NewValue:
        """As the domain takes it."""
        return NewValue(self.code, self.name, names_in(self.translations))


@strawberry.input(description="A way to sort goods.")
class DimensionCreateInput:
    """A new dimension."""

    code: str = strawberry.field(description=CODE)
    name: str = strawberry.field(description="The name, up to 200 characters.")
    values: list[DimensionValueInput] | None = optional("Its values, in order.")
    translations: list[NameTranslationInput] | None = optional(TRANSLATIONS)


@strawberry.input(description="A value to add behind those that a dimension has.")
class DimensionValueAddInput:
    """A new value."""

    dimension_id: strawberry.ID = strawberry.field(description="Which dimension.")
    code: str = strawberry.field(description=CODE)
    name: str = strawberry.field(description="The name, up to 200 characters.")
    translations: list[NameTranslationInput] | None = optional(TRANSLATIONS)
    expected_version: int | None = expected_version()


@strawberry.type(description="The dimension as it is now.")
class DimensionPayload(Payload):
    """What came of it."""

    dimension: Dimension | None = changed("The dimension.")


@strawberry.input(description="Where a product stands on all dimensions.")
class ProductSetDimensionsInput:
    """Values."""

    id: strawberry.ID = strawberry.field(description="Which product.")
    value_ids: list[strawberry.ID] = strawberry.field(
        description="All its values, in place of those it has; at most 250."
    )
    expected_version: int | None = expected_version()


@strawberry.input(description="A collection to add, empty.")
class CollectionCreateInput:
    """A new collection."""

    name: str = strawberry.field(description="The name, up to 200 characters.")
    description: str = optional("What it is about.", default="")
    translations: list[NameTranslationInput] | None = optional(TRANSLATIONS)
    idempotency_key: str | None = optional(KEY_DESCRIPTION)


@strawberry.input(description="What to change of a collection; what is left out stays.")
class CollectionUpdateInput:
    """A change."""

    id: strawberry.ID = strawberry.field(description="Which collection.")
    name: str | None = optional("The new name.")
    description: str | None = optional("The new description.")
    translations: list[NameTranslationInput] | None = optional(TRANSLATIONS)
    expected_version: int | None = expected_version()


@strawberry.input(
    description=(
        "A condition on products: CATEGORY, BRAND, CHOICE and DIMENSION have ids, TAG has tags,"
        " NUMBER has ids of attributes and bounds, PRICE a currency and bounds."
    )
)
class CollectionConditionInput:
    """One row of a rule."""

    field: RuleField = strawberry.field(description="What of a product it looks at.")
    ids: list[strawberry.ID] | None = optional("One of these, at most 250.")
    tags: list[str] | None = optional("One of these words.")
    low: Decimal | None = optional("This or more.")
    high: Decimal | None = optional("This or less.")
    currency: CurrencyCode | None = optional("The currency, of a price.")

    def read(self) -> RuleCondition:
        """As the domain takes it."""
        kind = NAMED_BY.get(self.field, "")
        return RuleCondition(
            field=self.field,
            ids=tuple(key_or_nobodys(kind, value) for value in self.ids or []),
            tags=tuple(self.tags or []),
            low=self.low,
            high=self.high,
            currency=self.currency,
        )


@strawberry.input(description="The rule by which a collection is filled.")
class CollectionSetRuleInput:
    """A rule."""

    id: strawberry.ID = strawberry.field(description="Which collection.")
    rule: list[CollectionConditionInput] | None = optional(
        "Conditions that all must hold, 1 to 20; none to name its products one by one."
    )
    expected_version: int | None = expected_version()


@strawberry.input(description="Products to put into a collection.")
class CollectionAddProductsInput:
    """Products."""

    id: strawberry.ID = strawberry.field(description="Which collection.")
    product_ids: list[strawberry.ID] = strawberry.field(description="Which, at most 250.")
    expected_version: int | None = expected_version()


@strawberry.input(description="Products to take out of a collection.")
class CollectionRemoveProductsInput:
    """Products."""

    id: strawberry.ID = strawberry.field(description="Which collection.")
    product_ids: list[strawberry.ID] = strawberry.field(description="Which, at most 250.")
    expected_version: int | None = expected_version()


@strawberry.type(description="The collection as it is now.")
class CollectionPayload(Payload):
    """What came of it."""

    collection: Collection | None = changed("The collection.")


@strawberry.input(description="So many units of a variant.")
class BundleComponentInput:
    """A component."""

    variant_id: strawberry.ID = strawberry.field(description="Which variant.")
    quantity: int = optional("How many units, 1 to 10,000.", default=1)

    def read(self) -> Component:
        """As the domain takes it."""
        return Component(key_or_nobodys("ProductVariant", self.variant_id), self.quantity)


@strawberry.input(description="What one unit of a variant is made of.")
class BundleSetComponentsInput:
    """Components."""

    variant_id: strawberry.ID = strawberry.field(description="Which variant is the bundle.")
    components: list[BundleComponentInput] = strawberry.field(
        description="All of it, in order, at most 50; none if it shall be no bundle."
    )
    expected_version: int | None = strawberry.field(
        description="Refuse if the product's version is not this one any more.", default=None
    )


@strawberry.input(description="What search engines show of a product in one language.")
class ProductSetSeoInput:
    """Title and description."""

    id: strawberry.ID = strawberry.field(description="Which product.")
    locale: LocaleCode = strawberry.field(description="The language.")
    title: str = optional("The title, up to 200 characters.", default="")
    description: str = optional("The description, up to 500 characters.", default="")
    expected_version: int | None = expected_version()


@strawberry.input(description="A word under a key.")
class MetadataItemInput:
    """Key and value."""

    key: str = strawberry.field(description="The key, up to 64 characters.")
    value: str | None = optional("The word, up to 2,000 characters; null takes it away.")

    def read(self) -> Item:
        """As the domain takes it."""
        return Item(self.key, self.value)


@strawberry.input(description="What another system keeps on a product; its other words stay.")
class ProductSetMetadataInput:
    """Words."""

    id: strawberry.ID = strawberry.field(description="Which product.")
    items: list[MetadataItemInput] = strawberry.field(description="Keys and words.")
    is_private: bool = optional("Whether only staff shall read them.", default=False)
    expected_version: int | None = expected_version()


@strawberry.input(description="What another system calls a product.")
class ExternalRefInput:
    """A name elsewhere."""

    system: str = strawberry.field(description="Which system, up to 32 characters.")
    external_id: str = strawberry.field(description="What that calls it, up to 64 characters.")

    def read(self) -> Ref:
        """As the domain takes it."""
        return Ref(self.system, self.external_id)


@strawberry.input(description="What other systems call a product.")
class ProductSetExternalRefsInput:
    """Names elsewhere."""

    id: strawberry.ID = strawberry.field(description="Which product.")
    refs: list[ExternalRefInput] = strawberry.field(
        description="All of them, each system once, in place of those given here before."
    )
    expected_version: int | None = expected_version()
