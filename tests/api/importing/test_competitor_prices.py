"""What others ask, from a file: every good row is noted once, every odd one is named."""

from api.importing.competitor_prices import note_all
from tests.shop import Shop


async def test_rows_are_noted_once_and_odd_ones_are_named(shop: Shop) -> None:
    await shop.variant(sku="TEA-1")
    row = {
        "sku": "TEA-1",
        "competitor": "Corner shop",
        "amount": "11.90",
        "currency": "USD",
        "observed_at": "2026-03-01T12:00:00",
    }
    rows = [row, row, {**row, "sku": "NONE"}, {**row, "amount": "x"}, {**row, "observed_at": "?"}]

    reports = [await note_all(rows, shop.now) for _ in range(2)]

    for report in reports:
        assert (report.rows, report.taken) == (5, 2)
        assert [fault.split(":")[0] for fault in report.faults] == ["row 3", "row 4", "row 5"]
    assert await shop.count("competitor_price") == 1
