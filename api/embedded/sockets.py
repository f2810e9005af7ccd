"""Where the server's socket stands: beside its data, or in a short directory if that is too long.

Nothing listens on the network. Whoever can open the socket is trusted, so its directory belongs
to one user and is closed to all others.
"""

import hashlib
import os
import tempfile
from pathlib import Path

from api.embedded.installation import SYSTEM_DIR, Installation, PostgresDidNotStart

PORT = 5432  # part of the socket's name only
PATH_LIMIT = 103  # bytes of a socket's path; macOS allows these, Linux four more


def choose_socket_dir(cluster: Path, installation: Installation) -> Path:
    """The directory for this cluster's socket; made if it is missing.

    A short one is named after the path and the inode, so that a server still running on a
    directory that was deleted and made again cannot be mistaken for ours.

    Raises:
        PostgresDidNotStart: no short private directory can be had.
    """
    if _fits(cluster):
        return cluster
    identity = f"{cluster}:{cluster.stat().st_ino}"
    socket_dir = _short_base(installation) / hashlib.sha256(os.fsencode(identity)).hexdigest()[:10]
    socket_dir.mkdir(mode=0o700, exist_ok=True)
    installation.give(socket_dir)
    return socket_dir


def _short_base(installation: Installation) -> Path:
    if installation.account:
        base = SYSTEM_DIR / "sockets"
        base.mkdir(mode=0o755, exist_ok=True)
        base.chmod(0o755)
        return base
    for parent in (Path(tempfile.gettempdir()), Path("/tmp")):
        base = parent / f"tradegraph-{os.getuid()}"
        if _fits(base / ("0" * 10)):
            base.mkdir(mode=0o700, exist_ok=True)
            if base.is_symlink() or base.stat().st_uid != os.getuid():
                raise PostgresDidNotStart(f"{base} belongs to somebody else: remove it.")
            base.chmod(0o700)
            return base
    raise AssertionError("/tmp is short enough")


def _fits(directory: Path) -> bool:
    return len(os.fsencode(directory / f".s.PGSQL.{PORT}")) <= PATH_LIMIT
