"""Readable names out of a till's shorthand: `ICE - CRUSHED/CUBED` becomes Ice, crushed/cubed."""

import re
from functools import cache

from api.importing.completejourney.words import DEPARTMENTS, FULL_WORDS, PROPER_NAMES, UNITS

TYPE_WIDTH = 30  # characters; the source cuts longer types off
NAME_MAX = 200  # characters, as the product table has it
STORE_BRAND = "store brand"

_WORD = re.compile(r"[A-Za-z']+")
_OPEN_TAIL = re.compile(r"\s*\([^)]*$")
_CUT_TAIL = re.compile(r"\s*[-/&:,(]\s*[A-Z0-9]{0,2}\s*$")
_COMMA = re.compile(r"\s*(?::|,|\s-|-\s)\s*")
_FULL_STOP = re.compile(r"(?<=[A-Za-z])\.(?=\s|$|[A-Za-z])")
_AND = re.compile(r"\s*&\s*")
_BRACKET = re.compile(r"(?<=\w)\(")
_LEADING_CODE = re.compile(r"^[A-Z]{1,3}\s+(?=[\d.])")
_BARE_FRACTION = re.compile(r"(?<![\d.])\.(?=\d)")
_GLUED = re.compile(r"(?<=\d)(?=[A-Za-z])")


@cache
def spelled_out(shorthand: str) -> str:
    """A department, category or type as a person would write it, beginning with a capital."""
    if shorthand in DEPARTMENTS:
        return DEPARTMENTS[shorthand]
    text = _GLUED.sub(" ", _BRACKET.sub(" (", shorthand.strip()))
    if len(shorthand) >= TYPE_WIDTH:
        text = _CUT_TAIL.sub("", _OPEN_TAIL.sub("", text))
    text = _AND.sub(" & ", _COMMA.sub(", ", _FULL_STOP.sub(" ", text)))
    text = " ".join(_WORD.sub(_full_word, text).split()).strip(" ,-/&")
    return text[:1].upper() + text[1:]


def _full_word(match: re.Match[str]) -> str:
    word = match[0].lower()
    return PROPER_NAMES.get(word) or FULL_WORDS.get(word, word)


@cache
def size_label(package_size: str | None) -> str:
    """`AB    .42 OZ` → `0.42 oz`; empty where the source says nothing."""
    text = _LEADING_CODE.sub("", " ".join((package_size or "").split()))
    text = _GLUED.sub(" ", _BARE_FRACTION.sub("0.", text))
    return _WORD.sub(_unit, text).replace("*", "").strip()


def _unit(match: re.Match[str]) -> str:
    word = match[0].lower()
    return UNITS.get(word, word)


def product_name(
    *, product_type: str | None, category: str | None, department: str, private: bool, size: str
) -> str:
    """What to call a product: its type, whose label it carries if it is our own, its size."""
    kind = spelled_out(product_type or category or department)
    parts = [kind, STORE_BRAND if private else "", size]
    return ", ".join(part for part in parts if part)[:NAME_MAX]


def slug_of(*parts: str) -> str:
    """Words for an address: lower case, digits and single hyphens."""
    return "-".join(word for part in parts for word in re.findall(r"[a-z0-9]+", part.lower()))
