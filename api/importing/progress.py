"""How far an import is: a bar on a terminal, a line per step elsewhere, nothing in tests."""

from types import TracebackType
from typing import Protocol, Self

from rich import progress
from rich.console import Console


class Progress(Protocol):
    """Who wants to know."""

    def step(self, phase: str, done: int, total: int) -> None:
        """So many of a phase's steps are done."""


class Silent:
    """Nobody."""

    def step(self, phase: str, done: int, total: int) -> None:
        """Say nothing."""


class OnTerminal:
    """A bar per phase where there is a terminal; else one line when a phase ends."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._bars = progress.Progress(
            progress.TextColumn("{task.description}"),
            progress.BarColumn(),
            progress.MofNCompleteColumn(),
            progress.TimeElapsedColumn(),
            console=console,
            disable=not console.is_terminal,
        )
        self._tasks: dict[str, progress.TaskID] = {}

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bars.stop()

    def step(self, phase: str, done: int, total: int) -> None:
        """Move the phase's bar, or say that it ended."""
        if self._console.is_terminal:
            task = self._tasks.get(phase)
            if task is None:
                task = self._tasks[phase] = self._bars.add_task(phase, total=total)
            self._bars.update(task, completed=done, total=total)
        elif done == total:
            self._console.print(f"{phase}: done")
