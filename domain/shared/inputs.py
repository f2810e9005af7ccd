"""What every verb asks of its input before it looks at anything: sane text, short lists, counts.

`field` is the path into the input, in camelCase, as the client wrote it.
"""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import Enum
from typing import Final, Literal, TypeVar

from domain.shared.context import LOCALES
from domain.shared.errors import InvalidInput
from domain.shared.money import AMOUNT_MINOR_MAX, MINOR_DIGITS, Money, WrongCurrency

T = TypeVar("T")

LIST_LENGTH_MAX = 250  # items
NAME_LENGTH_MAX = 200  # characters
TEXT_LENGTH_MAX = 10_000  # characters
EMAIL_LENGTH_MAX = 254  # characters
YEARS_PLANNED = timedelta(days=3653)  # ahead or back
COUNT_MAX = 2**31 - 1  # what an INTEGER column holds


class Kept(Enum):
    """The type of KEEP."""

    KEEP = "keep"


# "Leave this as it is", where None means "nothing". Write `name: str | Keep = KEEP`.
Keep = Literal[Kept.KEEP]
KEEP: Final = Kept.KEEP

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
PHONE = re.compile(r"\+?[0-9]{5,15}")
PHONE_DECORATION = re.compile(r"[\s().-]")
COUNTRY = re.compile(r"[A-Z]{2}")


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
    if not is_text(value):
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


def phone(value: str, *field: str) -> str:
    """A phone number without blanks and dashes, so that one number is one value.

    Raises:
        InvalidInput: it does not look like one.
    """
    value = PHONE_DECORATION.sub("", text(value, *field))
    if not PHONE.fullmatch(value):
        raise InvalidInput("This is no phone number.", *field)
    return value


def country(value: str, *field: str) -> str:
    """A country's two letters, as ISO 3166 has them.

    Raises:
        InvalidInput: anything but two letters.
    """
    if not COUNTRY.fullmatch(value):
        raise InvalidInput("A country is two capital letters, such as CN.", *field)
    return value


def items(values: Sequence[T], *field: str, most: int = LIST_LENGTH_MAX) -> list[T]:
    """A list of a size that one request may bring.

    Raises:
        InvalidInput: more items than that.
    """
    if len(values) > most:
        raise InvalidInput(f"At most {most} at once.", *field)
    return list(values)


def distinct(values: Sequence[str], *field: str) -> None:
    """Refuse a list that names the same thing twice.

    Raises:
        InvalidInput: it does.
    """
    if len(set(values)) < len(values):
        raise InvalidInput("The same thing is named twice.", *field)


def count(value: int, *field: str, lowest: int = 1, highest: int = COUNT_MAX) -> int:
    """A whole number within bounds.

    Raises:
        InvalidInput: outside them.
    """
    if not lowest <= value <= highest:
        raise InvalidInput(f"This is a whole number from {lowest} to {highest}.", *field)
    return value


def price(value: Money, *field: str) -> Money:
    """What something may cost: nothing or more, in a currency we trade in.

    Raises:
        WrongCurrency: we do not trade in it.
        InvalidInput: below zero, or more than we can count.
    """
    if value.currency not in MINOR_DIGITS:
        raise WrongCurrency(f"We do not trade in {value.currency}.", *field)
    if not 0 <= value.minor <= AMOUNT_MINOR_MAX:
        raise InvalidInput("A price is not below zero and not beyond counting.", *field)
    return value


def within_years(value: datetime, now: datetime, *field: str) -> datetime:
    """A time that somebody may plan for.

    Raises:
        InvalidInput: more than ten years away.
    """
    if not now - YEARS_PLANNED <= value <= now + YEARS_PLANNED:
        raise InvalidInput("This is more than ten years away.", *field)
    return value


def locale(value: str, *field: str) -> str:
    """A language we keep words in.

    Raises:
        InvalidInput: we do not.
    """
    if value not in LOCALES:
        raise InvalidInput(f"We keep words in {', '.join(LOCALES)}.", *field)
    return value


def is_text(value: str) -> bool:
    """Whether a row can hold it: PostgreSQL refuses NUL, and UTF-8 has no half surrogate pairs."""
    if "\x00" in value:
        return False
    return value.isascii() or not any("\ud800" <= char <= "\udfff" for char in value)
