"""A pytest plugin: which pairs of state and action the tests try on each state table.

Each process of the run leaves a file in WALKED_DIR; `bench.tests_run` reads them.
"""

import json
import os
from collections import defaultdict
from pathlib import Path
from typing import Any

from domain.shared.states import StateMachine

_tried: dict[str, set[tuple[str, str]]] = defaultdict(set)
_target = StateMachine.target


def _watched(self: StateMachine[Any, Any], state: Any, action: Any, **more: Any) -> Any:
    _tried[self.kind].add((str(state), str(action)))
    return _target(self, state, action, **more)


def pytest_configure() -> None:
    """Watch every table."""
    StateMachine.target = _watched  # type: ignore[method-assign]  # that is what watching means


def pytest_sessionfinish() -> None:
    """Write down what this process saw."""
    seen = {kind: sorted(pairs) for kind, pairs in _tried.items()}
    path = Path(os.environ["WALKED_DIR"], f"walked-{os.getpid()}.json")
    path.write_text(json.dumps(seen), encoding="utf-8")
