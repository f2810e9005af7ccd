"""Rows out of a file: whatever is wrong with one is said of it, and the next one is read."""

from pathlib import Path

from api.bulk.reading import Reading, header_of
from domain.catalog.bulk import limits
from domain.catalog.bulk.columns import cell_of_tags, guarded, tags_of_cell, unguarded
from domain.catalog.bulk.states import ImportFormat
from domain.processes.run_import import FileRow

HEADER = b"sku,currency,price\n"


def reading(path: Path, content: bytes, rows_done: int = 0, bytes_done: int = 0) -> Reading:
    path.write_bytes(content)
    is_csv = not content.startswith(b"{")
    return Reading(
        path,
        ImportFormat.CSV if is_csv else ImportFormat.JSONL,
        header_of(path) if is_csv else None,
        rows_done=rows_done,
        bytes_done=bytes_done,
        total_bytes=len(content),
    )


def all_rows(found: Reading, most: int = 100) -> list[FileRow]:
    rows: list[FileRow] = []
    while True:
        batch = found.batch(most)
        rows += batch.rows
        if batch.is_last:
            found.close()
            return rows


def said(rows: list[FileRow]) -> list[tuple[int, object]]:
    return [
        (row.number, row.refused.error.message if row.refused else row.values and row.values["sku"])
        for row in rows
    ]


def test_rows_have_the_numbers_of_a_spreadsheet(tmp_path: Path) -> None:
    content = b"\xef\xbb\xbf" + HEADER + b'A,USD,1\r\n\r\n"B\nb",USD,"1"\n,,\nC,USD,2'

    rows = all_rows(reading(tmp_path / "rows", content))

    assert said(rows) == [(2, "A"), (4, "B\nb"), (6, "C")]


def test_what_is_no_row_is_said_of_it_and_the_next_is_read(tmp_path: Path) -> None:
    content = HEADER + b'A,USD\nB,USD,1\n"C"c,USD,1\nD,\xff,1\n"E,USD,1\nF,USD,1\n'

    rows = all_rows(reading(tmp_path / "rows", content))

    assert said(rows) == [
        (2, "This row has 2 cells; the header has 3."),
        (3, "B"),
        (4, "This row is no CSV; look at its quotation marks."),
        (5, "This row is no UTF-8."),
        (6, "This row is no CSV; look at its quotation marks."),
        (7, "F"),
    ]


def test_a_row_that_is_too_long_is_no_row(tmp_path: Path) -> None:
    long = b"x" * (limits.ROW_BYTES_MAX + 10)
    for content in (
        HEADER + long + b",USD,1\nB,USD,1\n",
        b'{"sku": "A"}\n{"sku": "' + long + b'"}\n{"sku": "B"}\n',
    ):
        rows = all_rows(reading(tmp_path / "rows", content))
        assert [row.refused is not None for row in rows][-2:] == [True, False]
        assert rows[-1].values is not None
        assert rows[-1].values["sku"] == "B"


def test_lines_of_json_are_objects_that_say_each_thing_once(tmp_path: Path) -> None:
    content = b'{"sku": "A"}\n\n[]\n{"sku": "B", "sku": "C"}\n{"sku":\n{"sku": "D"}'

    rows = all_rows(reading(tmp_path / "rows", content))

    wrong = "This line is no JSON object."
    assert said(rows) == [(1, "A"), (3, wrong), (4, wrong), (5, wrong), (6, "D")]


def test_from_any_batch_on_the_rest_is_the_same(tmp_path: Path) -> None:
    lines = b"".join(b'"S\n%d",USD,%d\n' % (number, number) for number in range(20))
    whole = all_rows(reading(tmp_path / "rows", HEADER + lines), 3)

    for cut in range(1, 7):
        first = reading(tmp_path / "rows", HEADER + lines)
        rows = [row for _ in range(cut) for row in first.batch(3).rows]
        second = reading(
            tmp_path / "rows",
            HEADER + lines,
            rows_done=first.rows_done,
            bytes_done=first.bytes_done,
        )
        assert rows + all_rows(second, 3) == whole
        first.close()


def test_no_cell_is_a_formula_and_each_comes_back_as_it_was() -> None:
    for cell in ("=1+1", "+49", "-5", "@home", "'=1", "''-", "'tis", "plain", ""):
        written = guarded(cell)
        assert unguarded(written) == cell
        assert not written.startswith(("=", "+", "-", "@"))


def test_tags_of_one_cell_come_back_as_they_were() -> None:
    tags = ["a", "b|c", "d\\e", "f\\|g", "茶"]
    assert tags_of_cell(cell_of_tags(tags)) == tags
