"""Rules of collections: data that say what is in them, and what they mean as a condition.

A rule is a list of conditions that all must hold. Each is one row: what of a product it looks at,
and with what it compares. Things are named by their ids; one that is gone matches nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from tortoise.expressions import Q, Subquery
from tortoise.models import Model

from domain.catalog.attributes.models import Attribute, AttributeChoice, AttributeValue
from domain.catalog.attributes.values import not_found
from domain.catalog.dimensions.models import DimensionValue, ProductDimensionValue
from domain.catalog.models import Brand, Category, ProductTag, VariantPrice
from domain.shared import inputs
from domain.shared.errors import InvalidInput
from domain.shared.money import MINOR_DIGITS, Money, WrongCurrency

CONDITIONS_MAX = 20  # of one rule


class RuleField(StrEnum):
    """What of a product a condition looks at."""

    CATEGORY = "category"
    BRAND = "brand"
    TAG = "tag"
    CHOICE = "choice"
    NUMBER = "number"
    DIMENSION = "dimension"
    PRICE = "price"


@dataclass(frozen=True, slots=True)
class RuleCondition:
    """One condition. `ids` are of categories (and what is inside them), brands, choices, values of
    dimensions, or of the attributes whose numbers are compared; a product needs one of them.
    Bounds are included, and one may be open."""

    field: RuleField
    ids: tuple[UUID, ...] = ()
    tags: tuple[str, ...] = ()
    low: Decimal | None = None
    high: Decimal | None = None
    currency: str | None = None


# What a condition of each field is made of, beside the field.
PARTS: Mapping[RuleField, frozenset[str]] = {
    RuleField.CATEGORY: frozenset({"ids"}),
    RuleField.BRAND: frozenset({"ids"}),
    RuleField.TAG: frozenset({"tags"}),
    RuleField.CHOICE: frozenset({"ids"}),
    RuleField.NUMBER: frozenset({"ids", "low", "high"}),
    RuleField.DIMENSION: frozenset({"ids"}),
    RuleField.PRICE: frozenset({"currency", "low", "high"}),
}
# What the ids of a condition are ids of, and what those are called.
THINGS: Mapping[RuleField, tuple[type[Model], str]] = {
    RuleField.CATEGORY: (Category, "category"),
    RuleField.BRAND: (Brand, "brand"),
    RuleField.CHOICE: (AttributeChoice, "attribute choice"),
    RuleField.NUMBER: (Attribute, "attribute"),
    RuleField.DIMENSION: (DimensionValue, "dimension value"),
}
OPEN = frozenset({"low", "high"})  # of which one may be left out


def checked(rule: Sequence[RuleCondition], *path: str) -> list[RuleCondition]:
    """A rule that means something.

    Raises:
        InvalidInput: no condition or more than 20, a part that is missing or does not belong, or a
            price that is none.
        WrongCurrency: we do not trade in it.
    """
    found = inputs.items(rule, *path, most=CONDITIONS_MAX)
    if not found:
        raise InvalidInput("A rule has at least one condition.", *path)
    for place, condition in enumerate(found):
        _check(condition, *path, str(place))
    return found


async def require_things(rule: Sequence[RuleCondition], *path: str) -> None:
    """Refuse a rule that names what there is not.

    Raises:
        NotFound: it does.
    """
    for place, condition in enumerate(rule):
        if condition.ids:
            model, kind = THINGS[condition.field]
            rows = model.filter(id__in=list(condition.ids)).values("id")
            known = {row["id"] for row in await rows}
            for number, key in enumerate(condition.ids):
                if key not in known:
                    raise not_found(kind, key, *path, str(place), "ids", str(number))


def written(rule: Sequence[RuleCondition]) -> list[dict[str, Any]]:
    """A rule as a row keeps it."""
    return [
        {
            each.name: _plain(value)
            for each in fields(condition)
            if (value := getattr(condition, each.name)) not in (None, ())
        }
        for condition in rule
    ]


def read(rows: Sequence[Mapping[str, Any]]) -> list[RuleCondition]:
    """A rule as a row keeps it, read back."""
    return [
        RuleCondition(
            field=RuleField(row["field"]),
            ids=tuple(UUID(key) for key in row.get("ids", ())),
            tags=tuple(row.get("tags", ())),
            low=Decimal(row["low"]) if "low" in row else None,
            high=Decimal(row["high"]) if "high" in row else None,
            currency=row.get("currency"),
        )
        for row in rows
    ]


async def selects(rule: Sequence[RuleCondition]) -> Q:
    """The products that a rule selects; never unknown of any, so that its opposite is the rest."""
    return Q(*[await _MEANING[condition.field](condition) for condition in rule])


def _check(condition: RuleCondition, *path: str) -> None:
    given = {
        each.name
        for each in fields(condition)
        if each.name != "field" and getattr(condition, each.name) not in (None, ())
    }
    wanted = PARTS[condition.field]
    if given - wanted or wanted - given - OPEN or (wanted & OPEN and not given & OPEN):
        raise InvalidInput(f"A condition on {condition.field} is made of other parts.", *path)
    inputs.items(condition.ids, *path, "ids")
    for number, tag in enumerate(inputs.items(condition.tags, *path, "tags")):
        inputs.text(tag, *path, "tags", str(number))
    if condition.currency is not None:
        if condition.currency not in MINOR_DIGITS:
            raise WrongCurrency(f"We do not trade in {condition.currency}.", *path, "currency")
        for name in ("low", "high"):
            if (value := getattr(condition, name)) is not None:
                inputs.price(Money.parse(value, condition.currency, *path, name), *path, name)


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value.value if isinstance(value, StrEnum) else str(value)


async def _on_shelves(condition: RuleCondition) -> Q:
    shelves = await Category.filter(id__in=list(condition.ids))
    if not shelves:
        return Q(id__in=[])
    inside = Q(*[Q(path__startswith=f"{each.path}/") for each in shelves], join_type=Q.OR)
    keys = Category.filter(Q(id__in=[each.id for each in shelves]) | inside).values("id")
    return Q(category_id__isnull=False, category_id__in=Subquery(keys))


async def _of_brands(condition: RuleCondition) -> Q:
    return Q(brand_id__isnull=False, brand_id__in=list(condition.ids))


async def _tagged(condition: RuleCondition) -> Q:
    rows = ProductTag.filter(tag__name__in=list(condition.tags))
    return Q(id__in=Subquery(rows.values("product_id")))


async def _of_choices(condition: RuleCondition) -> Q:
    rows = AttributeValue.filter(choice_id__in=list(condition.ids))
    return Q(id__in=Subquery(rows.values("product_id")))


async def _of_numbers(condition: RuleCondition) -> Q:
    rows = AttributeValue.filter(attribute_id__in=list(condition.ids))
    if condition.low is not None:
        rows = rows.filter(value_number__gte=condition.low)
    if condition.high is not None:
        rows = rows.filter(value_number__lte=condition.high)
    return Q(id__in=Subquery(rows.values("product_id")))


async def _on_dimensions(condition: RuleCondition) -> Q:
    rows = ProductDimensionValue.filter(value_id__in=list(condition.ids))
    return Q(id__in=Subquery(rows.values("product_id")))


async def _priced(condition: RuleCondition) -> Q:
    currency = condition.currency or ""
    rows = VariantPrice.filter(currency=currency)
    if condition.low is not None:
        rows = rows.filter(amount_minor__gte=Money.parse(condition.low, currency).minor)
    if condition.high is not None:
        rows = rows.filter(amount_minor__lte=Money.parse(condition.high, currency).minor)
    return Q(id__in=Subquery(rows.values("variant__product_id")))


_MEANING = {
    RuleField.CATEGORY: _on_shelves,
    RuleField.BRAND: _of_brands,
    RuleField.TAG: _tagged,
    RuleField.CHOICE: _of_choices,
    RuleField.NUMBER: _of_numbers,
    RuleField.DIMENSION: _on_dimensions,
    RuleField.PRICE: _priced,
}
