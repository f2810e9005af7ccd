"""Creating an attribute: one more thing that can be said of goods."""

from collections.abc import Sequence
from dataclasses import dataclass

from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from domain.catalog.attributes.events import AttributeCreated
from domain.catalog.attributes.kinds import AttributeKind, ReferenceKind
from domain.catalog.attributes.models import Attribute, AttributeChoice
from domain.catalog.naming import Name, code_of, names_of
from domain.identity.scopes import Scope
from domain.shared import inputs
from domain.shared.context import Context
from domain.shared.errors import AlreadyTaken, InvalidInput
from domain.shared.outbox import append

UNIT_LENGTH_MAX = 16  # characters


@dataclass(frozen=True, slots=True)
class NewChoice:
    """A value that an attribute of choices can have."""

    code: str
    name: str
    translations: Sequence[Name] = ()


async def create_attribute(
    ctx: Context,
    *,
    code: str,
    name: str,
    kind: AttributeKind,
    unit: str | None = None,
    reference_kind: ReferenceKind | None = None,
    choices: Sequence[NewChoice] = (),
    translations: Sequence[Name] = (),
) -> Attribute:
    """Add an attribute, and the choices it begins with. Its code and its kind never change.

    Raises:
        NotPermitted: the actor may not change the catalog.
        InvalidInput: a text is empty or too long, a language twice or unknown, a unit of what is
            no number, choices of what is no choice, or a reference that does not say to what.
        AlreadyTaken: another attribute has this code.
    """
    ctx.require(Scope.CATALOG_WRITE)
    attribute = Attribute(
        version=1,
        code=code_of(code, "code"),
        name=inputs.text(name, "name"),
        names=names_of(translations, "translations"),
        kind=kind,
        unit=unit_of(unit, kind),
        reference_kind=_reference(reference_kind, kind),
        created_at=ctx.now,
        updated_at=ctx.now,
    )
    rows = _choices(attribute, choices)
    try:
        async with in_transaction():
            await attribute.save(force_create=True)
            await AttributeChoice.bulk_create(rows)
            await append(
                ctx, AttributeCreated(aggregate_id=attribute.id, version=1, kind=attribute.kind)
            )
            return attribute
    except IntegrityError:
        raise AlreadyTaken(f"There is an attribute {code} already.", "code") from None


def unit_of(unit: str | None, kind: AttributeKind) -> str | None:
    """The unit of an attribute of numbers, such as g; none of any other.

    Raises:
        InvalidInput: it is empty or too long, or the attribute is none of numbers.
    """
    if unit is None:
        return None
    unit = inputs.text(unit, "unit", longest=UNIT_LENGTH_MAX)
    if kind is not AttributeKind.NUMBER:
        raise InvalidInput("Only numbers have a unit.", "unit")
    return unit


def _reference(to: ReferenceKind | None, kind: AttributeKind) -> ReferenceKind | None:
    if (to is not None) != (kind is AttributeKind.REFERENCE):
        raise InvalidInput("A reference says to what, and nothing else does.", "referenceKind")
    return to


def _choices(attribute: Attribute, choices: Sequence[NewChoice]) -> list[AttributeChoice]:
    if choices and attribute.kind is not AttributeKind.CHOICE:
        raise InvalidInput("Only an attribute of choices has choices.", "choices")
    rows = [
        choice_row(attribute, choice, place, "choices", str(place))
        for place, choice in enumerate(inputs.items(choices, "choices"))
    ]
    inputs.distinct([row.code for row in rows], "choices")
    return rows


def choice_row(
    attribute: Attribute, choice: NewChoice, position: int, *path: str
) -> AttributeChoice:
    """A choice as it is kept.

    Raises:
        InvalidInput: a text is empty or too long, a language twice or unknown.
    """
    return AttributeChoice(
        attribute_id=attribute.id,
        code=code_of(choice.code, *path, "code"),
        name=inputs.text(choice.name, *path, "name"),
        names=names_of(choice.translations, *path, "translations"),
        position=position,
    )
