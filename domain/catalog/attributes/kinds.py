"""What attributes can hold, and whose they are."""

from enum import StrEnum


class AttributeKind(StrEnum):
    """What the values of an attribute are. It never changes."""

    TEXT = "text"
    NUMBER = "number"
    CHOICE = "choice"
    BOOLEAN = "boolean"
    DATE = "date"
    REFERENCE = "reference"


class ReferenceKind(StrEnum):
    """What the values of a reference name."""

    PRODUCT = "product"
    CATEGORY = "category"
    BRAND = "brand"


class AttributeLevel(StrEnum):
    """Whose an attribute is in a type of products. The choices of options make the variants."""

    PRODUCT = "product"
    VARIANT = "variant"
    OPTION = "option"


# Where a value of a kind is kept, of all columns of which exactly one is filled.
COLUMNS = {
    AttributeKind.TEXT: "value_text",
    AttributeKind.NUMBER: "value_number",
    AttributeKind.BOOLEAN: "value_boolean",
    AttributeKind.DATE: "value_date",
    AttributeKind.CHOICE: "choice_id",
    AttributeKind.REFERENCE: "reference_id",
}
