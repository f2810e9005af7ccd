"""The judge of records is judged: a good record passes, and each way of spoiling it is caught."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.histories.history import End, Entry, Shelf, Stood, Told, Verb, problems


def request(
    number: int, told: Told, verb: Verb, key: str, subject: str, *rest: int | str
) -> list[Entry]:
    """A request that was sent, and how it ended."""
    amount, result = [*rest, *(0, "")[len(rest) :]]
    ended = Entry(number, told, verb, key, subject, int(amount), str(result))
    return [replace(ended, told=Told.INVOKE, result=""), ended]


RECORD = [
    *request(1, Told.OK, Verb.ADJUST, "a1", "tea", 5, "level"),
    *request(2, Told.OK, Verb.PLACE, "p1", "tea", 2, "order-1"),
    *request(3, Told.UNKNOWN, Verb.PLACE, "p2", "tea", 1),
    *request(4, Told.OK, Verb.PLACE, "p2", "tea", 1, "order-2"),
    *request(5, Told.OK, Verb.PLACE, "p1", "tea", 2, "order-1"),
    *request(6, Told.OK, Verb.CAPTURE, "c1", "order-1", 2500, "pay-1"),
    *request(7, Told.OK, Verb.REFUND, "r1", "pay-1", 500, "pay-1"),
    *request(8, Told.OK, Verb.CAPTURE, "c2", "order-2", 1000, "pay-2"),
    *request(9, Told.OK, Verb.CANCEL, "order-2", "order-2", 0, "order-2"),
    *request(10, Told.FAIL, Verb.PLACE, "p3", "tea", 99, "INSUFFICIENT_STOCK"),
]
FIRST = Stood("tea", 2, False, 2500, 500, 500, 2500, {"pay-1": (2500, 500)})
SECOND = Stood("tea", 1, True, 1000, 1000, 0, 1250, {"pay-2": (1000, 1000)})
SHELF = Shelf(10, 15, 2)
END = End({"order-1": FIRST, "order-2": SECOND}, {"tea": SHELF})


def test_what_can_be_is_no_problem() -> None:
    assert problems(RECORD, END) == []


def without(request: int) -> list[Entry]:
    return [each for each in RECORD if each.request != request]


def but(request: int, **changes: object) -> list[Entry]:
    return [
        replace(each, **changes)
        if each.request == request and each.told is not Told.INVOKE
        else each
        for each in RECORD
    ]


def first(**changes: object) -> End:
    return End({**END.orders, "order-1": replace(FIRST, **changes)}, END.shelves)


def shelf(**changes: object) -> End:
    return End(END.orders, {"tea": replace(SHELF, **changes)})


SPOILT: dict[str, Callable[[], tuple[list[Entry], End]]] = {
    "an acknowledged order is lost": lambda: (RECORD, End({"order-1": FIRST}, END.shelves)),
    "an order of nobody's": lambda: (RECORD, End({**END.orders, "order-3": SECOND}, END.shelves)),
    "one key, two orders": lambda: (but(5, result="order-2"), END),
    "two keys, one order": lambda: (but(4, result="order-1"), END),
    "an answer that came twice": lambda: ([*RECORD, RECORD[-1]], END),
    "a request that never ended": lambda: (RECORD[:-1], END),
    "nobody asked again": lambda: (without(4), END),
    "an acknowledged order is not found": lambda: (but(10, result="NOT_FOUND"), END),
    "another order than was asked for": lambda: (RECORD, first(units=3)),
    "an adjustment done twice": lambda: (RECORD, shelf(on_hand=20)),
    "an adjustment lost": lambda: (RECORD, shelf(on_hand=10)),
    "units held for nobody": lambda: (RECORD, shelf(promised=3)),
    "units not held": lambda: (RECORD, shelf(promised=1)),
    "money taken twice": lambda: (RECORD, first(captured=5000, payments={"pay-1": (5000, 500)})),
    "a refund done twice": lambda: (RECORD, first(refunded=1000, payments={"pay-1": (2500, 1000)})),
    "a refund lost": lambda: (RECORD, first(refunded=0, payments={"pay-1": (2500, 0)})),
    "sums that differ": lambda: (RECORD, first(captured=2400)),
    "a balance that is wrong": lambda: (RECORD, first(due=0)),
    "a payment lost": lambda: (RECORD, first(captured=0, refunded=0, due=2500, payments={})),
    "a cancellation lost": lambda: (RECORD, first(is_canceled=True)),
    "a cancellation that nobody asked for": lambda: (without(9), END),
}


@pytest.mark.parametrize("way", SPOILT)
def test_what_cannot_be_is_named(way: str) -> None:
    record, end = SPOILT[way]()

    assert problems(record, end) != []
