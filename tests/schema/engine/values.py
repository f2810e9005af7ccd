"""What clients put into arguments: mostly what fits, sometimes what is odd or plainly wrong.

A value is JSON, but for `Name` (an enum's value, which a document writes without quotes) and `Use`
(a variable in its place).
"""

import json
from dataclasses import dataclass
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLScalarType,
    Undefined,
)

from schema.nodes import NODES
from tests.schema.engine.chance import Chance
from tests.schema.engine.words import word

WORDS_EACH = 8  # numbers of one word; a shop with fewer things says the same ones again
NUL = "a\x00b"
HUGE = "x" * 300  # longer than any name here


class Name(str):
    """An enum's value."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Use:
    """A variable where a value could stand."""

    variable: str


MISSING = object()  # a variable that the request does not have at all


@dataclass(frozen=True, slots=True)
class Variable:
    """One that the operation declares, and what the request says of it."""

    name: str
    type: str
    default: str  # as the document writes it, empty for none
    value: Any


# Ids by the name of the argument or input field; those not named are of the kind asked for.
IDS = {
    "actorId": "StaffMember",
    "assignee": "StaffMember",
    "ruleId": "AutomationRule",
    "brand": "Brand",
    "brandIds": "Brand",
    "category": "Category",
    "choice": "AttributeChoice",
    "collection": "Collection",
    "categoryIds": "Category",
    "customer": "Customer",
    "customerId": "Customer",
    "channelId": "SalesChannel",
    "shippingMethodId": "ShippingMethod",
    "dimensionValue": "DimensionValue",
    "order": "Order",
    "orderId": "Order",
    "productType": "ProductType",
    "ownerId": "StaffMember",
    "promotionId": "Promotion",
    "subjectId": "Order",
    "variant": "ProductVariant",
    "variantId": "ProductVariant",
    "warehouse": "Warehouse",
    "webhook": "Webhook",
}
# What is asked for is about something else, and goes by its id.
MEANT = {"PricingRuleEffect": "PricingRule"}
KINDS = (*NODES, "Unknown")
ODD_IDS = ("", "x", NUL, HUGE, 4711, "T3JkZXI6MQ==", word("unpadded", 0), word("Unknown", 0))

# Texts by the name of the argument or input field, before and with the kind asked for.
TEXTS = {
    "carrier": ("swift", "nobody"),
    "channel": ("web", "market"),
    "externalId": (word("externalId", 0), "cart-0"),
    "name": ("Oolong", word("name.Product", 0)),
    "number": (word("waybill", 0), word("waybill", 1)),
    "token.Quote": (word("quote", 0), word("quote", 1)),
    "sku": (word("sku", 0), word("sku", 1), word("sku", 2)),
    "token": (*(word("token", number) for number in range(WORDS_EACH)), "nonsense"),
    "waybillNumber": (word("waybill", 0), word("waybill", 1)),
    "number.Order": (word("number.Order", 0), word("number.Order", 1), word("number.order", 2)),
    "number.Ticket": (word("number.Ticket", 0), word("number.Ticket", 1)),
    "search.Customer": ("Olga", word("email", 0), word("number.Customer", 0), "o"),
    "search.Order": (word("number.Order", 0), word("beginning.Order", 0), "cart-1"),
    "search.Product": ("tea", "茶", "oolong tea", "乌龙", "leaf", "nothing at all", "the"),
    "search.Ticket": ("tea", word("number.Ticket", 0), "%"),
    "slug.Category": (word("slug.Category", 0), word("slug.Category", 1)),
    "slug.Collection": (word("slug.Collection", 0), word("slug.Collection", 1)),
    "slug.Product": (word("slug.Product", 0), word("slug.Product", 1), word("slug.Product", 2)),
}  # fmt: skip
ODD_TEXTS = ("", " ", NUL, HUGE, "%_\\", "nothing")
OTHER_CURSORS = ("", "nonsense", "WyJwbGFjZWRBdCIsIngiLCJ5Il0=", "ö", word("cursor.Brand", 0))
SIZES = (1, 2, 3, 5, 100)
ODD_SIZES = (0, -1, 101, 2**31 - 1)
NUMBERS = (0, 1, 2, 3, 10, -1)
SCALARS = {
    "CurrencyCode": ("USD", "EUR", "JPY", "XXX"),
    "CountryCode": ("CN", "DE", "US", "xx"),
    "LocaleCode": ("en", "zh-CN", "fr"),
    "DateTime": (
        "2026-03-02T09:00:00Z",
        "2026-03-02T09:10:00+00:00",
        "2026-03-02T17:30:00.5+08:00",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
    ),
    "Decimal": ("1.00", "12.5", "0", "-1"),
    "JSON": ({}, {"n": 1}),
}

# What no value of a type may be.
WRONG: dict[str, tuple[Any, ...]] = {
    "Int": ("three", 1.5, 2**31, True, [1, 2], {}),
    "String": (5, True, ["a", "b"], {"a": 1}, 1.5),
    "ID": (1.5, True, {"id": "x"}, ["a", "b"]),
    "Boolean": ("true", 1, None, []),
    "DateTime": ("yesterday", "2026-03-02T09:00:00", 5, ""),
    "CurrencyCode": ("", HUGE, 7),
    "LocaleCode": ("", HUGE, True),
    "enum": (Name("NOTHING"), "nothing", 7, True, ["x", "y"]),
    "input": ("text", 5, {"nothingSuch": 1}, [], True),
}


class Values:
    """Chooses values for the arguments of one document, and declares the variables it uses."""

    def __init__(self, chance: Chance) -> None:
        self.chance = chance
        self.variables: dict[str, Variable] = {}

    def of(self, kind: GraphQLInputType, name: str, about: str) -> Any:
        """A value for an argument or an input field, in which variables may stand.

        `about` is the kind of thing that is asked for.
        """
        chance = self.chance
        if isinstance(kind, GraphQLNonNull):
            if chance.one_in(300):
                return None
            value = self._present(kind.of_type, name, about)
        elif chance.one_in(14):
            value = None
        else:
            value = self._present(kind, name, about)
        if not chance.one_in(4):
            return value
        return self._variable(kind, value)

    def given(self, declared: str, value: Any) -> Any:
        """This very value, or a variable that has it; seldom something odd."""
        if self.chance.one_in(20):
            value = self.chance.among((*ODD_IDS, *WRONG["ID"]))
        return self._declare(declared, value, "") if self.chance.one_in(3) else value

    def condition(self) -> Any:
        """What `@skip` and `@include` depend on; it is true more often than not."""
        chance = self.chance
        if chance.one_in(60):
            return chance.among(WRONG["Boolean"])
        value = not chance.one_in(3)
        if chance.one_in(2):
            return value
        return self._declare("Boolean!", value, chance.among(("", "", "true")))

    def _present(self, kind: Any, name: str, about: str) -> Any:
        if isinstance(kind, GraphQLList):
            return self._list(kind, name, about)
        if self.chance.one_in(150):
            return self.chance.among(WRONG[_sort(kind)])
        if isinstance(kind, GraphQLInputObjectType):
            return self._object(kind, name, about)
        if isinstance(kind, GraphQLEnumType):
            return Name(self.chance.among(tuple(kind.values)))
        return self._scalar(kind, name, about)

    def _list(self, kind: GraphQLList[Any], name: str, about: str) -> Any:
        if self.chance.one_in(10):  # one value stands for a list of it
            return self.of(kind.of_type, name, about)
        sorts = _bare(kind).name.endswith("Sort")  # by one column, or it is refused
        size = self.chance.among((1, 1, 1, 1, 1, 0, 2) if sorts else (1, 1, 1, 2, 2, 3, 0))
        return [self.of(kind.of_type, name, about) for _ in range(size)]

    def _object(self, kind: GraphQLInputObjectType, name: str, about: str) -> dict[str, Any]:
        chance = self.chance
        needed = [each for each, field in kind.fields.items() if _needed(field)]
        free = [each for each in kind.fields if each not in needed]
        size = 1 if kind.is_one_of else chance.upto(2) or 1
        if kind.is_one_of and chance.one_in(16):
            size = chance.among((0, 2))
        if kind.name == "WaybillKey":
            about = "waybill"
        compares = kind.name.endswith(("Filter", "Range"))  # what is compared is named outside
        found = {}
        for each in needed + chance.some(free, size):
            inner: Any = kind.fields[each].type
            if kind.is_one_of:
                inner = GraphQLNonNull(inner)
            found[each] = self.of(inner, name if compares else each, IDS.get(each, about))
        return found

    def _scalar(self, kind: GraphQLScalarType, name: str, about: str) -> Any:
        chance = self.chance
        if kind.name == "ID":
            if chance.one_in(10):
                return chance.among(ODD_IDS)
            of = chance.among(KINDS) if chance.one_in(8) or about == "Node" else about
            of = MEANT.get(of, of)
            return word(IDS.get(name, of), chance.upto(WORDS_EACH - 1))
        if kind.name == "Int":
            if name in {"first", "last"}:
                return chance.among(ODD_SIZES if chance.one_in(14) else SIZES)
            return chance.among(NUMBERS)
        if kind.name == "String":
            return self._text(name, about)
        if kind.name == "Boolean":
            return not chance.one_in(2)
        return chance.among(SCALARS[kind.name])

    def _text(self, name: str, about: str) -> str:
        chance = self.chance
        if name in {"after", "before"}:
            if chance.one_in(10):
                return chance.among(OTHER_CURSORS)
            return word(f"cursor.{about}", chance.upto(WORDS_EACH - 1))
        if chance.one_in(10):
            return chance.among(ODD_TEXTS)
        return chance.among(TEXTS.get(f"{name}.{about}") or TEXTS.get(name) or TEXTS["name"])

    def _variable(self, kind: GraphQLInputType, value: Any) -> Any:
        """The value, but said by a variable; what is used inside it is said there again."""
        chance = self.chance
        if _uses(value):
            return value
        declared, default = str(kind), ""
        if isinstance(kind, GraphQLNonNull):
            if chance.one_in(12) and value is not None:
                declared, default = str(kind.of_type), literal(value)
                value = chance.among((value, MISSING))
        elif chance.one_in(5) and value is not None:
            declared = f"{kind}!"
        elif chance.one_in(4):
            default = literal(value)
            value = chance.among((value, None, MISSING))
        elif chance.one_in(8):
            value = MISSING
        if chance.one_in(60):
            value = chance.among((MISSING, None, *WRONG[_sort(_bare(kind))]))
        return self._declare(declared, value, default)

    def _declare(self, kind: str, value: Any, default: str) -> Use:
        name = f"v{len(self.variables) + 1}"
        self.variables[name] = Variable(name, kind, default, value)
        return Use(name)


def literal(value: Any) -> str:
    """A value as a document writes it."""
    if isinstance(value, Use):
        return f"${value.variable}"
    if isinstance(value, Name):
        return value
    if isinstance(value, list):
        return f"[{', '.join(literal(each) for each in value)}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{name}: {literal(each)}' for name, each in value.items())}}}"
    return json.dumps(value, ensure_ascii=False)


def _needed(field: Any) -> bool:
    return isinstance(field.type, GraphQLNonNull) and field.default_value is Undefined


def _bare(kind: Any) -> Any:
    while isinstance(kind, GraphQLList | GraphQLNonNull):
        kind = kind.of_type
    return kind


def _sort(kind: Any) -> str:
    if isinstance(kind, GraphQLEnumType):
        return "enum"
    return "input" if isinstance(kind, GraphQLInputObjectType) else str(kind.name)


def _uses(value: Any) -> bool:
    if isinstance(value, dict):
        return any(_uses(each) for each in value.values())
    if isinstance(value, list):
        return any(_uses(each) for each in value)
    return isinstance(value, Use)
