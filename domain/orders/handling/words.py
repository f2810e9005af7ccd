"""The words that orders are sorted by: one way to write each."""

import re
import unicodedata
from collections.abc import Sequence

from domain.shared.errors import InvalidInput
from domain.shared.inputs import items

TAG_LENGTH_MAX = 40  # characters
TAGS_AT_ONCE = 20
TAGS_MAX = 30  # of one order
ALLOWED = re.compile(r"[\w.:-]+")


def tag_name(word: str, *field: str) -> str:
    """A word as it is kept: in lower case, with a dash for blanks, full-width letters as plain.

    Raises:
        InvalidInput: nothing, too long, or with anything but letters, digits, dots and dashes.
    """
    name = "-".join(unicodedata.normalize("NFKC", word).casefold().split())
    if not ALLOWED.fullmatch(name):
        raise InvalidInput("A tag is made of letters, digits, dots and dashes.", *field)
    if len(name) > TAG_LENGTH_MAX:
        raise InvalidInput(f"This has at most {TAG_LENGTH_MAX} characters.", *field)
    return name


def tag_names(words: Sequence[str], field: str = "tags") -> list[str]:
    """Each word once, in order. `field` is where they were said.

    Raises:
        InvalidInput: none, more than 20, or one that is no tag.
    """
    if not words:
        raise InvalidInput("This must not be empty.", field)
    given = enumerate(items(words, field, most=TAGS_AT_ONCE))
    return sorted({tag_name(word, field, str(place)) for place, word in given})
