"""What there is to test: every verb, and every state table."""

import json
import re
from enum import StrEnum
from pathlib import Path
from typing import Any

from api.settings import PROJECT
from docs import generate as docs
from domain.shared.states import StateMachine


def verbs_without_tests() -> tuple[int, list[str]]:
    """How many verbs there are, and those without a test file of their own name.

    A verb is a file of a context that defines the coroutine it is called after.
    """
    verbs = [
        path
        for path in sorted((PROJECT / "domain").glob("*/*.py"))
        if re.search(rf"^async def {path.stem}\(", path.read_text(encoding="utf-8"), re.MULTILINE)
    ]
    missing = [
        f"{path.parent.name}.{path.stem}"
        for path in verbs
        if not (PROJECT / "tests/domain" / path.parent.name / f"test_{path.stem}.py").exists()
    ]
    return len(verbs), missing


def tables_not_walked(seen: Path) -> tuple[int, list[str]]:
    """How many state tables there are, and those where a pair of state and action was not tried."""
    tried: dict[str, set[tuple[str, str]]] = {}
    for path in seen.glob("walked-*.json"):
        for kind, pairs in json.loads(path.read_text(encoding="utf-8")).items():
            tried.setdefault(kind, set()).update((state, action) for state, action in pairs)
    machines = [one for _, one in docs.machines()]
    missing = [one.kind for one in machines if not _pairs(one) <= tried.get(one.kind, set())]
    return len(machines), missing


def _pairs(machine: StateMachine[Any, Any]) -> set[tuple[str, str]]:
    """Every state with every action."""
    actions: type[StrEnum] = type(machine.moves[0].action)
    states: type[StrEnum] = machine.states
    return {(str(state), str(action)) for state in states for action in actions}
