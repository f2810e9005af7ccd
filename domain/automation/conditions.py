"""Conditions as data: comparisons in groups. Read, checked, kept, and asked of an order's facts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from domain.automation.fields import FIELDS, OPERATORS
from domain.automation.vocabulary import AutomationField as Field
from domain.automation.vocabulary import AutomationMatch as Match
from domain.automation.vocabulary import AutomationOperator as Operator
from domain.automation.vocabulary import FieldType
from domain.shared.errors import InvalidInput
from domain.shared.inputs import COUNT_MAX, items
from domain.shared.money import Money, WrongCurrency

GROUPS_MAX = 10  # of one rule
COMPARISONS_MAX = 20  # of one group
VALUES_MAX = 50  # of one comparison
FLAGS: Final = {"true": True, "false": False}

Facts = Mapping[Field, Any]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One field compared with values, as they were written.

    Money is an amount and its currency, `"500.00 USD"`, once for each currency; a flag is `true`
    or `false`; the words of an enum are its names.
    """

    field: Field
    operator: Operator
    values: Sequence[str]


@dataclass(frozen=True, slots=True)
class Group:
    """Comparisons of which all must hold, or any."""

    match: Match
    comparisons: Sequence[Comparison]


@dataclass(frozen=True, slots=True)
class Conditions:
    """Groups of which all must hold, or any. Without groups nothing is asked.

    Two levels say whatever any number of them could: each operator that is not about order has its
    opposite, so every condition can be written as ANY of ALL, or ALL of ANY.
    """

    match: Match = Match.ALL
    groups: Sequence[Group] = ()

    def kept(self) -> dict[str, Any]:
        """As a row keeps it."""
        return {
            "match": self.match.value,
            "groups": [
                {
                    "match": group.match.value,
                    "comparisons": [
                        [one.field.value, one.operator.value, list(one.values)]
                        for one in group.comparisons
                    ],
                }
                for group in self.groups
            ],
        }

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Conditions":
        """What a row keeps."""
        return cls(
            Match(kept["match"]),
            [
                Group(
                    Match(group["match"]),
                    [
                        Comparison(Field(field), Operator(operator), values)
                        for field, operator, values in group["comparisons"]
                    ],
                )
                for group in kept["groups"]
            ],
        )

    def fields(self) -> set[Field]:
        """What is asked."""
        return {one.field for group in self.groups for one in group.comparisons}


def checked(conditions: Conditions) -> Conditions:
    """Conditions as they can be kept: values as we write them.

    Raises:
        InvalidInput: an operator that the field does not have, a value that it cannot be, none at
            all, or more than anybody reads.
        WrongCurrency: an amount of a currency that we do not trade in.
    """
    groups = items(conditions.groups, "groups", most=GROUPS_MAX)
    return Conditions(
        conditions.match, [_group(group, place) for place, group in enumerate(groups)]
    )


def _group(group: Group, place: int) -> Group:
    path = ("groups", str(place), "comparisons")
    found = items(group.comparisons, *path, most=COMPARISONS_MAX)
    if not found:
        raise InvalidInput("This must not be empty.", *path)
    return Group(
        group.match, [_comparison(one, *path, str(place)) for place, one in enumerate(found)]
    )


def _comparison(one: Comparison, *path: str) -> Comparison:
    kind = FIELDS[one.field]
    allowed = OPERATORS[kind.type]
    if one.operator not in allowed:
        names = ", ".join(each.name for each in allowed)
        raise InvalidInput(f"{one.field.name} is compared by {names}.", *path, "operator")
    values = items(one.values, *path, "values", most=VALUES_MAX)
    is_one = one.operator in SINGLE and kind.type is not FieldType.MONEY
    if not values:
        raise InvalidInput("This must not be empty.", *path, "values")
    if is_one and len(values) > 1:
        raise InvalidInput("This needs one value.", *path, "values")
    written = [
        _value(one.field, value, *path, "values", str(at)) for at, value in enumerate(values)
    ]
    return Comparison(one.field, one.operator, list(dict.fromkeys(written)))


def _value(field: Field, value: str, *path: str) -> str:
    try:
        return WRITE[FIELDS[field].type](field, value)
    except WrongCurrency as refusal:
        raise WrongCurrency(refusal.message, *path) from None
    except InvalidInput as refusal:
        raise InvalidInput(refusal.message, *path) from None


