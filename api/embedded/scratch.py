"""Scratch directories for servers: open to PostgreSQL's own user, and gone with what runs in them.

They are called by a prefix, the pid of their owner and chance, so that a later run can clear
away what a killed one left behind.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from api.embedded.processes import kill_all, servers_in


@contextmanager
def scratch_directory(prefix: str) -> Iterator[Path]:
    """A directory that PostgreSQL's own user can enter too, which `mkdtemp` closes to it.

    When it goes, the servers that still work in it go as well.
    """
    directory = Path(tempfile.mkdtemp(prefix=f"{prefix}{os.getpid()}-"))
    directory.chmod(0o755)
    try:
        yield directory
    finally:
        _remove(directory)


def sweep(prefix: str) -> None:
    """End the servers and remove the directories of owners that died."""
    for directory in Path(tempfile.gettempdir()).glob(f"{prefix}*-*"):
        pid = directory.name.removeprefix(prefix).partition("-")[0]
        if _is_mine(directory) and pid.isdecimal() and not psutil.pid_exists(int(pid)):
            _remove(directory)


def _is_mine(directory: Path) -> bool:
    """Whether it is ours to remove; one whose owner removes it at this moment is not."""
    try:
        return not hasattr(os, "geteuid") or directory.stat().st_uid == os.geteuid()
    except FileNotFoundError:
        return False


def _remove(directory: Path) -> None:
    kill_all(servers_in(directory, "initdb", "postgres", "valkey-server"))
    shutil.rmtree(directory, ignore_errors=True)
