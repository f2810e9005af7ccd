"""Codes of coupons: as people type them, and as nobody guesses them."""

import re

from domain.shared import inputs
from domain.shared.errors import InvalidInput

CODE_LENGTH_MAX = 40  # characters
PREFIX_LENGTH_MAX = 16  # characters
CODES_MAX = 10  # of one order
WRITTEN = re.compile(r"[A-Z0-9_-]*")

# Digits and letters that nobody mistakes for one another (Crockford's base 32). Twelve of them are
# 60 bits, out of a UUID whose bytes are random but for the two with its version and variant.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RANDOM_BYTES = (0, 1, 2, 3, 4, 5, 9, 10, 11, 12, 13, 14)
UNGUESSABLE = " || ".join(
    f"substr('{ALPHABET}', (get_byte(random.bytes, {byte}) & 31) + 1, 1)" for byte in RANDOM_BYTES
)


def normal(code: str) -> str:
    """A code as it is kept and looked for: capitals, no blanks."""
    return "".join(code.split()).upper()


def checked_code(code: str, *field: str, longest: int = CODE_LENGTH_MAX, least: int = 1) -> str:
    """A code that somebody chose.

    Raises:
        InvalidInput: too long, empty, or with anything but letters, digits, dashes, underscores.
    """
    code = inputs.text(normal(code), *field, longest=longest, required=least > 0)
    if not WRITTEN.fullmatch(code):
        raise InvalidInput("A coupon code is of letters, digits, - and _.", *field)
    return code
