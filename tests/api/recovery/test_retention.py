"""Retention: old backups go, strangers and the last good one never do."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from api.recovery.errors import CannotRecover
from api.recovery.forgetting import Policy, forget
from api.recovery.log import Archive
from api.recovery.sealing import Sealer
from api.recovery.vault import MANIFEST, Backup, Kind, Manifest, Vault
from tests.api.recovery.conftest import ring

SUNDAY = datetime(2026, 11, 22, 18, tzinfo=UTC)
SYSTEM = "7711040561827091708"


def stored(vault: Vault, at: datetime) -> Backup:
    """A dump that verifies."""
    with vault.alone(), vault.making(Kind.DUMP, at) as (name, draft):
        with (draft / "database.dump.sealed").open("wb") as out:
            sealer = Sealer(out, vault.keys, f"{name}/database.dump")
            sealer.write(b"PGDMP and so on")
            sha256 = sealer.finish()
        manifest = Manifest(
            id=name,
            kind=Kind.DUMP,
            began_at=at,
            ended_at=at,
            server_major=18,
            system=SYSTEM,
            user="postgres",
            database="tradegraph",
            revision="0006_sessions",
            epoch="",
            last_seq=0,
            content="database.dump",
            sealed_bytes=sealer.sealed_bytes,
            plain_bytes=sealer.plain_bytes,
            sha256=sha256,
            key="",
        )
        return vault.keep(draft, manifest)


def days_left(vault: Vault) -> list[int]:
    """How many days before Sunday those are from that are left."""
    ours, _ = vault.backups()
    return [(SUNDAY - each.manifest.ended_at).days for each in reversed(ours)]


def test_one_of_each_day_and_of_each_week_stays(vault: Vault) -> None:
    for days in range(20):
        stored(vault, SUNDAY - timedelta(days=days))
        if days < 2:
            stored(vault, SUNDAY - timedelta(days=days, hours=6))

    gone = forget(vault, Policy(daily=3, weekly=3))

    assert days_left(vault) == [0, 1, 2, 7, 14]
    assert len(gone.backups) == 22 - 5


def test_the_newest_so_many_stay(vault: Vault) -> None:
    for days in range(4):
        stored(vault, SUNDAY - timedelta(days=days))

    forget(vault, Policy(last=2))

    assert days_left(vault) == [0, 1]


def test_a_policy_that_keeps_nothing_is_refused(vault: Vault) -> None:
    stored(vault, SUNDAY)

    with pytest.raises(CannotRecover, match="Say what to keep"):
        forget(vault, Policy())

    assert days_left(vault) == [0]


def test_nothing_goes_while_nothing_that_would_stay_is_good(vault: Vault) -> None:
    stored(vault, SUNDAY - timedelta(days=1))
    damaged = stored(vault, SUNDAY)
    (damaged.directory / "database.dump.sealed").write_bytes(b"torn")

    with pytest.raises(CannotRecover, match="Nothing was removed"):
        forget(vault, Policy(last=1))

    assert days_left(vault) == [0, 1]


def test_what_is_not_ours_stays(vault: Vault, tmp_path: Path) -> None:
    theirs = stored(Vault(tmp_path / "backups", ring()), SUNDAY - timedelta(days=9))
    note = tmp_path / "backups" / "holiday.jpg"
    for days in range(3):
        stored(vault, SUNDAY - timedelta(days=days))
    note.write_bytes(b"a picture")

    forget(vault, Policy(last=1))

    assert days_left(vault) == [0]
    assert (theirs.directory / MANIFEST).exists()
    assert note.exists()


def test_the_log_is_told_whole_up_to_its_first_hole(vault: Vault, tmp_path: Path) -> None:
    archive = Archive(vault, SYSTEM)
    archive.directory.mkdir(parents=True)
    plain = tmp_path / "plain"
    plain.mkdir()
    for name in ("00000001.history", *(f"0000000100000000000000{n}" for n in ("FE", "FF"))):
        (plain / name).write_bytes(b"log")
    for name in ("000000010000000100000000", "000000010000000100000002.partial"):
        (plain / name).write_bytes(b"log")
    for path in plain.iterdir():
        archive.seal(path)

    assert archive.since("0000000100000000000000FE") == [
        "00000001.history",
        "0000000100000000000000FE",
        "0000000100000000000000FF",
        "000000010000000100000000",
    ]
    assert archive.holes("0000000100000000000000FE") != []
    assert archive.since("000000010000000100000005") == ["00000001.history"]
    with pytest.raises(CannotRecover, match="begins with"):
        archive.since("000000010000000000000001")


def test_two_at_once_do_not_write_to_one_place(vault: Vault) -> None:
    stored(vault, SUNDAY)
    holding = (
        "import fasteners, sys; lock = fasteners.InterProcessLock(sys.argv[1]);"
        " lock.acquire(); print('held', flush=True); sys.stdin.read()"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", holding, str(vault.directory / "lock")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(CannotRecover, match="Another backup is at work"):
            forget(vault, Policy(last=1))
        other.communicate()
