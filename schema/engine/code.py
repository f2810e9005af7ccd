"""Python written for one document: functions that put rows straight into the shape of the answer.

Only names of our own, GraphQL names (letters, digits, underscores) and representations of plain
texts go into it; every other value is handed over in the namespace.
"""

from collections.abc import Callable
from typing import Any


class Code:
    """The functions of one plan, while they are being written."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._names: dict[str, Any] = {}
        self._known: dict[int, str] = {}
        self._count = 0

    def fresh(self, prefix: str) -> str:
        """A name that is not taken."""
        self._count += 1
        return f"{prefix}{self._count}"

    def value(self, what: Any) -> str:
        """The name under which a value of ours is handed over."""
        if id(what) not in self._known:
            self._known[id(what)] = name = self.fresh("v")
            self._names[name] = what  # which also keeps its id from being given to another
        return self._known[id(what)]

    def function(self, parameters: str, *body: str) -> str:
        """The name of a new function."""
        name = self.fresh("f")
        self._lines.append(f"def {name}({parameters}):")
        self._lines += [f"    {line}" for line in body]
        return name

    @property
    def source(self) -> str:
        """What was written so far."""
        return "\n".join(self._lines)

    def load(self) -> Callable[[str], Callable[..., Any]]:
        """Every function by its name, ready to be called."""
        names = dict(self._names)
        exec(compile(self.source, "<plan>", "exec"), names)
        return names.__getitem__
