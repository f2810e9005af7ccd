"""SQL in pieces: texts, values that are known when it runs, and parts whose text is known then."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

PLACE = re.compile(r"\$(\d+)")


@dataclass(frozen=True, slots=True, eq=False)
class Value:
    """A parameter: `of` says what it is in one run."""

    of: Callable[[Any], object]


@dataclass(frozen=True, slots=True, eq=False)
class Later:
    """A part whose text depends on the run: its pieces, and the shape by which they are known.

    The same shape means the same pieces; None means that they are like no others.
    """

    shape: Callable[[Any], object]
    pieces: Callable[[Any], "Pieces"]


Piece = str | Value | Later
Pieces = tuple[Piece, ...]


def pieces(*parts: "str | Value | Later | Pieces") -> Pieces:
    """One text out of several."""
    joined: list[Piece] = []
    for part in parts:
        joined.extend(part if isinstance(part, tuple) else (part,))
    return tuple(joined)


def between(separator: str, parts: Iterable[Pieces]) -> Pieces:
    """Texts with a separator between them."""
    joined: list[Piece] = []
    for number, part in enumerate(parts):
        if number:
            joined.append(separator)
        joined.extend(part)
    return tuple(joined)


def numbered(statement: str, values: Sequence[Value]) -> Pieces:
    """A statement with `$1`, `$2` … as pieces."""
    found = PLACE.split(statement)
    return tuple(
        values[int(part) - 1] if number % 2 else part for number, part in enumerate(found) if part
    )


def compose(parts: Pieces) -> tuple[str, tuple[Value, ...]]:
    """The text with its parameters numbered, and the parameters in that order."""
    texts: list[str] = []
    places: dict[Value, int] = {}
    for part in parts:
        if isinstance(part, str):
            texts.append(part)
            continue
        assert isinstance(part, Value), "what comes later was put in its place"
        texts.append(f"${places.setdefault(part, len(places) + 1)}")
    return "".join(texts), tuple(places)
