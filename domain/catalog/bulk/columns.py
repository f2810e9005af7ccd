"""Rows of files: which columns there are, and what stands in them.

A column that is left out leaves things as they are, and so does a field that is left out in JSON
Lines. An empty cell says "nothing".
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from domain.catalog.bulk.items import Faults, PriceItem, ProductItem, Refused, Words
from domain.catalog.bulk.states import ImportKind
from domain.shared import inputs
from domain.shared.context import LOCALES
from domain.shared.errors import InvalidInput
from domain.shared.inputs import KEEP, Keep

NAME_LENGTH_MAX = 80  # of a column, where a fault names it
WORDS = ("name", "description")
COLUMNS: Final[Mapping[ImportKind, tuple[str, ...]]] = {
    ImportKind.PRODUCTS: (
        *("slug", "name", "description", "category", "brand", "tags"),
        *(f"{name}.{locale}" for locale in LOCALES for name in WORDS),
        *("sku", "variant_name", "pack_units"),
    ),
    ImportKind.PRICES: ("sku", "currency", "price"),
}
REQUIRED: Final[Mapping[ImportKind, tuple[str, ...]]] = {
    ImportKind.PRODUCTS: ("slug",),
    ImportKind.PRICES: ("sku", "currency", "price"),
}
COUNT = re.compile(r"\d{1,10}")
# Tags of one cell stand between bars; a bar or backslash within a tag has a backslash before it.
TAG = re.compile(r"(?:\\.|[^|\\])+", re.DOTALL)
ESCAPED = re.compile(r"\\(.)", re.DOTALL)
# What a spreadsheet would take for a formula. An apostrophe before it says that it is text.
FORMULA = re.compile(r"'*[=+\-@\t\r]")


def guarded(cell: str) -> str:
    """A cell as it goes out: no spreadsheet takes it for a formula."""
    return f"'{cell}" if FORMULA.match(cell) else cell


def unguarded(cell: str) -> str:
    """A cell as it was before that."""
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell[1:]) else cell


def cell_of_tags(names: Sequence[str]) -> str:
    """Tags in one cell."""
    return "|".join(name.replace("\\", "\\\\").replace("|", "\\|") for name in names)


def tags_of_cell(cell: str) -> list[str]:
    """The tags of one cell."""
    found = (ESCAPED.sub(r"\1", tag).strip() for tag in TAG.findall(cell))
    return [tag for tag in found if tag]


def column_of(field: Sequence[str]) -> str | None:
    """The column that a field of an item stands in; None where it is the whole row."""
    if not field:
        return None
    if field[0] == "translations" and len(field) == 3:
        return f"{field[2]}.{field[1]}"[:NAME_LENGTH_MAX]
    return field[0][:NAME_LENGTH_MAX]


def must_be_known(kind: ImportKind, columns: Sequence[str]) -> list[Refused]:
    """What is wrong with a header."""
    known = COLUMNS[kind]
    faults = [
        Refused.of(InvalidInput("There is no such column.", column))
        for column in dict.fromkeys(columns)
        if column not in known
    ]
    faults += [
        Refused.of(InvalidInput("This column stands here twice.", column))
        for column in dict.fromkeys(columns)
        if columns.count(column) > 1
    ]
    return faults + [
        Refused.of(InvalidInput("This column is missing.", column))
        for column in REQUIRED[kind]
        if column not in columns
    ]


def product_of(row: Mapping[str, object]) -> tuple[ProductItem, Faults]:
    """What a row says of a product."""
    faults = _unknown(ImportKind.PRODUCTS, row)
    read = _reader(row, faults)
    sku = read("sku")
    is_about_variant = sku is not KEEP and bool(sku)
    translations: dict[str, Words] = {}
    for locale in LOCALES:
        name, text = read(f"name.{locale}"), read(f"description.{locale}")
        # Nothing takes a language back: an empty name leaves it as it is.
        if name or (text is not KEEP and text):
            translations[locale] = Words(name if name else KEEP, text)
    return (
        ProductItem(
            slug=_said(read("slug")),
            name=read("name"),
            description=read("description"),
            category=_or_none(read("category")),
            brand=_or_none(read("brand")),
            tags=_tags(row, faults),
            translations={
                locale: words for locale, words in translations.items() if words != Words()
            },
            sku=_said(sku) or None,
            variant_name=_of_variant(read("variant_name"), is_about_variant),
            pack_units=_count(row, faults),
        ),
        faults,
    )


def price_of(row: Mapping[str, object]) -> tuple[PriceItem, Faults]:
    """What a row says of a price."""
    faults = _unknown(ImportKind.PRICES, row)
    read = _reader(row, faults)
    return PriceItem(*(_said(read(name)) for name in COLUMNS[ImportKind.PRICES])), faults


def _unknown(kind: ImportKind, row: Mapping[str, object]) -> Faults:
    known = COLUMNS[kind]
    return Faults(
        Refused.of(InvalidInput("There is no such column.", column))
        for column in row
        if column not in known
    )


def _reader(row: Mapping[str, object], faults: Faults) -> Callable[[str], str | Keep]:
    def read(column: str) -> str | Keep:
        if column not in row:
            return KEEP
        value = row[column]
        if value is None:
            return ""
        if not isinstance(value, str):
            faults.append(Refused.of(InvalidInput("Write this as text.", column)))
            return ""
        return value.strip()

    return read


def _said(value: str | Keep) -> str:
    return "" if value is KEEP else value


def _or_none(value: str | Keep) -> str | Keep | None:
    return value if value is KEEP else value or None


def _of_variant(name: str | Keep, is_about_variant: bool) -> str | Keep:
    return name if is_about_variant or name else KEEP


def _tags(row: Mapping[str, object], faults: Faults) -> Sequence[str] | Keep:
    if "tags" not in row:
        return KEEP
    value = row["tags"]
    if value is None:
        return ()
    if isinstance(value, str):
        return tags_of_cell(value)
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return [str(one) for one in value]
    faults.append(Refused.of(InvalidInput("Write this as text.", "tags")))
    return ()


def _count(row: Mapping[str, object], faults: Faults) -> int | Keep:
    value = row.get("pack_units")
    if value is None or value == "":
        return KEEP
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and COUNT.fullmatch(value.strip()):
        return int(value)
    return faults.check(lambda: inputs.count(0, "pack_units"), KEEP)  # which says what is
