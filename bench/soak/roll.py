"""The roll: every follower by name, and what came of each."""

from collections.abc import Sequence

from bench.soak.arrival import Judged

COLUMNS = (
    "told",
    "lost",
    "twice",
    "untold",  # behind the last place that they came to
    "in gaps",
    "replaced",
    "lines",
    "pauses",
    "dropped",  # lines, in or behind a pause
)


def roll(judged: Sequence[Judged]) -> str:
    """A line for each: facts, lines and pauses; where somebody is who never came to the end."""
    return "\n".join([_line(COLUMNS, "follower"), *map(_called, judged)])


def _called(each: Judged) -> str:
    follower, verdict, counts = each.follower, each.verdict, each.follower.counts
    figures = (
        verdict.told,
        len(verdict.lost),
        len(verdict.doubled),
        len(verdict.untold),
        verdict.told_missing,
        verdict.replaced,
        counts["lines"],
        counts["stalls"],
        counts["lines lost behind a pause"],
    )
    where = "" if follower.arrived.is_set() else f" ({follower.whereabouts})"
    return _line([f"{figure:,}" for figure in figures], follower.name + where)


def _line(figures: Sequence[str], name: str) -> str:
    return "".join(f"{figure:>9}" for figure in figures) + f"  {name}"
