"""Retention: which backups may go. Never one that is not ours, and never the last good one."""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from api.recovery.errors import CannotRecover
from api.recovery.log import HISTORY, Archive
from api.recovery.progress import quietly
from api.recovery.vault import PARTIAL, SEALED, Backup, Kind, Vault
from api.recovery.verifying import verify


@dataclass(frozen=True, slots=True)
class Policy:
    """How many to keep of each kind: the newest, the newest of each day, of each week (UTC)."""

    last: int = 0
    daily: int = 0
    weekly: int = 0

    def kept(self, backups: Sequence[Backup]) -> set[str]:
        """The ids of those to keep."""
        newest_first = sorted(backups, key=lambda each: each.manifest.ended_at, reverse=True)
        kept = {each.manifest.id for each in newest_first[: self.last]}
        kept |= _newest_of_each(newest_first, lambda at: f"{at:%Y-%m-%d}", self.daily)
        return kept | _newest_of_each(newest_first, lambda at: f"{at:%G-%V}", self.weekly)


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What went, by id, and how many pieces of the log."""

    backups: tuple[str, ...]
    segments: int


def _newest_of_each(
    newest_first: Sequence[Backup], span: Callable[[datetime], str], count: int
) -> set[str]:
    firsts: dict[str, str] = {}
    for each in newest_first:
        firsts.setdefault(span(each.manifest.ended_at), each.manifest.id)
    return set(list(firsts.values())[:count])


def forget(vault: Vault, policy: Policy) -> Forgotten:
    """Remove what the policy does not keep, and the log that no kept copy needs.

    Of each kind, one that is kept must verify, every byte of it; else nothing of that kind goes.
    Dying in between leaves a backup that is whole or one that is called half done.

    Raises:
        CannotRecover: the policy keeps nothing, or nothing that is kept is good.
    """
    if not (policy.last or policy.daily or policy.weekly):
        raise CannotRecover("Say what to keep: --keep-last, --keep-daily or --keep-weekly.")
    gone: list[str] = []
    with vault.alone():
        backups, _ = vault.backups()
        for kind in Kind:
            ours = [each for each in backups if each.manifest.kind is kind]
            kept = policy.kept(ours)
            going = [each for each in ours if each.manifest.id not in kept]
            if going:
                _one_must_be_good(vault, [each for each in ours if each.manifest.id in kept], kind)
            for each in going:
                away = each.directory.with_name(each.directory.name + PARTIAL)
                each.directory.rename(away)
                shutil.rmtree(away)
                gone.append(each.manifest.id)
        remaining = [each for each in backups if each.manifest.id not in gone]
        segments = sum(_forget_log(vault, system, remaining) for system in _systems(backups))
    return Forgotten(tuple(gone), segments)


def _one_must_be_good(vault: Vault, kept: Sequence[Backup], kind: Kind) -> None:
    for each in sorted(kept, key=lambda one: one.manifest.ended_at, reverse=True):
        try:
            verify(vault, each, quietly("verifying", None))
        except CannotRecover:
            continue
        return
    raise CannotRecover(f"Nothing was removed: no {kind} that would be kept verifies.")


def _systems(backups: Sequence[Backup]) -> set[str]:
    return {each.manifest.system for each in backups if each.manifest.kind is Kind.BASE}


def _forget_log(vault: Vault, system: str, remaining: Sequence[Backup]) -> int:
    """What is older than the oldest copy needs. Without any copy, nothing goes."""
    needed = [
        each.manifest.first_segment
        for each in remaining
        if each.manifest.kind is Kind.BASE and each.manifest.system == system
    ]
    if not needed:
        return 0
    oldest = min(segment[8:] for segment in needed)  # on whatever timeline
    archive = Archive(vault, system)
    old = [name for name in archive.names() if not HISTORY.fullmatch(name) and name[8:24] < oldest]
    for name in old:
        (archive.directory / (name + SEALED)).unlink()
    return len(old)
