"""Verifying a backup without a server: every byte is opened, and compared with what was noted."""

import hashlib
import json
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from api.recovery.errors import CannotRecover, Damaged
from api.recovery.log import UNFINISHED, Archive
from api.recovery.progress import Moved
from api.recovery.streams import Reader
from api.recovery.vault import Backup, Kind, Vault

DUMP_BEGINS: Final = b"PGDMP"
COPY_MANIFEST: Final = "backup_manifest"
READ_BYTES: Final = 1024 * 1024


def verify(vault: Vault, backup: Backup, moved: Moved) -> str:
    """Read all of it; what it is good for, in words.

    Raises:
        Damaged: it is not what was written.
    """
    noted = backup.manifest
    opened = backup.opened(vault.keys)
    total = 0

    def counted() -> Iterator[bytes]:
        nonlocal total
        for piece in opened:
            total += len(piece)
            moved(len(piece))
            yield piece

    if noted.kind is Kind.DUMP:
        _read_dump(backup, counted())
    else:
        _read_copy(backup, counted())
    if (total, opened.sha256) != (noted.plain_bytes, noted.sha256):
        raise Damaged(f"{noted.id} is damaged: its content is not what the manifest says.")
    if noted.kind is Kind.DUMP:
        return f"as of {noted.ended_at:%Y-%m-%d %H:%M:%S} UTC"
    return _reach(vault, backup, moved)


def _read_dump(backup: Backup, pieces: Iterator[bytes]) -> None:
    if not next(pieces, b"").startswith(DUMP_BEGINS):
        raise Damaged(f"{backup.manifest.id} is damaged: it holds no dump.")
    for _ in pieces:
        pass


def _read_copy(backup: Backup, pieces: Iterator[bytes]) -> None:
    """Each file of the cluster against the list that the server made of them."""
    found: dict[str, tuple[int, str]] = {}
    listed = b""
    name = backup.manifest.id
    try:
        with tarfile.open(fileobj=Reader(pieces), mode="r|", bufsize=READ_BYTES) as tar:
            for member in tar:
                content = tar.extractfile(member) if member.isfile() else None
                if content is None:
                    continue
                if member.name == COPY_MANIFEST:
                    listed = content.read()
                    continue
                sha = hashlib.sha256()
                while piece := content.read(READ_BYTES):
                    sha.update(piece)
                found[member.name.removeprefix("./")] = (member.size, sha.hexdigest())
    except tarfile.TarError as problem:
        raise Damaged(f"{name} is damaged: it is no whole archive ({problem}).") from None
    for _ in pieces:
        pass
    if not listed:
        raise Damaged(f"{name} is damaged: the server's own list of files is missing.")
    _must_be_listed(name, listed, found)


def must_match(backup: Backup, cluster: Path) -> None:
    """Compare the files of a cluster, as they lie on the disk, with the server's list of them.

    As pg_verifybackup does, which crashes in the wheel of PostgreSQL 18.4.

    Raises:
        Damaged: one is missing or another.
    """
    listed = (cluster / COPY_MANIFEST).read_bytes()
    found: dict[str, tuple[int, str]] = {}
    for path in cluster.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            found[path.relative_to(cluster).as_posix()] = (path.stat().st_size, sha256)
    _must_be_listed(backup.manifest.id, listed, found)


def _must_be_listed(name: str, listed: bytes, found: dict[str, tuple[int, str]]) -> None:
    for file in json.loads(listed)["Files"]:
        path = file.get("Path", "")
        if found.get(path) != (file["Size"], file["Checksum"]):
            raise Damaged(f"{name} is damaged: {path or 'a file'} is not what the server sent.")


def _reach(vault: Vault, backup: Backup, moved: Moved) -> str:
    noted = backup.manifest
    end = f"as of {noted.ended_at:%Y-%m-%d %H:%M:%S} UTC"
    archive = Archive(vault, noted.system)
    try:
        names = archive.since(noted.first_segment)
    except CannotRecover as problem:
        return f"{end}; {problem}"
    if not names:
        return f"{end}; no log was received after it"
    for name in names:
        for piece in archive.opened(name):
            moved(len(piece))
    if holes := archive.holes(noted.first_segment):
        return f"{end} and on, but the log has a hole after {holes[0]}"
    return f"{end} and any instant from then to the end of {names[-1].removesuffix(UNFINISHED)}"
