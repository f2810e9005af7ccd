"""What one item or row says of a product and one variant of it, checked by itself.

Fields are named as files name their columns; `translations` are columns such as `name.zh-CN`.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from domain.catalog.add_variant import NAME_LENGTH_MAX, SKU_LENGTH_MAX
from domain.catalog.tagging import names_of_tags
from domain.shared import inputs
from domain.shared.errors import DomainError, InvalidInput
from domain.shared.inputs import KEEP, Keep

T = TypeVar("T")
U = TypeVar("U")

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Words:
    """What is said in another language."""

    name: str | Keep = KEEP
    description: str | Keep = KEEP


@dataclass(frozen=True, slots=True)
class ProductItem:
    """A product by its slug, and with a SKU one variant of it. What is KEEP stays as it is."""

    slug: str
    name: str | Keep = KEEP
    description: str | Keep = KEEP
    category: str | Keep | None = KEEP
    brand: str | Keep | None = KEEP
    tags: Sequence[str] | Keep = KEEP
    translations: Mapping[str, Words] = field(default_factory=dict)
    sku: str | None = None
    variant_name: str | Keep = KEEP
    pack_units: int | Keep = KEEP


@dataclass(frozen=True, slots=True)
class PriceItem:
    """What one unit of a variant costs, from now on. `price` is in major units, as text."""

    sku: str
    currency: str
    price: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Why an item was not taken: where in it, and the refusal that a single edit would meet."""

    field: tuple[str, ...]
    error: DomainError

    @classmethod
    def of(cls, error: DomainError, *field: str) -> "Refused":
        """A refusal; it may say itself where it belongs."""
        return cls(tuple(getattr(error, "field", ())) or field, error)


class Faults(list[Refused]):
    """Collects whatever is wrong with an item, so that its author learns all of it at once."""

    def check(self, look: Callable[[], T], otherwise: U) -> T | U:
        """What `look` comes to; what it refuses is kept, and `otherwise` stands for it."""
        try:
            return look()
        except InvalidInput as error:
            self.append(Refused.of(error))
            return otherwise


def checked(item: ProductItem, known: Sequence[Refused] = ()) -> tuple[ProductItem, Faults]:
    """An item as it would be kept, and all that is wrong with it by itself, beside what is known to
    be: of one column the first thing counts.
    """
    faults = Faults()

    def text(name: str, value: str | Keep, **how: Any) -> str | Keep:
        if value is KEEP:
            return value
        return faults.check(lambda: inputs.text(value, *name.split("/"), **how), value)

    words: dict[str, Words] = {}
    for locale, said in item.translations.items():
        faults.check(lambda locale=locale: inputs.locale(locale, "translations"), "")  # type: ignore[misc]
        words[locale] = Words(
            text(f"translations/{locale}/name", said.name),
            text(
                f"translations/{locale}/description",
                said.description,
                longest=inputs.TEXT_LENGTH_MAX,
                required=False,
            ),
        )
    tags, units = item.tags, item.pack_units
    if tags is not KEEP:
        tags = faults.check(lambda: names_of_tags(item.tags, "tags"), ())  # type: ignore[arg-type]
    if units is not KEEP:
        units = faults.check(lambda: inputs.count(item.pack_units, "pack_units"), 1)  # type: ignore[arg-type]
    sku = item.sku
    if sku is not None:
        sku = faults.check(lambda: inputs.text(item.sku or "", "sku", longest=SKU_LENGTH_MAX), "")
    elif item.variant_name is not KEEP or item.pack_units is not KEEP:
        faults.append(Refused.of(InvalidInput("A variant needs a SKU.", "sku")))
    return (
        replace(
            item,
            slug=faults.check(lambda: inputs.text(item.slug, "slug"), ""),
            name=text("name", item.name),
            description=text(
                "description", item.description, longest=inputs.TEXT_LENGTH_MAX, required=False
            ),
            category=_reference(item.category, "category", faults),
            brand=_reference(item.brand, "brand", faults),
            tags=tags,
            translations=words,
            sku=sku,
            variant_name=text("variant_name", item.variant_name, longest=NAME_LENGTH_MAX),
            pack_units=units,
        ),
        Faults(first_of_each([*known, *faults])),
    )


def first_of_each(refused: Sequence[Refused]) -> list[Refused]:
    """What is wrong, no field twice."""
    found: dict[tuple[str, ...], Refused] = {}
    for one in refused:
        found.setdefault(one.field, one)
    return list(found.values())


def _reference(slug: str | Keep | None, name: str, faults: Faults) -> str | Keep | None:
    if slug is KEEP or slug is None:
        return slug
    return faults.check(lambda: inputs.text(slug, name, required=False) or None, KEEP)
