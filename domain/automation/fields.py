"""Every field that a condition can ask, its type, and how its values are written. One table."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from domain.automation.vocabulary import AutomationField as Field
from domain.automation.vocabulary import AutomationOperator as Operator
from domain.automation.vocabulary import FieldType
from domain.fulfillment.routing.geography import province
from domain.orders.handling.words import tag_name
from domain.orders.states import (
    HoldReason,
    OrderFulfillmentStatus,
    OrderPaymentStatus,
    OrderReturnStatus,
    OrderStatus,
)
from domain.shared.inputs import country, text
from domain.shared.money import MINOR_DIGITS

Read = Callable[[str, str], str]  # a value as it was written, and its place in the input
NONE: Final = "NONE"  # of what an order need not have


def _words_of(kind: type[StrEnum], *more: str) -> frozenset[str]:
    return frozenset({*more, *(each.name for each in kind)})


def _as_written(value: str, place: str) -> str:
    return text(value, place)


def _capitals(value: str, place: str) -> str:
    return text(value, place).upper()


def _country(value: str, place: str) -> str:
    return country(text(value, place).upper(), place)


def _region(value: str, place: str) -> str:
    return province(text(value, place))


def _tag(value: str, place: str) -> str:
    return tag_name(value, place)


@dataclass(frozen=True, slots=True)
class FieldKind:
    """How a field is compared. `words` are all that it can be, where there are few."""

    type: FieldType
    words: Collection[str] = ()
    read: Read = _as_written


def _few(words: Collection[str]) -> FieldKind:
    return FieldKind(FieldType.WORD, words, _capitals)


MONEY, NUMBER, FLAG = (
    FieldKind(each) for each in (FieldType.MONEY, FieldType.NUMBER, FieldType.FLAG)
)

FIELDS: Final[Mapping[Field, FieldKind]] = {
    Field.TOTAL: MONEY,
    Field.SUBTOTAL: MONEY,
    Field.DISCOUNT: MONEY,
    Field.SHIPPING: MONEY,
    Field.BALANCE_DUE: MONEY,
    Field.CURRENCY: _few(frozenset(MINOR_DIGITS)),
    Field.STATUS: _few(_words_of(OrderStatus)),
    Field.PAYMENT_STATUS: _few(_words_of(OrderPaymentStatus)),
    Field.FULFILLMENT_STATUS: _few(_words_of(OrderFulfillmentStatus)),
    Field.RETURN_STATUS: _few(_words_of(OrderReturnStatus)),
    Field.HOLD_REASON: _few(_words_of(HoldReason, NONE)),
    Field.CHANNEL: FieldKind(FieldType.WORD),
    Field.COUNTRY: FieldKind(FieldType.WORD, read=_country),
    Field.REGION: FieldKind(FieldType.WORD, read=_region),
    Field.SHIPPING_METHOD: FieldKind(FieldType.WORD),
    Field.TAGS: FieldKind(FieldType.WORDS, read=_tag),
    Field.SKUS: FieldKind(FieldType.WORDS),
    Field.UNITS: NUMBER,
    Field.LINES: NUMBER,
    Field.IS_ASSIGNED: FLAG,
    Field.IS_GIFT: FLAG,
    Field.HAS_CUSTOMER: FLAG,
    Field.CUSTOMER_ORDERS: NUMBER,
    Field.CUSTOMER_GROUPS: FieldKind(FieldType.WORDS),
}
OPERATORS: Final[Mapping[FieldType, tuple[Operator, ...]]] = {
    FieldType.MONEY: (Operator.AT_LEAST, Operator.AT_MOST),
    FieldType.NUMBER: (
        Operator.EQUALS,
        Operator.NOT_EQUALS,
        Operator.AT_LEAST,
        Operator.AT_MOST,
    ),
    FieldType.WORD: (Operator.ANY_OF, Operator.NONE_OF),
    FieldType.WORDS: (Operator.ANY_OF, Operator.ALL_OF, Operator.NONE_OF),
    FieldType.FLAG: (Operator.EQUALS,),
}
