"""Words that a document has in place of what only a furnished shop knows: ids, names, cursors.

A generated document says `«Order.3»` for the id of some order, so that the same document is
generated whatever the ids of today's rows are, and so that one that fails can be read.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

Words = Mapping[str, Sequence[str]]  # what there is, by what it is: kinds for ids, else a name
PLACE = re.compile(r"«([\w.]+)\.(\d+)»")


def word(of: str, number: int) -> str:
    """The place of some value of that sort."""
    return f"«{of}.{number}»"


def filled(value: Any, words: Words) -> Any:
    """The same text, or the same JSON, with the shop's own values in their places."""
    if isinstance(value, str):
        return PLACE.sub(lambda place: _word(words, place), value)
    if isinstance(value, list):
        return [filled(each, words) for each in value]
    if isinstance(value, dict):
        return {name: filled(each, words) for name, each in value.items()}
    return value


def _word(words: Words, place: re.Match[str]) -> str:
    known = words[place[1]]
    return known[int(place[2]) % len(known)]
