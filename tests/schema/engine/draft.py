"""A document before it is written."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.schema.engine.selections import Fragment, Selection, Spread
from tests.schema.engine.values import Variable


@dataclass(slots=True)
class Draft:
    """What one operation selects and declares, and what stands beside it."""

    selections: list[Selection]
    fragments: dict[str, Fragment]
    variables: list[Variable]
    name: str = ""
    is_short: bool = True  # written without the word `query`
    fragments_first: bool = False
    others: list[str] = field(default_factory=list)  # operations beside it
    wanted: str | None = None  # the operation that is asked for

    def declare(self, name: str, kind: str, value: object = "x") -> None:
        """One more variable."""
        self.is_short = False
        self.variables.append(Variable(name, kind, "", value))

    def levels(self) -> list[list[Selection]]:
        """The selections of every level, the root's first."""
        found = list(_levels(self.selections))
        for fragment in self.fragments.values():
            found += _levels(fragment.inner)
        return found


def _levels(selections: list[Selection]) -> Iterator[list[Selection]]:
    yield selections
    for each in selections:
        if not isinstance(each, Spread) and each.inner is not None:
            yield from _levels(each.inner)
