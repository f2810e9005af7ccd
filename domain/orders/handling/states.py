"""Who reads what is noted about an order."""

from enum import StrEnum


class NoteVisibility(StrEnum):
    """Who reads a note."""

    INTERNAL = "internal"
    CUSTOMER = "customer"
