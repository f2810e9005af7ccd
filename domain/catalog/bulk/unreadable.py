"""What is said of a row that is none: nobody can tell what it was meant to say."""

from domain.catalog.bulk.limits import ROW_BYTES_MAX
from domain.shared.errors import InvalidInput


def no_header() -> InvalidInput:
    """The file of CSV has nothing in it."""
    return InvalidInput("There is no header.")


def other_width(cells: int, columns: int) -> InvalidInput:
    """A row has more cells than there are columns, or fewer."""
    return InvalidInput(f"This row has {cells} cells; the header has {columns}.")


def no_object() -> InvalidInput:
    """A line is no JSON, or none that has fields, each of them once."""
    return InvalidInput("This line is no JSON object.")


def no_csv() -> InvalidInput:
    """Its quotation marks do not go together."""
    return InvalidInput("This row is no CSV; look at its quotation marks.")


def no_utf8() -> InvalidInput:
    """Its bytes are no text."""
    return InvalidInput("This row is no UTF-8.")


def too_long() -> InvalidInput:
    """It does not end where rows end."""
    return InvalidInput(f"A row has at most {ROW_BYTES_MAX} bytes; is a quotation mark missing?")
