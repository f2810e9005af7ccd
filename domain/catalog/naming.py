"""What things of the catalog are called: a code for machines, and a name in every language."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from domain.shared import inputs
from domain.shared.errors import InvalidInput

CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,31}")


@dataclass(frozen=True, slots=True)
class Name:
    """A name in another language than the one it was entered in."""

    locale: str
    name: str


def code_of(value: str, *field: str) -> str:
    """A code, as addresses, files and patterns of SKUs name a thing.

    Raises:
        InvalidInput: not 1 to 32 small letters, digits, dashes and underscores.
    """
    if not CODE.fullmatch(value):
        raise InvalidInput(
            "A code is 1 to 32 small letters, digits, dashes and underscores.", *field
        )
    return value


def names_of(translations: Sequence[Name], *field: str) -> dict[str, str]:
    """Names by their language, as a row keeps them.

    Raises:
        InvalidInput: a language we do not keep, one twice, or a name empty or too long.
    """
    names = [
        (
            inputs.locale(each.locale, *field, str(place), "locale"),
            inputs.text(each.name, *field, str(place), "name"),
        )
        for place, each in enumerate(inputs.items(translations, *field))
    ]
    inputs.distinct([locale for locale, _ in names], *field)
    return dict(sorted(names))
