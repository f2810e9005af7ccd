"""The judge: what a follower was told, against what the log says had to be told."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bench.soak.feeds import Fact
from bench.soak.followers import Gap, seq_of
from realtime.cursor import Cursor


@dataclass
class Verdict:
    """What was wrong, in facts, each named; and what could be missing.

    `untold` is what lies behind the last place that the follower came to.
    """

    told: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    disordered: list[str] = field(default_factory=list)
    invented: list[str] = field(default_factory=list)
    incoherent: list[str] = field(default_factory=list)
    untold: list[str] = field(default_factory=list)
    told_missing: int = 0
    replaced: int = 0


def judge(
    start: int, told: Sequence[Fact | Gap], facts: Sequence[Fact], *, latest_only: bool = False
) -> Verdict:
    """Each fact behind the start once and in order of its thing, but for what a gap tells of.

    A fact is excused if it lies in a told hole, or is part of the state that came with one. To
    whom the `latest_only` may be told, it is excused too if a newer one of its thing was told.
    Whoever comes back without a cursor of ours, to a server that is a little behind, may be told
    again what lies behind the place where the gap says that the stream goes on.
    """
    verdict = Verdict()
    true = {fact.seq: fact for fact in facts}
    seen: set[int] = set()
    versions: dict[str, int] = {}
    excused: set[int] = set()
    for each in told:
        if isinstance(each, Gap):
            verdict.incoherent += incoherences(each, facts, newest=max(seen, default=start))
            excused |= _excused(each, facts, newest=max(seen, default=start))
            seen = {seq for seq in seen if seq <= each.resumed_seq}
            versions = _versions(true[seq] for seq in sorted(seen & true.keys()))
        elif true.get(each.seq) != each:
            verdict.invented.append(str(each))
        elif each.seq in seen:
            verdict.doubled.append(str(each))
        else:
            if each.version <= versions.get(each.subject, 0):
                verdict.disordered.append(str(each))
            seen.add(each.seq)
            versions[each.subject] = max(each.version, versions.get(each.subject, 0))
            verdict.told += 1
    silent = true.keys() - {each.seq for each in told if isinstance(each, Fact)}
    verdict.told_missing = len(silent & excused)
    place = _place(told[-1]) if told else start
    for fact in (true[seq] for seq in sorted(silent - excused)):
        if fact.seq > place:
            verdict.untold.append(str(fact))
        elif latest_only and fact.version < versions.get(fact.subject, 0):
            verdict.replaced += 1
        else:
            verdict.lost.append(str(fact))
    return verdict


def _place(last: Fact | Gap) -> int:
    return last.resumed_seq if isinstance(last, Gap) else last.seq


def _versions(facts: Iterable[Fact]) -> dict[str, int]:
    return {fact.subject: fact.version for fact in facts}


def _excused(gap: Gap, facts: Sequence[Fact], *, newest: int) -> set[int]:
    since = newest if _is_forgotten(gap) else seq_of(gap.missed_after or gap.resumed_at)
    return {
        fact.seq
        for fact in facts
        if since < fact.seq <= gap.resumed_seq
        or (fact.subject == gap.subject and fact.version <= gap.version)
    }


def _is_forgotten(gap: Gap) -> bool:
    """Whether the cursor brought was none of this log's, so that the server cannot know more."""
    return gap.reason == "CURSOR_UNKNOWN"


def incoherences(gap: Gap, facts: Sequence[Fact], *, newest: int) -> list[str]:
    """What a gap says that cannot be so."""
    before = [fact for fact in facts if fact.seq <= gap.resumed_seq]
    state = [fact.version for fact in before if fact.subject == gap.subject]
    parsed = Cursor.read(gap.came_with)
    is_told_what_came = gap.missed_after == (gap.came_with if parsed else None)
    claims = {
        "it goes on where its cursor is": gap.resumed_at == gap.cursor,
        "its state holds all that came before": gap.version >= max(state, default=0),
        "it names the cursor brought": not _is_forgotten(gap) or is_told_what_came,
        "it goes on behind what was missed": _is_forgotten(gap)
        or (gap.missed_after is not None and seq_of(gap.missed_after) <= gap.resumed_seq),
        "it does not go back": _is_forgotten(gap) or gap.resumed_seq >= newest,
    }
    return [f"not so: {claim}: {gap}" for claim, holds in claims.items() if not holds]
