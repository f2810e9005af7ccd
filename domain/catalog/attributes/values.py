"""A value as it is given, and as it is kept: validated by the kind of its attribute."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, fields
from decimal import Context as Arithmetic
from decimal import Decimal
from uuid import UUID

from domain.catalog.attributes.kinds import COLUMNS, AttributeKind
from domain.shared import inputs
from domain.shared.errors import InvalidInput, NotFound

VALUE_LENGTH_MAX = 2_000  # characters
WHOLE_DIGITS_MAX = 14  # before the point
DECIMAL_DIGITS_MAX = 6  # behind it
EXACT = Arithmetic(prec=100)  # digits; more than the wire lets in


@dataclass(frozen=True, slots=True)
class Content:
    """What somebody says an attribute is: one of these."""

    text: str | None = None
    number: Decimal | None = None
    boolean: bool | None = None
    date: dt.date | None = None
    choice_id: UUID | None = None
    reference_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """An attribute and what it shall be; None takes the value away."""

    attribute_id: UUID
    content: Content | None


GIVEN_AS = {
    AttributeKind.TEXT: "text",
    AttributeKind.NUMBER: "number",
    AttributeKind.BOOLEAN: "boolean",
    AttributeKind.DATE: "date",
    AttributeKind.CHOICE: "choice_id",
    AttributeKind.REFERENCE: "reference_id",
}
ON_THE_WIRE = {"choice_id": "choiceId", "reference_id": "referenceId"}


def kept(
    kind: AttributeKind, content: Content, choices: Collection[UUID], *path: str
) -> tuple[str, object]:
    """The column that a value goes into, and what goes there. `choices` are the attribute's own;
    whether what a reference names is there, only the database knows.

    Raises:
        InvalidInput: not of the attribute's kind, or beyond what is kept of it.
        NotFound: no such choice of this attribute.
    """
    given = [each.name for each in fields(content) if getattr(content, each.name) is not None]
    wanted = GIVEN_AS[kind]
    if given != [wanted]:
        raise InvalidInput(f"This attribute takes a value of another kind: {kind}.", *path)
    value = getattr(content, wanted)
    here = (*path, ON_THE_WIRE.get(wanted, wanted))
    if kind is AttributeKind.TEXT:
        value = inputs.text(value, *here, longest=VALUE_LENGTH_MAX)
    elif kind is AttributeKind.NUMBER:
        value = _number(value, *here)
    elif kind is AttributeKind.CHOICE and value not in choices:
        raise not_found("attribute choice", value, *here)
    return COLUMNS[kind], value


def not_found(kind: str, key: UUID, *path: str) -> NotFound:
    """The refusal of something that a path of the input names."""
    refusal = NotFound(kind, key)
    refusal.facts["field"] = list(path)
    return refusal


def _number(value: Decimal, *path: str) -> Decimal:
    if value.adjusted() >= WHOLE_DIGITS_MAX:
        raise InvalidInput(f"A number has at most {WHOLE_DIGITS_MAX} digits.", *path)
    plain = value.normalize(EXACT) if value.adjusted() >= -DECIMAL_DIGITS_MAX else value
    exponent = plain.as_tuple().exponent
    if value and (not isinstance(exponent, int) or -exponent > DECIMAL_DIGITS_MAX):
        raise InvalidInput(f"A number has at most {DECIMAL_DIGITS_MAX} decimal digits.", *path)
    return plain
