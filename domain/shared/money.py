"""Money: whole minor units and a currency, together, never a float."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Self

from domain.shared.errors import InvalidInput

# ISO 4217 codes we trade in, with their number of minor digits.
MINOR_DIGITS = {"CNY": 2, "EUR": 2, "GBP": 2, "HKD": 2, "JPY": 0, "KRW": 0, "KWD": 3, "USD": 2}
AMOUNT_MINOR_MAX = 10**15  # minor units; well inside a BIGINT, beyond any order


def written(minor: int, currency: str) -> str:
    """An amount of minor units in major units, as a decimal string with all the currency's digits:
    `"12.50"`. The same as `Money.amount`, without a Decimal on the way.
    """
    digits = MINOR_DIGITS[currency]
    if not digits:
        return str(minor)
    whole, rest = divmod(abs(minor), 10**digits)
    return f"{'-' if minor < 0 else ''}{whole}.{rest:0{digits}d}"


_IN_MAJOR_UNITS = " ".join(
    f"WHEN '{code}' THEN {10**-digits:.{digits}f}" for code, digits in MINOR_DIGITS.items()
)
# The same in SQL, of `{0}` minor units of a currency `{1}`. Never null: what we do not trade in is
# no number either, and breaks the statement off.
WRITTEN_SQL = (
    f"coalesce(({{0}} * CASE {{1}} {_IN_MAJOR_UNITS} END)::text,"
    " concat('no money: ', {0}, {1})::int::text)"
)


def apportion(minor: int, weights: Sequence[int]) -> list[int]:
    """Share out whole units in proportion to weights: the parts always add up to the whole.

    Leftover units go to the largest remainders, ties to the earlier part (Hamilton's method of
    apportionment). A part is never more than its weight where the whole is not more than theirs.
    """
    total = sum(weights)
    assert total > 0, "nothing to share among"
    assert min(weights) >= 0, "a weight below zero"
    parts = [minor * weight // total for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda part: -(minor * weights[part] % total))
    for part in by_remainder[: minor - sum(parts)]:
        parts[part] += 1
    assert sum(parts) == minor
    return parts


class WrongCurrency(InvalidInput):
    """Two currencies met, or one came that we do not trade in."""

    code = "WRONG_CURRENCY"


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in minor units (cents, fen; whole yen) of one currency."""

    minor: int
    currency: str

    @classmethod
    def parse(cls, amount: str | Decimal, currency: str, *field: str) -> Self:
        """Read a decimal amount such as `"12.50"`, exactly or not at all.

        Raises:
            WrongCurrency: we do not trade in this currency.
            InvalidInput: no number, too large, or more digits than the currency has.
        """
        if currency not in MINOR_DIGITS:
            raise WrongCurrency(f"We do not trade in {currency}.", *field)
        try:
            scaled = Decimal(amount).scaleb(MINOR_DIGITS[currency])
            exact = scaled.is_finite() and scaled == scaled.to_integral_value()
        except ArithmeticError:
            raise InvalidInput(f"{amount} is no amount of money.", *field) from None
        if not exact:
            raise InvalidInput(
                f"{amount} is no amount of {currency}: {MINOR_DIGITS[currency]} decimal digits.",
                *field,
            )
        if abs(scaled) > AMOUNT_MINOR_MAX:
            raise InvalidInput(f"{amount} is more than we can count.", *field)
        return cls(int(scaled), currency)

    @property
    def amount(self) -> Decimal:
        """In major units, with all the currency's digits: `Decimal("12.50")`."""
        return Decimal(self.minor).scaleb(-MINOR_DIGITS[self.currency])

    def __add__(self, other: Self) -> Self:
        return type(self)(self.minor + self._same(other).minor, self.currency)

    def __sub__(self, other: Self) -> Self:
        return type(self)(self.minor - self._same(other).minor, self.currency)

    def times(self, quantity: int) -> Self:
        """So many of it."""
        return type(self)(self.minor * quantity, self.currency)

    def split(self, weights: Sequence[int]) -> list[Self]:
        """Share out in proportion, losing nothing: the parts always add up to the whole.

        Leftover minor units go to the largest remainders, ties to the earlier part
        (Hamilton's method of apportionment).
        """
        return [type(self)(part, self.currency) for part in apportion(self.minor, weights)]

    def _same(self, other: Self) -> Self:
        if other.currency != self.currency:
            raise WrongCurrency(f"{other.currency} cannot be added to {self.currency}.")
        return other