def _money(field: Field, value: str) -> str:
    amount, _, currency = value.strip().partition(" ")
    if not currency:
        raise InvalidInput("Money is an amount and its currency, such as 500.00 USD.")
    money = Money.parse(amount, currency.strip())
    return f"{money.amount} {money.currency}"


def _number(field: Field, value: str) -> str:
    written = value.strip()
    is_short = len(written) <= len(str(COUNT_MAX))
    if not (is_short and written.isascii() and written.isdigit() and int(written) <= COUNT_MAX):
        raise InvalidInput(f"This is a whole number from {0} to {COUNT_MAX}.")
    return str(int(written))


def _word(field: Field, value: str) -> str:
    kind = FIELDS[field]
    written = kind.read(value, "values")
    if kind.words and written not in kind.words:
        raise InvalidInput(f"{field.name} is one of {', '.join(sorted(kind.words))}.")
    return written


def _flag(field: Field, value: str) -> str:
    written = value.strip().casefold()
    if written not in FLAGS:
        raise InvalidInput("This is true or false.")
    return written


WRITE: Final[Mapping[FieldType, Callable[[Field, str], str]]] = {
    FieldType.MONEY: _money,
    FieldType.NUMBER: _number,
    FieldType.WORD: _word,
    FieldType.WORDS: _word,
    FieldType.FLAG: _flag,
}
SINGLE: Final = {Operator.EQUALS, Operator.NOT_EQUALS, Operator.AT_LEAST, Operator.AT_MOST}


def _bound(actual: Money, values: Sequence[str]) -> int | None:
    """What is asked in this order's currency, in minor units; None where nothing is."""
    for value in values:
        amount, _, currency = value.partition(" ")
        if currency == actual.currency:
            return Money.parse(amount, currency).minor
    return None


def _money_at_least(actual: Money, values: Sequence[str]) -> bool:
    bound = _bound(actual, values)
    return bound is not None and actual.minor >= bound


def _money_at_most(actual: Money, values: Sequence[str]) -> bool:
    bound = _bound(actual, values)
    return bound is not None and actual.minor <= bound


HOLDS: Final[Mapping[tuple[FieldType, Operator], Callable[[Any, Sequence[str]], bool]]] = {
    (FieldType.MONEY, Operator.AT_LEAST): _money_at_least,
    (FieldType.MONEY, Operator.AT_MOST): _money_at_most,
    (FieldType.NUMBER, Operator.EQUALS): lambda actual, values: actual == int(values[0]),
    (FieldType.NUMBER, Operator.NOT_EQUALS): lambda actual, values: actual != int(values[0]),
    (FieldType.NUMBER, Operator.AT_LEAST): lambda actual, values: actual >= int(values[0]),
    (FieldType.NUMBER, Operator.AT_MOST): lambda actual, values: actual <= int(values[0]),
    (FieldType.WORD, Operator.ANY_OF): lambda actual, values: actual in values,
    (FieldType.WORD, Operator.NONE_OF): lambda actual, values: actual not in values,
    (FieldType.WORDS, Operator.ANY_OF): lambda actual, values: not actual.isdisjoint(values),
    (FieldType.WORDS, Operator.ALL_OF): lambda actual, values: actual.issuperset(values),
    (FieldType.WORDS, Operator.NONE_OF): lambda actual, values: actual.isdisjoint(values),
    (FieldType.FLAG, Operator.EQUALS): lambda actual, values: actual is FLAGS[values[0]],
}


def holds(one: Comparison, facts: Facts) -> bool:
    """Whether a comparison holds. One about money does not where it names no amount in the
    currency of the order.
    """
    return HOLDS[FIELDS[one.field].type, one.operator](facts[one.field], one.values)


HOW_MANY: Final[Mapping[Match, Callable[[Sequence[bool]], bool]]] = {Match.ALL: all, Match.ANY: any}


def _group_holds(group: Group, facts: Facts) -> bool:
    return HOW_MANY[group.match]([holds(one, facts) for one in group.comparisons])


def matches(conditions: Conditions, facts: Facts) -> bool:
    """Whether conditions hold."""
    if not conditions.groups:
        return True
    return HOW_MANY[conditions.match]([_group_holds(group, facts) for group in conditions.groups])


def unmet(conditions: Conditions, facts: Facts) -> list[Comparison]:
    """Why conditions do not hold: the comparisons that do not, of the groups that do not."""
    if matches(conditions, facts):
        return []
    return [
        one
        for group in conditions.groups
        if not _group_holds(group, facts)
        for one in group.comparisons
        if not holds(one, facts)
    ]
