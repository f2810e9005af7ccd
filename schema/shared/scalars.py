"""Scalars that JSON has no word for."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import NewType

import strawberry
from graphql import GraphQLError
from strawberry.schema.types.scalar import DEFAULT_SCALAR_REGISTRY
from strawberry.types.scalar import ScalarDefinition

EventCursor = NewType("EventCursor", str)
CurrencyCode = NewType("CurrencyCode", str)
CountryCode = NewType("CountryCode", str)
LocaleCode = NewType("LocaleCode", str)
URL = NewType("URL", str)

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
TEXT_LENGTH_MAX = 200  # characters; a scalar longer than this is no code and no cursor


def parse_instant(value: object) -> datetime:
    """An RFC 3339 timestamp with its offset, as UTC."""
    if not isinstance(value, str):
        raise GraphQLError("DateTime takes a string such as 2026-03-02T09:00:00Z.")
    try:
        instant = datetime.fromisoformat(value)
        if instant.tzinfo is None:
            raise GraphQLError(f"{value!r} lacks its offset from UTC, such as Z.")
        return instant.astimezone(UTC)
    except (ValueError, OverflowError):
        raise GraphQLError(f"{value!r} is no DateTime such as 2026-03-02T09:00:00Z.") from None


def write_instant(value: datetime) -> str:
    """RFC 3339 in UTC, with a Z."""
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def parse_day(value: object) -> date:
    """A day as ISO 8601 has it, in its long form."""
    if not isinstance(value, str) or not DAY.fullmatch(value):
        raise GraphQLError("Date takes a string such as 2026-03-02.")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise GraphQLError(f"{value!r} is no Date such as 2026-03-02.") from None


def parse_decimal(value: object) -> Decimal:
    """A decimal number as a string, exactly; no floats, no exponents of astronomic size."""
    if not isinstance(value, str) or len(value) > 40:  # digits no shop needs
        raise GraphQLError('Decimal takes a string such as "12.50".')
    try:
        number = Decimal(value)
    except ArithmeticError:
        raise GraphQLError(f'{value!r} is no Decimal such as "12.50".') from None
    if not number.is_finite():
        raise GraphQLError(f"{value!r} is not a finite number.")
    return number


def _text(name: str) -> Callable[[object], str]:
    def parse(value: object) -> str:
        if not isinstance(value, str) or not value or len(value) > TEXT_LENGTH_MAX:
            raise GraphQLError(f"{name} takes a short string.")
        return value

    return parse


def _scalar(name: str, description: str, url: str | None = None) -> ScalarDefinition:
    return strawberry.scalar(
        name=name,
        description=description,
        specified_by_url=url,
        serialize=str,
        parse_value=_text(name),
    )


SCALARS: dict[object, ScalarDefinition] = {
    **DEFAULT_SCALAR_REGISTRY,
    datetime: strawberry.scalar(
        name="DateTime",
        description="A point in time, RFC 3339 in UTC, such as 2026-03-02T09:00:00Z.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc3339",
        serialize=write_instant,
        parse_value=parse_instant,
    ),
    date: strawberry.scalar(
        name="Date",
        description="A day, such as 2026-03-02.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc3339#section-5.6",
        serialize=date.isoformat,
        parse_value=parse_day,
    ),
    Decimal: strawberry.scalar(
        name="Decimal",
        description='An exact decimal number as a string, such as "12.50". Never a float.',
        serialize=lambda value: format(value, "f"),
        parse_value=parse_decimal,
    ),
    EventCursor: _scalar(
        "EventCursor",
        "A place in the log of facts. Opaque; hand it back as `after` to go on from there.",
    ),
    CurrencyCode: _scalar("CurrencyCode", "A currency, ISO 4217, such as CNY or USD."),
    CountryCode: _scalar("CountryCode", "A country, ISO 3166-1 alpha-2, such as CN or US."),
    LocaleCode: _scalar("LocaleCode", "A language as people read it, such as en or zh-CN."),
    URL: _scalar("URL", "An absolute web address."),
}
