"""The report: what was lost, doubled or disordered, and the proof that the faults fired."""

from collections import Counter
from collections.abc import Callable, Iterable

from bench.rows import Row, at_least, exactly, more_than
from bench.soak.followers import Follower, Gap
from bench.soak.ledger import Verdict
from bench.soak.play import Outcome
from bench.soak.script import WRITERS
from bench.soak.tempers import CALM

name = "soak: {}".format


def rows(outcome: Outcome) -> list[Row]:
    """Every figure, the guarantee first."""
    return [*_guarantee(outcome), *_written(outcome), *_struck(outcome), *_followed(outcome)]


def _guarantee(outcome: Outcome) -> list[Row]:
    followers, verdicts = outcome.followers, outcome.verdicts
    told = sum(verdict.told for verdict in verdicts)
    how = (
        f"{told:,} deliveries to {len(followers)} followers of 7 feeds over WebSocket and SSE, who"
        f" come back with `after`, against the table of events; seed {outcome.script.seed}"
    )

    def wrong(what: Callable[[Verdict], list[str]], figure: str) -> Row:
        found = [
            f"{follower.name}: {each}"
            for follower, verdict in zip(followers, verdicts, strict=True)
            for each in what(verdict)
        ]
        return exactly(name(figure), len(found), 0, "facts", "; ".join([how, *found[:5]]))

    strange = [each for follower in followers for each in follower.strange]
    late = [follower.name for follower in followers if not follower.arrived.is_set()]
    return [
        wrong(lambda verdict: verdict.lost, "lost"),
        wrong(lambda verdict: verdict.doubled, "told twice"),
        wrong(lambda verdict: verdict.disordered, "out of their thing's order"),
        wrong(lambda verdict: verdict.invented, "told otherwise than they happened"),
        wrong(lambda verdict: verdict.incoherent, "gaps that cannot be so"),
        exactly(
            name("gaps told to calm followers"),
            sum(_gaps(follower).total() for follower in followers if _is_calm(follower)),
            0,
            "gaps",
            "who reads all the time is told all, whatever dies",
        ),
        exactly(
            name("followers who never came to the end"),
            len(late),
            0,
            "followers",
            "; ".join([f"{outcome.script.arrival_seconds:.0f} s after the last fact", *late[:5]]),
        ),
        exactly(
            name("other answers to followers"),
            len(strange),
            0,
            "answers",
            "; ".join(["neither an item nor a lost line", *strange[:3]]),
        ),
    ]


def _written(outcome: Outcome) -> list[Row]:
    counts = _sum(writer.counts for writer in outcome.writers)
    how = (
        f"{WRITERS} writers with the shop's verbs on orders, tickets and shelves, one to three"
        f" in a transaction: {dict(counts)}"
    )
    return [
        at_least(name("facts in the log"), outcome.facts, outcome.script.facts, "facts", how),
        exactly(name("numbers given twice"), outcome.numbered_twice, 0, "facts", "in the table"),
        more_than(
            name("transactions rolled back after writing facts"),
            counts["transactions rolled back"],
            0,
            "transactions",
            f"with {counts['facts rolled back']} facts",
        ),
        more_than(
            name("facts visible behind younger ones"),
            outcome.against_ids,
            0,
            "facts",
            "who reads by `id > last` loses them",
        ),
    ]


def _struck(outcome: Outcome) -> list[Row]:
    struck, said = outcome.struck, outcome.said
    mended = sum(map(int, said["mended"]))
    return [
        exactly(name("Redis killed"), struck["Redis killed"], 2, "times", "SIGKILL, and back"),
        exactly(
            name("leading relay killed"), struck["leading relay killed"], 2, "times", "SIGKILL"
        ),
        exactly(
            name("one server of two killed"),
            struck["server killed"],
            1,
            "times",
            "SIGKILL, and back",
        ),
        at_least(
            name("relays elected"), len(said["elections"]), 3, "times", "the first, and after each"
        ),
        more_than(name("connections to Redis lost"), len(said["falls"]), 0, "times", "in the logs"),
        more_than(
            name("resyncs after Redis was back"), len(said["resyncs"]), 0, "times", "in the logs"
        ),
        more_than(
            name("messages that the bus did not take"),
            len(said["unpublished"]),
            0,
            "messages",
            "in the logs of the relays",
        ),
        more_than(
            name("facts that a hub took from the log"),
            mended,
            0,
            "facts",
            f"{len(said['mended'])} times the bus had not brought them",
        ),
        more_than(
            name("facts told twice on the bus, and refused"),
            outcome.echoed,
            0,
            "facts",
            "an echo publishes again what was published, late and out of order",
        ),
        exactly(name("tracebacks"), len(said["tracebacks"]), 0, "lines", "in all logs"),
    ]


def _followed(outcome: Outcome) -> list[Row]:
    counts = _sum(follower.counts for follower in outcome.followers)
    gaps = _sum(_gaps(follower) for follower in outcome.followers)
    missing = sum(verdict.told_missing for verdict in outcome.verdicts)
    causes = {what: times for what, times in counts.items() if what.startswith("lost by")}
    return [
        more_than(
            name("lines cut by flapping followers"),
            counts["lines cut"],
            0,
            "lines",
            "without farewell",
        ),
        more_than(
            name("lines lost to a killed server"), counts["lines lost"], 0, "lines", str(causes)
        ),
        more_than(
            name("lines taken up with after"),
            counts["lines resumed with after"],
            0,
            "lines",
            "at the same server or at the other",
        ),
        more_than(
            name("pauses of slow readers"), counts["stalls"], 0, "pauses", "sockets left full"
        ),
        more_than(
            name("gaps told to the forgetful"),
            gaps["CURSOR_UNKNOWN"],
            0,
            "gaps",
            f"{missing} facts lie in told gaps; gaps by reason: {dict(gaps)}",
        ),
    ]


def _gaps(follower: Follower) -> Counter[str]:
    return Counter(each.reason for each in follower.told if isinstance(each, Gap))


def _is_calm(follower: Follower) -> bool:
    return follower.temper.name == CALM.name


def _sum(counts: Iterable[Counter[str]]) -> Counter[str]:
    return sum(counts, Counter())
