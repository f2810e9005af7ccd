"""The guarantee in rows: nothing lost, nothing twice, nothing out of order, no strange answer."""

from collections import Counter
from collections.abc import Callable, Sequence

from bench.rows import Row, exactly
from bench.soak.arrival import Judged
from bench.soak.followers import Follower, Gap
from bench.soak.ledger import Verdict

SHOWN = 5  # answers, in a row


def guarantee(part: str, judged: Sequence[Judged], how: str) -> list[Row]:
    """What must be nought, whatever happened. The row names each follower with whom it is not."""

    def wrong(what: Callable[[Verdict], list[str]], figure: str) -> Row:
        found = [(each.follower.name, what(each.verdict)) for each in judged]
        named = [f"{name}: {len(faults):,}, first {faults[0]}" for name, faults in found if faults]
        count = sum(len(faults) for _, faults in found)
        return exactly(f"{part}: {figure}", count, 0, "facts", "; ".join([how, *named]))

    followers = [each.follower for each in judged]
    late = [
        f"{each.follower.name}: {each.follower.whereabouts}, {len(each.verdict.untold):,} to come"
        for each in judged
        if each.verdict.untold or not each.follower.arrived.is_set()
    ]
    strange = [answer for each in followers for answer in each.strange]
    return [
        wrong(lambda verdict: verdict.lost, "lost"),
        wrong(lambda verdict: verdict.doubled, "told twice"),
        wrong(lambda verdict: verdict.disordered, "out of their thing's order"),
        wrong(lambda verdict: verdict.invented, "told otherwise than they happened"),
        wrong(lambda verdict: verdict.incoherent, "gaps that cannot be so"),
        exactly(
            f"{part}: followers who never came to the end",
            len(late),
            0,
            "followers",
            "; ".join(["in time", *late]),
        ),
        exactly(
            f"{part}: other answers to followers",
            len(strange),
            0,
            "answers",
            "; ".join(["neither an item nor a lost line", *strange[:SHOWN]]),
        ),
    ]


def gaps(follower: Follower) -> Counter[str]:
    """How many were told, by reason. One gap may bring several items of one state."""
    told = {each.resumed_at: each.reason for each in follower.told if isinstance(each, Gap)}
    return Counter(told.values())
