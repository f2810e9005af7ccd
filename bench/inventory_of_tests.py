"""What there is to test, and what of it the tests name: verbs, refusals, state tables."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from api.settings import PROJECT
from docs import generate as docs
from domain.shared.errors import DomainError
from domain.shared.states import StateMachine

VERB = r"^async def {}\(\s*ctx: Context\b"


@dataclass(frozen=True)
class Share:
    """Of so many, these are missing; `aside` is what else there is to say."""

    total: int
    missing: list[str]
    aside: str = ""


def verbs() -> Share:
    """Verbs, and those that no test calls, by itself, in the worlds of the tests, or through
    another verb that is called.

    A verb is a file of a context with a coroutine of its own name that is told a context.
    """
    found, missing, without = 0, [], []
    called = "".join(path.read_text("utf-8") for path in (PROJECT / "tests").rglob("*.py"))
    told = {path: path.read_text(encoding="utf-8") for path in (PROJECT / "domain").rglob("*.py")}
    for path in _sources():
        if not re.search(VERB.format(path.stem), path.read_text(encoding="utf-8"), re.MULTILINE):
            continue
        found += 1
        name, tests = f"{path.parent.name}.{path.stem}", _tests(path.parent.name)
        if f"test_{path.stem}.py" not in tests:
            without.append(name)
        word = re.compile(rf"\b{path.stem}\b")
        through = [
            other.stem for other, text in told.items() if other != path and word.search(text)
        ]
        if not any(re.search(rf"\b{each}\b", called) for each in (path.stem, *through)):
            missing.append(name)
    aside = f"{found - len(without)} have a test file of their own name, the others share one with"
    return Share(found, missing, f"{aside} their counterpart: {', '.join(without)}")


def refusals() -> Share:
    """Classes of refusals, and those that no test names."""
    for path in _sources():
        if "DomainError" in path.read_text(encoding="utf-8") or path.stem == "errors":
            __import__(".".join(path.relative_to(PROJECT).with_suffix("").parts))
    names = {refusal.__name__ for refusal in _below(DomainError)}
    tests = "".join(path.read_text("utf-8") for path in (PROJECT / "tests").rglob("test_*.py"))
    return Share(len(names), sorted(n for n in names if not re.search(rf"\b{n}\b", tests)))


def tables(seen: Path) -> Share:
    """State tables, and those where a pair of state and action was not tried."""
    tried: dict[str, set[tuple[str, str]]] = {}
    for path in seen.glob("walked-*.json"):
        for kind, pairs in json.loads(path.read_text(encoding="utf-8")).items():
            tried.setdefault(kind, set()).update((state, action) for state, action in pairs)
    machines = [one for _, one in docs.machines()]
    missing = [one.kind for one in machines if not _pairs(one) <= tried.get(one.kind, set())]
    return Share(len(machines), missing)


def _sources() -> list[Path]:
    return sorted((PROJECT / "domain").glob("*/*.py"))


def _tests(context: str) -> dict[str, str]:
    paths = (PROJECT / "tests/domain" / context).rglob("test_*.py")
    return {path.name: path.read_text(encoding="utf-8") for path in paths}


def _below(refusal: type[DomainError]) -> Iterator[type[DomainError]]:
    for child in refusal.__subclasses__():
        yield child
        yield from _below(child)


def _pairs(machine: StateMachine[Any, Any]) -> set[tuple[str, str]]:
    """Every state with every action."""
    actions: type[StrEnum] = type(machine.moves[0].action)
    states: type[StrEnum] = machine.states
    return {(str(state), str(action)) for state in states for action in actions}
