"""Which lines a scan is counted for, without a database."""

import pytest

from domain.fulfillment.picking.counting import ToScan, counted, expected
from domain.fulfillment.picking.errors import TooManyScanned, WrongItem
from domain.shared.ids import new_id

LAMP, GIFT, BOOK = new_id(), new_id(), new_id()
# Two lamps of three are scanned; one more is a gift, on a line of its own.
LINES = [
    ToScan(LAMP, new_id(), "LAMP-1", 3, 2),
    ToScan(BOOK, new_id(), "BOOK-3", 1, 1),
    ToScan(GIFT, new_id(), "LAMP-1", 1, 0),
]


@pytest.mark.parametrize(
    ("units", "shares"), [(1, {LAMP: 1}), (2, {LAMP: 1, GIFT: 1})], ids=["one", "two"]
)
def test_the_first_line_is_filled_first(units: int, shares: dict[object, int]) -> None:
    assert counted(LINES, "LAMP-1", units) == shares


@pytest.mark.parametrize(
    ("code", "units", "refusal", "sentence"),
    [
        ("LAMP-1", 3, TooManyScanned, "Only 2 of LAMP-1 are still to be scanned."),
        ("BOOK-3", 1, TooManyScanned, "Only 0 of BOOK-3 are still to be scanned."),
        (
            "lamp-1",
            1,
            WrongItem,
            "lamp-1 does not belong here. Still to be scanned: LAMP-1 (2).",
        ),
    ],
)
def test_what_is_refused(code: str, units: int, refusal: type[Exception], sentence: str) -> None:
    with pytest.raises(refusal) as refused:
        counted(LINES, code, units)

    assert str(refused.value) == sentence


def test_a_refusal_names_five_items_at_most() -> None:
    lines = [ToScan(new_id(), new_id(), f"A-{n}", n, 0) for n in range(1, 8)]

    assert expected(lines) == "A-1 (1), A-2 (2), A-3 (3), A-4 (4), A-5 (5), …"
