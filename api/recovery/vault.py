"""The directory of backups: each in a directory of its own, which has its name once it is whole."""

import hmac
import json
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Final

import msgspec

from api.recovery.errors import CannotRecover, Damaged
from api.recovery.keys import KeyRing
from api.recovery.locking import held
from api.recovery.sealing import Opened

MANIFEST: Final = "manifest.json"
PARTIAL: Final = ".partial"
SEALED: Final = ".sealed"
LOG: Final = "wal"  # the directory of the log, which PostgreSQL calls so
FORMAT: Final = 1


class Kind(StrEnum):
    """What a backup is made of."""

    DUMP = "dump"  # one database, as of one instant
    BASE = "base"  # the whole cluster, and with the log any instant after it


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a backup holds. `signature` is over everything else, under the key `key`."""

    format: int = FORMAT
    id: str
    kind: Kind
    began_at: datetime
    ended_at: datetime
    server_major: int
    system: str
    user: str
    database: str
    revision: str
    epoch: str
    last_seq: int
    counts: dict[str, int] = {}
    first_segment: str = ""
    content: str
    sealed_bytes: int
    plain_bytes: int
    sha256: str
    key: str
    signature: str = ""


@dataclass(frozen=True, slots=True)
class Backup:
    """One that is whole, or looks so; `check` says whether it is."""

    directory: Path
    manifest: Manifest

    def opened(self, keys: KeyRing) -> Opened:
        """Its content."""
        name = self.manifest.content
        return Opened(self.directory / (name + SEALED), keys, f"{self.manifest.id}/{name}")


class Vault:
    """Backups below one directory, which may lie on any file system."""

    def __init__(self, directory: Path, keys: KeyRing) -> None:
        self.directory = directory
        self.keys = keys

    @property
    def log(self) -> Path:
        """Where the log lies, one directory for each cluster."""
        return self.directory / LOG

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Write here with nobody else. What an owner who died has left half done goes.

        Raises:
            CannotRecover: somebody is at it, or nothing can be written.
        """
        otherwise = f"Another backup is at work in {self.directory}: wait for it."
        with held(self.directory / "lock", otherwise):
            for left in self.directory.glob(f"*{PARTIAL}"):
                shutil.rmtree(left, ignore_errors=True)
            yield

    @contextmanager
    def making(self, kind: Kind, at: datetime) -> Iterator[tuple[str, Path]]:
        """A new backup's id and its directory, which goes if it is not kept by `keep`."""
        name = f"{at:%Y%m%dT%H%M%SZ}-{kind}-{secrets.token_hex(2)}"
        draft = self.directory / (name + PARTIAL)
        draft.mkdir(mode=0o700)
        try:
            yield name, draft
        except OSError as problem:
            raise CannotRecover(f"{draft} could not be written: {problem.strerror}.") from None
        finally:
            shutil.rmtree(draft, ignore_errors=True)

    def keep(self, draft: Path, manifest: Manifest) -> Backup:
        """Sign it, make sure that it is on the disk, and give it its name."""
        signed = self._signed(manifest)
        with (draft / MANIFEST).open("wb") as file:
            file.write(msgspec.json.format(msgspec.json.encode(signed), indent=2) + b"\n")
            flush(file.fileno())
        flush_directory(draft)
        final = self.directory / manifest.id
        draft.rename(final)
        flush_directory(self.directory)
        return Backup(final, signed)

    def backups(self) -> tuple[list[Backup], list[str]]:
        """Those whose manifest is ours, the oldest first, and what is wrong with the others."""
        ours: list[Backup] = []
        wrong: list[str] = []
        for path in sorted(self.directory.glob(f"*/{MANIFEST}")):
            if path.parent.suffix == PARTIAL:
                continue
            try:
                ours.append(Backup(path.parent, self._read(path)))
            except CannotRecover as problem:
                wrong.append(str(problem))
        return sorted(ours, key=lambda each: (each.manifest.ended_at, each.manifest.id)), wrong

    def find(self, name: str) -> Backup:
        """The backup of this id.

        Raises:
            CannotRecover: there is none, or it is not ours.
        """
        path = self.directory / name / MANIFEST
        if not name or Path(name).name != name or not path.exists():
            raise CannotRecover(f"There is no backup {name!r} in {self.directory}.")
        return Backup(path.parent, self._read(path))

    def _signed(self, manifest: Manifest) -> Manifest:
        key = self.keys.newest
        bare = msgspec.structs.replace(manifest, key=key.id, signature="")
        return msgspec.structs.replace(bare, signature=key.signature(_canonical(bare)))

    def _read(self, path: Path) -> Manifest:
        try:
            manifest = msgspec.json.decode(path.read_bytes(), type=Manifest)
        except (OSError, msgspec.DecodeError) as problem:
            raise Damaged(f"{path} cannot be read: {problem}.") from None
        if manifest.format != FORMAT:
            raise Damaged(
                f"{path} has the format {manifest.format}, and this is code for {FORMAT}."
            )
        try:
            key = self.keys.find(manifest.key)
        except Damaged as problem:
            raise Damaged(f"{path.parent.name}: {problem}") from None
        bare = msgspec.structs.replace(manifest, signature="")
        expected = key.signature(_canonical(bare))
        if not hmac.compare_digest(expected, manifest.signature) or manifest.id != path.parent.name:
            raise Damaged(f"{path} is not what was signed.")
        return manifest


def _canonical(manifest: Manifest) -> bytes:
    return json.dumps(msgspec.to_builtins(manifest), sort_keys=True).encode()


def flush(number: int) -> None:
    """Have an open file written to the disk, not only to the kernel."""
    os.fsync(number)


def flush_directory(directory: Path) -> None:
    """The same for the names in a directory."""
    number = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
