"""What generated code calls to write values down."""

from binascii import b2a_base64
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson

from domain.shared.paging import Order, cursor_of

INT_MAX = 2**31 - 1  # what GraphQL's Int can hold


def global_id(prefix: bytes, key: UUID) -> str:
    """The global id of a row; `prefix` is its kind and a colon.

    Base64 of ASCII letters, digits, colon and hyphen has neither of the two characters in which
    the alphabets for texts and for addresses differ.
    """
    return b2a_base64(prefix + str(key).encode(), newline=False).decode()


def decimal(value: Decimal | None) -> str | None:
    """An exact number as a string."""
    return None if value is None else format(value, "f")


def number(value: float | None) -> float | None:
    """A number with a fraction, whatever exact kind the column has."""
    return None if value is None else float(value)


def small(value: int | None) -> int | None:
    """A whole number that fits GraphQL's Int.

    Raises:
        OverflowError: it does not.
    """
    if value is None:
        return None
    if not -INT_MAX - 1 <= value <= INT_MAX:
        raise OverflowError(value)
    return int(value)


def loaded(value: Any) -> Any:
    """A JSON column, whether it comes from the driver as text or from a model ready."""
    return orjson.loads(value) if isinstance(value, str) else value


def cursor(order: Order, key: object, row_id: object) -> str:
    """A row's place in a list."""
    return cursor_of(order, key, row_id)


# What is written otherwise than Python has it, by the scalar it is.
WRITERS: Mapping[str, Callable[[Any], Any]] = {"Decimal": decimal, "Float": number, "JSON": loaded}
