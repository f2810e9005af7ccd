"""One SQL statement of a plan."""

import asyncio
from typing import Any

from domain.shared import sql
from domain.shared.paging import PAGE_SIZE_MAX
from schema.engine.run import Part, Run
from schema.engine.text import Later, Pieces, Value, compose

SHAPES_MAX = 64  # texts of one statement that are remembered
SIZES = (1, 10, 20, 50, PAGE_SIZE_MAX)  # rows: limits are rounded up to these, so texts are few
LIMITS = [next(limit for limit in SIZES if limit >= size) + 1 for size in range(PAGE_SIZE_MAX + 1)]


class Statement:
    """A statement in pieces. Its text is put together once for every shape that it takes."""

    def __init__(self, pieces: Pieces) -> None:
        self._pieces = pieces
        self._later = [each for each in pieces if isinstance(each, Later)]
        self._known: dict[tuple[object, ...], tuple[str, tuple[Value, ...]]] = {}

    def asked(self, run: Run) -> tuple[str, list[object]]:
        """The text and the parameters of one run."""
        shape = tuple(each.shape(run) for each in self._later)
        known = None if None in shape else self._known.get(shape)
        if known is None:
            known = self._composed(run)
            if None not in shape and len(self._known) < SHAPES_MAX:
                self._known[shape] = known
        text, values = known
        return text, [value.of(run) for value in values]

    def _composed(self, run: Run) -> tuple[str, tuple[Value, ...]]:
        whole: list[Any] = []
        for piece in self._pieces:
            whole.extend(piece.pieces(run) if isinstance(piece, Later) else (piece,))
        return compose(tuple(whole))

    async def fetch(self, run: Run) -> list[Any]:
        """The rows."""
        text, values = self.asked(run)
        trace = run.trace
        if trace is None:
            return await sql.fetch(text, *values)
        began = asyncio.get_running_loop().time()
        found = await sql.fetch(text, *values)
        trace(text, values, len(found), asyncio.get_running_loop().time() - began)
        return found


def limit_of(part: Part) -> int:
    """How many rows to ask for: one more than wanted tells whether there are more."""
    return LIMITS[part.size]
