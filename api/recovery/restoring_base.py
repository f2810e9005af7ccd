"""Restoring a base copy and the log after it, up to its end or to an instant.

It grows in a draft directory, run by a server that nobody else can reach, and takes its place only
once all is well. It goes on under a timeline of its own: what the old cluster wrote after the
recovery point stays in the archive, and is never mistaken for what this one writes.
"""

import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final

from api.embedded.installation import (
    MAJOR_VERSION,
    Installation,
    PostgresDidNotStart,
    find_installation,
)
from api.embedded.postgres import EmbeddedPostgres, start_postgres
from api.embedded.postmaster import Postmaster
from api.embedded.processes import kill_all, servers_in
from api.recovery import server
from api.recovery.errors import CannotRecover
from api.recovery.finishing import Restored, finish
from api.recovery.locking import held
from api.recovery.log import UNFINISHED, Archive
from api.recovery.progress import Moved, Phase
from api.recovery.streams import Reader
from api.recovery.vault import Backup, Vault
from api.recovery.verifying import must_match

DRAFT: Final = "restoring-"
CLUSTER: Final = "postgres"
LOG_DIRECTORY: Final = "restored_wal"
DOORMAN: Final = "restoring_hba.conf"
ONLY_US: Final = "local all all trust\n"  # the socket's directory belongs to one user
OWN: Final = "postgresql.auto.conf"  # read last, so it wins
# Nobody received for the copy yet: a commit that waits for somebody would wait for ever.
WAITS_FOR_NOBODY: Final = "synchronous_standby_names = ''\n"
READ_BYTES: Final = 1024 * 1024
REPLAYED: Final = "SELECT pg_last_xact_replay_timestamp()"
TOO_LATE: Final = "recovery ended before configured recovery target was reached"


async def restore_base(
    vault: Vault,
    backup: Backup,
    data_dir: Path,
    phase: Phase,
    *,
    at: datetime | None = None,
    anyway: bool = False,
) -> Restored:
    """A cluster in a data directory that has none yet, as of the end of the log or of an instant.

    Raises:
        CannotRecover: there is one, the copy or the log is damaged, or does not reach that far.
    """
    noted = backup.manifest
    if noted.server_major != MAJOR_VERSION:
        raise CannotRecover(
            f"{noted.id} is a copy of PostgreSQL {noted.server_major}, and the one here is"
            f" {MAJOR_VERSION}: only a dump goes from one to the other."
        )
    installation = find_installation()
    archive = Archive(vault, noted.system)
    pieces = _log_after(archive, noted.first_segment, at_the_least=anyway and at is None)
    otherwise = f"Another restore into {data_dir} is at work: wait for it."
    with held(data_dir / "restore.lock", otherwise):
        return await _restore(installation, archive, pieces, backup, data_dir, phase, at, anyway)


async def _restore(
    installation: Installation,
    archive: Archive,
    pieces: Sequence[str],
    backup: Backup,
    data_dir: Path,
    phase: Phase,
    at: datetime | None,
    anyway: bool,
) -> Restored:
    noted = backup.manifest
    draft = _draft(installation, data_dir)
    cluster = draft / CLUSTER
    try:
        _extract(archive.vault, backup, cluster, phase("opening", noted.plain_bytes))
        moved = phase("opening the log", None)
        for name in pieces:
            _lay_out(archive, name, cluster / LOG_DIRECTORY, moved)
        settings = _prepare(cluster, at)
        _hand_over(installation, cluster)
        phase("replaying", None)
        running = _started(draft, cluster, at)
        try:
            credentials = running.credentials(noted.database) | {"user": noted.user}
            async with server.connected(credentials) as connection:
                reached = await connection.fetchval(REPLAYED) or noted.ended_at
            phase("checking", None)
            restored = await finish(credentials, noted.id, reached, str(data_dir), anyway=anyway)
        finally:
            running.stop()
        _clear(installation, cluster, settings)
        _put_in_place(cluster, data_dir / CLUSTER)
        return restored
    except OSError as problem:
        raise CannotRecover(f"{data_dir} could not be filled: {problem}.") from None
    finally:
        kill_all(servers_in(draft, "postgres"))
        shutil.rmtree(draft, ignore_errors=True)


def _log_after(archive: Archive, first: str, *, at_the_least: bool) -> list[str]:
    try:
        return archive.since(first)
    except CannotRecover as problem:
        if at_the_least:
            return []
        raise CannotRecover(f"{problem} --anyway does that.") from None


def _draft(installation: Installation, data_dir: Path) -> Path:
    if (data_dir / CLUSTER).exists():
        raise CannotRecover(
            f"{data_dir} holds a cluster, and is left as it is: name another place with --into, or"
            " move it away yourself."
        )
    try:
        for left in data_dir.glob(f"{DRAFT}*"):  # of one who died
            kill_all(servers_in(left, "postgres"))
            shutil.rmtree(left, ignore_errors=True)
        draft = Path(tempfile.mkdtemp(prefix=DRAFT, dir=data_dir))
    except OSError as problem:
        raise CannotRecover(f"Nothing can be written to {data_dir}: {problem.strerror}.") from None
    if installation.account:
        data_dir.chmod(0o755)
        draft.chmod(0o755)
        installation.account.must_reach(draft)
    return draft


