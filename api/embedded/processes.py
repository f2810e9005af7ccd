"""Is a process still there, and which servers work in a directory? A zombie counts as dead."""

import time
from contextlib import suppress
from pathlib import Path

import psutil

POLL_SECONDS = 0.02


def lives(process: psutil.Process) -> bool:
    """Whether this very process runs: neither gone, nor a zombie, nor a stranger with its pid."""
    try:
        return process.is_running() and process.status() not in {
            psutil.STATUS_ZOMBIE,
            psutil.STATUS_DEAD,
        }
    except psutil.NoSuchProcess:
        return False


def works_in(process: psutil.Process, directory: Path) -> bool:
    """Whether the process has its working directory there, or below."""
    try:
        return Path(process.cwd()).is_relative_to(directory.resolve())
    except (psutil.Error, OSError):
        return False  # gone meanwhile, or somebody else's: not ours in either case


def servers_in(directory: Path, *names: str) -> list[psutil.Process]:
    """Every living process of one of these names that works in the directory or below it."""
    return [
        process
        for process in psutil.process_iter(["name"])
        if process.info["name"] in names and works_in(process, directory) and lives(process)
    ]


def kill_all(processes: list[psutil.Process], *, within_seconds: float = 10) -> None:
    """Kill them at once (SIGKILL) and wait until they are gone; one already gone is no matter."""
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    for process in processes:
        wait_until_gone(process, within_seconds)


def wait_until_gone(process: psutil.Process, seconds: float) -> bool:
    """Wait for a process that may be nobody's child here; False when it outlives the wait."""
    deadline = time.monotonic() + seconds
    while lives(process):
        if time.monotonic() > deadline:
            return False
        time.sleep(POLL_SECONDS)
    return True


def end_of(log: Path, *, lines: int = 15) -> str:
    """The last lines of a server's log, to stand below a sentence that says what went wrong."""
    try:
        return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
    except FileNotFoundError:
        return "(it wrote no log)"
