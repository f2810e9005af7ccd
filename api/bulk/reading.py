"""Rows out of a file, from any place in it that a row begins at.

The number of a row is what a spreadsheet shows beside it: the header of CSV is row 1, and a cell
of several lines stands in one row. In JSON Lines it is the number of the line.
"""

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from domain.catalog.bulk import unreadable
from domain.catalog.bulk.columns import unguarded
from domain.catalog.bulk.items import Refused
from domain.catalog.bulk.limits import ROW_BYTES_MAX
from domain.catalog.bulk.states import ImportFormat
from domain.processes.run_import import Batch, FileRow
from domain.shared.errors import InvalidInput

BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of a CSV file, and where its rows begin."""

    columns: tuple[str, ...]
    end: int


def header_of(path: Path) -> Header:
    """The first row of a CSV file.

    Raises:
        InvalidInput: it is none.
    """
    with path.open("rb") as file:
        cells = _cells(file)
        if cells is None:
            raise unreadable.no_header()
        columns = tuple(cell.strip() for cell in cells)
        return Header(columns, file.tell())


class Reading:
    """A file that is read in batches. `rows_done` and `bytes_done` are where it goes on."""

    def __init__(
        self,
        path: Path,
        format: ImportFormat,
        header: Header | None,
        *,
        rows_done: int,
        bytes_done: int,
        total_bytes: int,
    ) -> None:
        self._file = path.open("rb")
        self._format = format
        self._header = header
        self._total = total_bytes
        self.rows_done, self.bytes_done = rows_done, bytes_done
        if header is not None and bytes_done == 0:
            self.bytes_done = header.end
        self._file.seek(self.bytes_done)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def batch(self, most: int) -> Batch:
        """The next rows, up to so many; blank ones are passed over."""
        rows: list[FileRow] = []
        while len(rows) < most and self.bytes_done < self._total:
            found = self._next()
            self.bytes_done = self._file.tell()
            self.rows_done += 1
            if found is not None:
                rows.append(found)
        return Batch(rows, self.rows_done, self.bytes_done, self.bytes_done >= self._total)

    def _next(self) -> FileRow | None:
        number = self.rows_done + (1 if self._header is None else 2)
        try:
            values = self._object() if self._header is None else self._row(self._header.columns)
        except InvalidInput as refusal:
            return FileRow(number, None, Refused((), refusal))
        return None if values is None else FileRow(number, values)

    def _row(self, columns: tuple[str, ...]) -> Mapping[str, object] | None:
        cells = _cells(self._file)
        if cells is None or not any(cells):
            return None
        if len(cells) != len(columns):
            raise unreadable.other_width(len(cells), len(columns))
        return {name: unguarded(cell) for name, cell in zip(columns, cells, strict=True)}

    def _object(self) -> Mapping[str, object] | None:
        line = _line(self._file, ROW_BYTES_MAX)
        if self.bytes_done == 0:
            line = line.removeprefix(BOM)
        if not line.strip():
            return None
        try:
            value = json.loads(line, object_pairs_hook=_once)
        except (ValueError, RecursionError):
            raise unreadable.no_object() from None
        if not isinstance(value, dict):
            raise unreadable.no_object()
        return value


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object that says each thing once: which of two would count is anybody's guess."""
    value = dict(pairs)
    if len(value) < len(pairs):
        raise ValueError
    return value


def _cells(file: BinaryIO) -> list[str] | None:
    """The cells of the next row, and the file behind it; None at the end of the file.

    Raises:
        InvalidInput: it is no row of CSV. The file stands behind its first line then.
    """
    start = file.tell()
    try:
        row = next(csv.reader(_lines(file), strict=True), None)
    except (csv.Error, InvalidInput, UnicodeDecodeError) as error:
        file.seek(start)
        _skip_line(file)
        if isinstance(error, InvalidInput):
            raise
        if isinstance(error, UnicodeDecodeError):
            raise unreadable.no_utf8() from None
        raise unreadable.no_csv() from None
    return row


def _lines(file: BinaryIO) -> Iterator[str]:
    """Lines for a reader, which takes just those that its row has."""
    left = ROW_BYTES_MAX
    while left > 0:
        is_first = file.tell() == 0
        line = _line(file, left)
        if not line:
            return
        left -= len(line)
        yield (line.removeprefix(BOM) if is_first else line).decode()
    raise unreadable.too_long()


def _line(file: BinaryIO, most: int) -> bytes:
    line = file.readline(most + 1)
    if len(line) > most:
        if not line.endswith(b"\n"):
            _skip_line(file)
        raise unreadable.too_long()
    return line


def _skip_line(file: BinaryIO) -> None:
    while (part := file.readline(ROW_BYTES_MAX)) and not part.endswith(b"\n"):
        pass
