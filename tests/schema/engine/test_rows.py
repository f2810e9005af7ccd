"""Rows of statements, as the driver hands them out."""

import pytest

from domain.shared import sql
from schema.engine.mapping import Expression
from schema.engine.rows import Selected
from schema.engine.text import compose

CURRENCY = Expression("(SELECT 'USD')", columns=("order_id",), above=("order_id", "currency"))


@pytest.mark.usefixtures("database")
async def test_a_connection_that_never_saw_a_list_of_rows_reads_one_inside_of_a_row() -> None:
    row = Selected("t1")
    row.slot(("ROW(ARRAY(SELECT ROW(7)))",))
    statement, _ = compose(row.selected())

    (found,) = await sql.fetch(f"SELECT {statement}")

    assert found[0][0][0][0] == 7


def test_what_the_row_above_has_is_not_looked_for() -> None:
    order = Selected("t1")
    line = Selected("t2", "order_id", order)

    assert line.worked_out(CURRENCY, {}) == ('t1."currency"',)
    assert "currency" in order.columns


def test_what_another_row_above_has_is_another_matter() -> None:
    parcel = Selected("t1")
    line = Selected("t2", "fulfillment_id", parcel)

    assert line.worked_out(CURRENCY, {}) == ("(SELECT 'USD')",)
    assert parcel.columns == {"id"}
