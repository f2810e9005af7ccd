"""Lock files: every package of one version, with hashes, and from no address."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from api.settings import PROJECT
from bench.rows import Row, exactly

__all__ = ["PROJECT", "RUNTIME", "Locked", "read", "row", "wrong"]
RUNTIME: Final = PROJECT / "requirements.lock"
ENTRY: Final = re.compile(r"^(\S+?)==(\S+)(?: ; (.*?))? \\$")
HASH: Final = re.compile(r"^    --hash=sha256:([0-9a-f]{64})(?: \\)?$")


@dataclass(frozen=True, slots=True)
class Locked:
    """One package of a lock file; `marker` says where it is needed, "" means everywhere."""

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]


def read(path: Path) -> list[Locked]:
    """What a lock file holds; lines that are none of it are passed over, see `wrong`."""
    found: list[Locked] = []
    for line in path.read_text("utf-8").splitlines():
        if entry := ENTRY.match(line):
            found.append(Locked(entry[1], entry[2], entry[3] or "", ()))
        elif (hashed := HASH.match(line)) and found:
            last = found[-1]
            hashes = (*last.hashes, hashed[1])
            found[-1] = Locked(last.name, last.version, last.marker, hashes)
    return found


def wrong(path: Path) -> list[str]:
    """Lines that are neither a package of one version nor a hash, and packages without a hash."""
    strange = [
        line
        for line in path.read_text("utf-8").splitlines()
        if not ENTRY.match(line) and not HASH.match(line)
    ]
    return strange + [f"{each.name} has no hash" for each in read(path) if not each.hashes]


def row(path: Path) -> Row:
    """Whether all of it is as it should be."""
    found = wrong(path)
    how = f"{len(read(path))} packages, each of one version with SHA-256, no address"
    return exactly(f"{path.name}: loose lines", len(found), 0, "lines", "; ".join([how, *found]))
