"""What changes to attributes, types of products and values take, and what they answer."""

import datetime as dt
from decimal import Decimal
from uuid import UUID

import strawberry

from domain.catalog.attributes.create_attribute import NewChoice
from domain.catalog.attributes.create_type import TypeAttribute
from domain.catalog.attributes.generate_variants import Option
from domain.catalog.attributes.kinds import AttributeKind, AttributeLevel, ReferenceKind
from domain.catalog.attributes.values import Content, Given
from schema.catalog.attributes import Attribute, ProductType
from schema.catalog.naming import NameTranslationInput, names_in
from schema.shared.filters import NOBODYS
from schema.shared.ids import key_in, open_id
from schema.shared.mutations import Payload, changed, expected_version, omissible, optional

CODE = "The name for machines: 1 to 32 small letters, digits, dashes and underscores."
TRANSLATIONS = "All its names in other languages."


def key_or_nobodys(kind: str, value: str) -> UUID:
    """The key inside an id of this kind; of any other text one that nothing has, so that the
    domain says where in the input it stood."""
    return key_in(kind, value) or NOBODYS


@strawberry.input(description="A value that an attribute of choices can have.")
class AttributeChoiceInput:
    """A choice."""

    code: str = strawberry.field(description=CODE)
    name: str = strawberry.field(description="The name, up to 200 characters.")
    translations: list[NameTranslationInput] | None = optional(TRANSLATIONS)

    def read(self) -> NewChoice:
        """As the domain takes it."""
        return NewChoice(self.code, self.name, names_in(self.translations))


@strawberry.input(description="Something that can be said of goods.")
class AttributeCreateInput:
    """A new attribute."""

    code: str = strawberry.field(description=CODE)
    name: str = strawberry.field(description="The name, up to 200 characters.")
    kind: AttributeKind = strawberry.field(description="What its values are. It never changes.")
    unit: str | None = optional("What its numbers count, such as g.")
    reference_kind: ReferenceKind | None = optional("What its values name, if it is a reference.")
    choices: list[AttributeChoiceInput] | None = optional("What it can be, if it has choices.")
    translations: list[NameTranslationInput] | None = optional(TRANSLATIONS)


@strawberry.input(description="What to change of an attribute; what is left out stays.")
class AttributeUpdateInput:
    """A change."""

    id: strawberry.ID = strawberry.field(description="Which attribute.")
    name: str | None = optional("The new name.")
    unit: str | None = omissible("What its numbers count; null for nothing.")
    translations: list[NameTranslationInput] | None = optional(TRANSLATIONS)
    expected_version: int | None = expected_version()


@strawberry.input(description="An attribute that nothing has.")
class AttributeDeleteInput:
    """Which."""

    id: strawberry.ID = strawberry.field(description="Which attribute.")
    expected_version: int | None = expected_version()


@strawberry.input(description="A choice to add behind those that an attribute has.")
class AttributeChoiceAddInput:
    """A new choice."""

    attribute_id: strawberry.ID = strawberry.field(description="Which attribute.")
    code: str = strawberry.field(description=CODE)
    name: str = strawberry.field(description="The name, up to 200 characters.")
    translations: list[NameTranslationInput] | None = optional(TRANSLATIONS)
    expected_version: int | None = expected_version()


@strawberry.input(description="A choice that no goods have.")
class AttributeChoiceRemoveInput:
    """Which."""

    id: strawberry.ID = strawberry.field(description="Which choice.")
    expected_version: int | None = strawberry.field(
        description="Refuse if the attribute's version is not this one any more.", default=None
    )


@strawberry.type(description="The attribute as it is now, or as it was.")
class AttributePayload(Payload):
    """What came of it."""

    attribute: Attribute | None = changed("The attribute.")


@strawberry.input(description="An attribute that goods of a type have.")
class ProductTypeAttributeInput:
    """An attribute in its place."""

    attribute_id: strawberry.ID = strawberry.field(description="Which attribute.")
    level: AttributeLevel = strawberry.field(
        description="Whose it is.", default=AttributeLevel.PRODUCT
    )
    is_required: bool = optional("Whether a listing is incomplete without it.", default=False)

    def read(self) -> TypeAttribute:
        """As the domain takes it."""
        key = key_or_nobodys("Attribute", self.attribute_id)
        return TypeAttribute(key, self.level, self.is_required)


@strawberry.input(description="A kind of goods.")
class ProductTypeCreateInput:
    """A new type."""

    code: str = strawberry.field(description=CODE)
    name: str = strawberry.field(description="The name, up to 200 characters.")
    attributes: list[ProductTypeAttributeInput] | None = optional(
        "Which attributes its goods have, in order."
    )
    translations: list[NameTranslationInput] | None = optional(TRANSLATIONS)