def _extract(vault: Vault, backup: Backup, cluster: Path, moved: Moved) -> None:
    opened = backup.opened(vault.keys)

    def counted() -> Iterator[bytes]:
        for piece in opened:
            moved(len(piece))
            yield piece

    pieces = counted()
    try:
        with tarfile.open(fileobj=Reader(pieces), mode="r|", bufsize=READ_BYTES) as tar:
            for member in tar:
                _lay_down(tar, member, cluster)
    except (tarfile.TarError, OSError) as problem:
        raise CannotRecover(f"{backup.manifest.id} could not be laid out: {problem}.") from None
    for _ in pieces:  # what stands after the last file is authenticated too
        pass
    if opened.sha256 != backup.manifest.sha256:
        raise CannotRecover(f"{backup.manifest.id} is damaged: it is not what the manifest says.")
    must_match(backup, cluster)


def _lay_down(tar: tarfile.TarFile, member: tarfile.TarInfo, cluster: Path) -> None:
    """One file or directory; `extractall` has a filter only since Python 3.11.4."""
    place = cluster / member.name
    if Path(member.name).is_absolute() or ".." in Path(member.name).parts:
        raise CannotRecover(f"The copy holds {member.name!r}, which leads out of the cluster.")
    if member.isdir():
        place.mkdir(parents=True, exist_ok=True)
        return
    content = tar.extractfile(member) if member.isfile() else None
    if content is None:
        raise CannotRecover(
            f"The copy holds {member.name!r}, which is no file: clusters with tablespaces or links"
            " are restored from a dump."
        )
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.open("wb") as file:
        shutil.copyfileobj(content, file, READ_BYTES)


def _lay_out(archive: Archive, name: str, directory: Path, moved: Moved) -> None:
    directory.mkdir(exist_ok=True)
    with (directory / name.removesuffix(UNFINISHED)).open("wb") as file:
        for piece in archive.opened(name):
            file.write(piece)
            moved(len(piece))


def _prepare(cluster: Path, at: datetime | None) -> str:
    """Have the server recover when it starts; the settings that it had of its own."""
    for name, content in (("postgresql.conf", ""), ("pg_hba.conf", ONLY_US), (OWN, "")):
        if not (cluster / name).exists():  # some keep them elsewhere
            (cluster / name).write_text(content)
    own = (cluster / OWN).read_text()
    until = f"recovery_target_time = '{at.isoformat()}'\n" if at else ""
    (cluster / OWN).write_text(
        f"{own}\n{WAITS_FOR_NOBODY}{until}"
        f"restore_command = 'cp {LOG_DIRECTORY}/%f %p'\n"
        "recovery_target_action = 'promote'\n"
        "recovery_target_timeline = 'latest'\n"
        "archive_mode = 'off'\n"
        "hot_standby = 'off'\n"
        f"hba_file = '{DOORMAN}'\n"
    )
    (cluster / DOORMAN).write_text(ONLY_US)
    (cluster / "recovery.signal").touch()
    return own


def _started(draft: Path, cluster: Path, at: datetime | None) -> EmbeddedPostgres:
    """The server once it has replayed everything, however long that takes."""
    while True:
        try:
            return start_postgres(draft)
        except PostgresDidNotStart as problem:
            if Postmaster.of(cluster) is not None:
                continue
            if at and TOO_LATE in str(problem):
                raise CannotRecover(
                    f"The log that was received ends before {at.isoformat()}. Leave out --at to"
                    " restore up to its end."
                ) from None
            raise CannotRecover(f"The copy did not recover. {problem}") from None


def _hand_over(installation: Installation, cluster: Path) -> None:
    for path in (cluster, *cluster.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o700 if path.is_dir() else 0o600)
        installation.give(path)


def _clear(installation: Installation, cluster: Path, own: str) -> None:
    """Nothing of the recovery is left in it."""
    kept = [line for line in own.splitlines() if not line.startswith("synchronous_standby_names")]
    (cluster / OWN).write_text("\n".join([*kept, ""]))
    installation.give(cluster / OWN)
    shutil.rmtree(cluster / LOG_DIRECTORY, ignore_errors=True)
    for name in (DOORMAN, "recovery.signal", "recovery.done", "backup_manifest"):
        with suppress(FileNotFoundError):
            (cluster / name).unlink()
    os.sync()


def _put_in_place(cluster: Path, final: Path) -> None:
    try:
        cluster.rename(final)
    except OSError as problem:
        raise CannotRecover(f"{final} came into being meanwhile: {problem.strerror}.") from None


def newest_before(backups: Sequence[Backup], at: datetime) -> Backup | None:
    """The newest copy from which that instant can be reached."""
    early = [each for each in backups if each.manifest.ended_at <= at]
    return early[-1] if early else None
