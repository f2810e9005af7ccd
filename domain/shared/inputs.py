"""What every verb asks of its input before it looks at anything: sane text, short lists, counts.

`field` is the path into the input, in camelCase, as the client wrote it.
"""

import re
from collections.abc import Sequence
from typing import TypeVar

from domain.shared.errors import InvalidInput

T = TypeVar("T")

LIST_LENGTH_MAX = 250  # items
NAME_LENGTH_MAX = 200  # characters
TEXT_LENGTH_MAX = 10_000  # characters
EMAIL_LENGTH_MAX = 254  # characters
COUNT_MAX = 2**31 - 1  # what an INTEGER column holds
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")


def text(value: str, *field: str, longest: int = NAME_LENGTH_MAX, required: bool = True) -> str:
    """Text that a row can hold and a person can read, without blanks around it.

    Raises:
        InvalidInput: empty though required, too long, or with characters no row can hold.
    """
    value = value.strip()
    if required and not value:
        raise InvalidInput("This must not be empty.", *field)
    if len(value) > longest:
        raise InvalidInput(f"This has at most {longest} characters.", *field)
    if not _storable(value):
        raise InvalidInput("This has characters that are no text.", *field)
    return value


def email(value: str, *field: str) -> str:
    """An email address in lower case, so that one mailbox is one value.

    Raises:
        InvalidInput: it does not look like one.
    """
    value = text(value, *field, longest=EMAIL_LENGTH_MAX).lower()
    if not EMAIL.fullmatch(value):
        raise InvalidInput("This is no email address.", *field)
    return value


def items(values: Sequence[T], *field: str, most: int = LIST_LENGTH_MAX) -> list[T]:
    """A list of a size that one request may bring.

    Raises:
        InvalidInput: more items than that.
    """
    if len(values) > most:
        raise InvalidInput(f"At most {most} at once.", *field)
    return list(values)


def count(value: int, *field: str, lowest: int = 1, highest: int = COUNT_MAX) -> int:
    """A whole number within bounds.

    Raises:
        InvalidInput: outside them.
    """
    if not lowest <= value <= highest:
        raise InvalidInput(f"This is a whole number from {lowest} to {highest}.", *field)
    return value


def _storable(value: str) -> bool:
    """PostgreSQL refuses NUL, and UTF-8 has no half surrogate pairs."""
    return "\x00" not in value and not any("\ud800" <= char <= "\udfff" for char in value)