@strawberry.input(description="What to change of a type of products; what is left out stays.")
class ProductTypeUpdateInput:
    """A change."""

    id: strawberry.ID = strawberry.field(description="Which type.")
    name: str | None = optional("The new name.")
    attributes: list[ProductTypeAttributeInput] | None = optional(
        "All attributes its goods have, in order, in place of those it has."
    )
    translations: list[NameTranslationInput] | None = optional(TRANSLATIONS)
    expected_version: int | None = expected_version()


@strawberry.type(description="The type of products as it is now.")
class ProductTypePayload(Payload):
    """What came of it."""

    product_type: ProductType | None = changed("The type of products.")


@strawberry.input(description="What kind of goods a product is.")
class ProductSetTypeInput:
    """A type."""

    id: strawberry.ID = strawberry.field(description="Which product.")
    product_type_id: strawberry.ID | None = optional("Which type; none for no type.")
    expected_version: int | None = expected_version()


@strawberry.input(one_of=True, description="What an attribute is: the field of its kind.")
class AttributeContentInput:
    """A value, one of these."""

    text: str | None = strawberry.field(
        description="Words, up to 2,000 characters.", default=strawberry.UNSET
    )
    number: Decimal | None = strawberry.field(
        description="A number with up to 14 digits before the point and 6 behind it.",
        default=strawberry.UNSET,
    )
    boolean: bool | None = strawberry.field(description="Yes or no.", default=strawberry.UNSET)
    date: dt.date | None = strawberry.field(description="A day.", default=strawberry.UNSET)
    choice_id: strawberry.ID | None = strawberry.field(
        description="One of the attribute's choices.", default=strawberry.UNSET
    )
    reference_id: strawberry.ID | None = strawberry.field(
        description="A product, a shelf or a brand, as the attribute has it.",
        default=strawberry.UNSET,
    )

    def read(self) -> Content:
        """As the domain takes it."""
        given = {name: value for name, value in vars(self).items() if value is not strawberry.UNSET}
        if "choice_id" in given:
            given["choice_id"] = key_or_nobodys("AttributeChoice", given["choice_id"])
        if "reference_id" in given:
            opened = open_id(given["reference_id"])
            is_one = opened is not None and opened[0] in {"Product", "Category", "Brand"}
            given["reference_id"] = opened[1] if opened is not None and is_one else NOBODYS
        return Content(**given)


@strawberry.input(description="An attribute and what it shall be.")
class AttributeValueInput:
    """A value."""

    attribute_id: strawberry.ID = strawberry.field(description="Which attribute.")
    value: AttributeContentInput | None = optional("What it is; null takes its value away.")

    def read(self) -> Given:
        """As the domain takes it."""
        key = key_or_nobodys("Attribute", self.attribute_id)
        return Given(key, None if self.value is None else self.value.read())


@strawberry.input(description="What some attributes of a product are; its others stay.")
class ProductSetAttributesInput:
    """Values."""

    id: strawberry.ID = strawberry.field(description="Which product.")
    values: list[AttributeValueInput] = strawberry.field(
        description="Attributes of its type, each once, at most 250."
    )
    expected_version: int | None = expected_version()


@strawberry.input(description="What some attributes of a variant are; its others stay.")
class VariantSetAttributesInput:
    """Values."""

    id: strawberry.ID = strawberry.field(description="Which variant.")
    values: list[AttributeValueInput] = strawberry.field(
        description="Attributes that its type has for variants, each once, at most 250."
    )
    expected_version: int | None = strawberry.field(
        description="Refuse if the product's version is not this one any more.", default=None
    )


@strawberry.input(description="An option and the choices in which a product comes.")
class VariantOptionInput:
    """An option."""

    attribute_id: strawberry.ID = strawberry.field(
        description="An attribute that is an option of the product's type."
    )
    choice_ids: list[strawberry.ID] = strawberry.field(description="Its choices, in order.")

    def read(self) -> Option:
        """As the domain takes it."""
        keys = [key_or_nobodys("AttributeChoice", value) for value in self.choice_ids]
        return Option(key_or_nobodys("Attribute", self.attribute_id), keys)


@strawberry.input(description="Variants to make of the combinations of options.")
class ProductGenerateVariantsInput:
    """Options."""

    id: strawberry.ID = strawberry.field(description="Which product.")
    options: list[VariantOptionInput] = strawberry.field(
        description="Every option of its type; at most 250 combinations."
    )
    sku_pattern: str = strawberry.field(
        description=(
            "What SKUs look like, such as TEE-{color}-{size}: the code of an option in braces"
            " stands for the code of its choice, in capital letters."
        )
    )
    expected_version: int | None = expected_version()
