"""Which postmaster runs a cluster, as far as `postmaster.pid` tells and can be believed.

The file outlives a killed server, its pid may belong to a stranger by now, and while the server
starts it has fewer than its eight lines. So it is only a hint, and the process is asked itself.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

import psutil

from api.embedded.processes import kill_all, lives, servers_in, works_in

PROGRAM = "postgres"
FILE_NAME = "postmaster.pid"


@dataclass(frozen=True)
class Postmaster:
    """A living server of one cluster. Without a port it has only begun to start."""

    process: psutil.Process
    port: int | None
    socket_dir: Path | None
    status: str

    @property
    def is_ready(self) -> bool:
        return self.status == "ready" and self.port is not None and self.socket_dir is not None

    @property
    def is_stopping(self) -> bool:
        return self.status == "stopping"

    @classmethod
    def of(cls, cluster: Path) -> Self | None:
        """The server that runs this cluster now, whoever started it."""
        try:
            text = (cluster / FILE_NAME).read_text(encoding="utf-8", errors="surrogateescape")
        except FileNotFoundError:
            return None
        pid, _, _, port, socket_dir, _, _, status = (text.splitlines() + [""] * 8)[:8]
        process = _process(pid.strip())
        if process is None or not _serves(process, cluster):
            return None
        return cls(
            process,
            int(port) if port.strip().isdecimal() else None,
            Path(socket_dir) if socket_dir else None,
            status.strip(),
        )


def clear_leftovers(cluster: Path, socket_dir: Path) -> None:
    """Remove what a killed server left. Call it only when `Postmaster.of` finds none.

    PostgreSQL would refuse to start if the pid in its lock files belongs to a zombie or to a
    stranger of the same user. What the file is to protect against, a process that still writes
    to this cluster, is looked for by hand and ended first.
    """
    if (cluster / FILE_NAME).exists():
        kill_all(servers_in(cluster, PROGRAM))
        (cluster / FILE_NAME).unlink(missing_ok=True)
    for socket in socket_dir.glob(".s.PGSQL.*"):
        socket.unlink()


def _process(pid: str) -> psutil.Process | None:
    if not pid.isdecimal() or pid == "0":
        return None
    try:
        return psutil.Process(int(pid))
    except (psutil.NoSuchProcess, OverflowError):
        return None


def _serves(process: psutil.Process, cluster: Path) -> bool:
    try:
        return process.name() == PROGRAM and works_in(process, cluster) and lives(process)
    except psutil.NoSuchProcess:
        return False
