"""How far a backup is: a bar of bytes on a terminal, one line per phase elsewhere."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from typing import Final

from rich import progress
from rich.console import Console

Moved = Callable[[int], None]
Phase = Callable[[str, int | None], Moved]
MEGABYTE: Final = 1_000_000


@contextmanager
def bars(console: Console) -> Iterator[Phase]:
    """A bar for each phase begun; whoever begins one is given what to tell the bytes."""
    shown = progress.Progress(
        progress.TextColumn("{task.description}"),
        progress.BarColumn(),
        progress.DownloadColumn(),
        progress.TransferSpeedColumn(),
        progress.TimeElapsedColumn(),
        console=console,
        disable=not console.is_terminal,
    )

    def phase(what: str, about: int | None) -> Moved:
        if not console.is_terminal:
            size = f" (about {about / MEGABYTE:,.1f} MB)" if about else ""
            console.print(f"{what}{size} ...", highlight=False, soft_wrap=True)
        task = shown.add_task(what, total=about)

        def moved(count: int) -> None:
            shown.update(task, advance=count)

        return moved

    with shown:
        yield phase


def quietly(what: str, about: int | None) -> Moved:
    """Nobody wants to know."""
    return lambda count: None


async def watched(pieces: AsyncIterator[bytes], moved: Moved) -> AsyncIterator[bytes]:
    """The same pieces, each counted."""
    async for piece in pieces:
        moved(len(piece))
        yield piece
