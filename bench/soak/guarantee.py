"""The guarantee in rows: nothing lost, nothing twice, nothing out of order, no strange answer."""

from collections import Counter
from collections.abc import Callable, Sequence

from bench.rows import Row, exactly
from bench.soak.arrival import Judged
from bench.soak.followers import Follower, Gap
from bench.soak.ledger import Verdict

SHOWN = 5  # of what is wrong, in a row


def guarantee(part: str, judged: Sequence[Judged], how: str) -> list[Row]:
    """What must be nought, whatever happened. What is wrong is named in the row."""

    def wrong(what: Callable[[Verdict], list[str]], figure: str) -> Row:
        found = [
            f"{each.follower.name}: {fault}" for each in judged for fault in what(each.verdict)
        ]
        return _none(f"{part}: {figure}", "facts", found, how)

    followers = [each.follower for each in judged]
    late = [each.name for each in followers if not each.arrived.is_set()]
    strange = [answer for each in followers for answer in each.strange]
    return [
        wrong(lambda verdict: verdict.lost, "lost"),
        wrong(lambda verdict: verdict.doubled, "told twice"),
        wrong(lambda verdict: verdict.disordered, "out of their thing's order"),
        wrong(lambda verdict: verdict.invented, "told otherwise than they happened"),
        wrong(lambda verdict: verdict.incoherent, "gaps that cannot be so"),
        _none(f"{part}: followers who never came to the end", "followers", late, "in time"),
        _none(
            f"{part}: other answers to followers",
            "answers",
            strange,
            "neither an item nor a lost line",
        ),
    ]


def gaps(follower: Follower) -> Counter[str]:
    """How many were told, by reason. One gap may bring several items of one state."""
    told = {each.resumed_at: each.reason for each in follower.told if isinstance(each, Gap)}
    return Counter(told.values())


def _none(figure: str, unit: str, found: Sequence[str], how: str) -> Row:
    return exactly(figure, len(found), 0, unit, "; ".join([how, *found[:SHOWN]]))
