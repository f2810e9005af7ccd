"""Waybill numbers: whose parcel, which one, and two digits that notice a slip of the hand."""

import re

SEQUENCE_DIGITS = 10
PREFIX_MAX = 8  # characters
SHAPE = re.compile(r"[A-Z0-9][A-Z0-9-]{4,38}[A-Z0-9]")  # what any carrier prints on a label
MODULUS = 97  # ISO 7064 MOD 97-10, as in an IBAN


def waybill_number(carrier_code: str, sequence: int) -> str:
    """The number of a carrier's parcel, e.g. `SWIFT000000004261` for its 42nd.

    One wrong digit, or two neighbours swapped, never makes another valid number.
    """
    assert 0 < sequence < 10**SEQUENCE_DIGITS, "a carrier has ten digits of parcels"
    body = f"{prefix(carrier_code)}{sequence:0{SEQUENCE_DIGITS}d}"
    return f"{body}{MODULUS + 1 - _as_integer(body + '00') % MODULUS:02d}"


def validate_waybill(carrier_code: str, number: str) -> bool:
    """Whether a number can be on a label of this carrier.

    Numbers of our own making must check; of others we know only the shape.
    """
    if not SHAPE.fullmatch(number):
        return False
    own = re.fullmatch(rf"{prefix(carrier_code)}\d{{{SEQUENCE_DIGITS + 2}}}", number)
    return own is None or _as_integer(number) % MODULUS == 1


def normal(number: str) -> str:
    """A number as we keep it: no blanks around it, capital letters."""
    return number.strip().upper()


def prefix(carrier_code: str) -> str:
    """What a carrier's numbers begin with: the letters and digits of its code."""
    return re.sub(r"[^A-Z0-9]", "", carrier_code.upper())[:PREFIX_MAX]


def _as_integer(text: str) -> int:
    # Letters count as 10 to 35, like in the standard.
    return int("".join(str(int(character, 36)) for character in text))
