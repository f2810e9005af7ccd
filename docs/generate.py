"""Writes `states.md`, and the diagrams inside other pages, from the tables in the code:
`python -m docs.generate [--check]`.
"""

import importlib
import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from domain.shared.states import StateMachine

HERE = Path(__file__).parent
PROJECT = HERE.parent
PAGE = HERE / "states.md"
Machine = StateMachine[Any, Any]
# Where another page shows a lifecycle: `<!-- states: kind -->`, the diagram, `<!-- end -->`.
PLACE = re.compile(r"(<!-- states: ([\w ]+) -->\n).*?(<!-- end -->)", re.DOTALL)

INTRODUCTION = """\
# The lives of things

`make docs` draws this page from the `StateMachine` tables, so it says what the code does. A move is
a named action. One thing is moved by `StateMachine.move` in
[`domain/shared/states.py`](../domain/shared/states.py): its UPDATE names the version it was decided
on, so of two at once one wins. Many at once (reservations, warnings) are moved by one statement,
whose WHERE names the states that the table allows. An action that the table does not allow is
refused, and the refusal names the actions that are.

Statuses that only add up other things, such as what was paid or delivered of an order, have no
table: [`domain/orders/statuses.py`](../domain/orders/statuses.py).
"""


def machines() -> Iterator[tuple[Path, Machine]]:
    """Every lifecycle, and the file it stands in, in the order of files and lines."""
    for path in sorted((PROJECT / "domain").glob("**/states.py")):
        if path.parent.name == "shared":
            continue
        name = ".".join(path.relative_to(PROJECT).with_suffix("").parts)
        module = importlib.import_module(name)
        for value in vars(module).values():
            if isinstance(value, StateMachine):
                yield path.relative_to(PROJECT), value


def arrows(machine: Machine) -> list[tuple[str, str, str]]:
    """Every arrow as (from, action, to). What goes back goes back to wherever it was held."""

    def held_from(state: Any) -> list[Any]:
        into = [arrow for arrow in machine.moves if arrow.target == state]
        return [one for one in machine.states if any(one in arrow.sources for arrow in into)]

    return [
        (source.value, arrow.action.value, target.value)
        for arrow in machine.moves
        for source in machine.states
        if source in arrow.sources
        for target in ([arrow.target] if arrow.target is not None else held_from(source))
    ]


def diagram(machine: Machine) -> str:
    """A lifecycle as Mermaid draws it."""
    lines = ["stateDiagram-v2"]
    lines += [f"    [*] --> {state.value}" for state in machine.states if state in machine.initial]
    lines += [f"    {source} --> {target}: {action}" for source, action, target in arrows(machine)]
    lines += [
        f"    {state.value} --> [*]" for state in machine.states if not machine.actions(state)
    ]
    return "\n".join(lines)


def page() -> str:
    """The whole page."""
    return INTRODUCTION + "".join(_section(path, machine) for path, machine in machines())


def _section(path: Path, machine: Machine) -> str:
    title = machine.kind[:1].upper() + machine.kind[1:]
    about = inspect.getdoc(machine.states) or ""
    return (
        f"\n## {title}\n\n{about} The table stands in [`{path}`](../{path}).\n\n"
        f"```mermaid\n{diagram(machine)}\n```\n"
    )


def with_diagrams(text: str) -> str:
    """A page with its diagrams as the tables are now."""
    known = {machine.kind: machine for _, machine in machines()}

    def drawn(place: re.Match[str]) -> str:
        return f"{place[1]}\n```mermaid\n{diagram(known[place[2]])}\n```\n\n{place[3]}"

    return PLACE.sub(drawn, text)


def pages() -> Iterator[tuple[Path, str]]:
    """Every page that this writes, whole or in part, and what it should say."""
    yield PAGE, page()
    for path in sorted(HERE.glob("*.md")):
        if path != PAGE and PLACE.search(path.read_text(encoding="utf-8")):
            yield path, with_diagrams(path.read_text(encoding="utf-8"))


def main(arguments: list[str]) -> None:
    """Write the pages; or with `--check` only look whether they are what the code says."""
    for path, text in pages():
        if "--check" not in arguments:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            raise SystemExit(f"docs/{path.name} is stale: write it anew with `make docs`.")


if __name__ == "__main__":
    main(sys.argv[1:])
