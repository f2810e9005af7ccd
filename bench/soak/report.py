"""The report: what was lost, doubled or disordered, and the proof that the faults fired."""

from collections import Counter
from collections.abc import Iterable

from bench.rows import Row, at_least, exactly, more_than
from bench.soak.guarantee import gaps, guarantee
from bench.soak.play import Outcome
from bench.soak.script import WRITERS
from bench.soak.tempers import CALM

name = "soak: {}".format


def rows(outcome: Outcome) -> list[Row]:
    """Every figure, the guarantee first."""
    return [*_guarantee(outcome), *_written(outcome), *_struck(outcome), *_followed(outcome)]


def _guarantee(outcome: Outcome) -> list[Row]:
    told = sum(each.verdict.told for each in outcome.judged)
    replaced = sum(each.verdict.replaced for each in outcome.judged)
    how = (
        f"{told:,} deliveries to {len(outcome.judged)} followers of 7 feeds over WebSocket and SSE,"
        " who come back with `after`, against the table of events; seed"
        f" {outcome.script.seed}; for those who leave their sockets full {replaced:,} facts of"
        " levels were replaced by newer ones of the same level"
    )
    calm = [each for each in outcome.judged if each.follower.temper == CALM]
    assert calm, "somebody reads all the time"
    return [
        *guarantee("soak", outcome.judged, how),
        exactly(
            name("gaps told to calm followers"),
            sum(gaps(each.follower).total() for each in calm),
            0,
            "gaps",
            f"the {len(calm)} who read all the time are told all, whatever dies",
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
        more_than(
            name("connections to the bus lost"), len(said["falls"]), 0, "times", "in the logs"
        ),
        more_than(
            name("resyncs of hubs after the bus was back"),
            len(said["resyncs"]),
            0,
            "times",
            "in the logs",
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
        exactly(
            name("tracebacks"),
            len(said["tracebacks"]),
            0,
            "tracebacks",
            "\n".join(["in all logs", *said["tracebacks"][:1]]),
        ),
    ]


def _followed(outcome: Outcome) -> list[Row]:
    counts = _sum(each.follower.counts for each in outcome.judged)
    told = _sum(gaps(each.follower) for each in outcome.judged)
    missing = sum(each.verdict.told_missing for each in outcome.judged)
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
            name("pauses of slow readers"),
            counts["stalls"],
            0,
            "pauses",
            f"sockets left full; {counts['lines lost behind a pause']} lines were lost by it",
        ),
        at_least(
            name("queues of slow readers that overflowed, and were read from the log"),
            len(outcome.said["overflows"]),
            1 if outcome.script.overflows else 0,
            "queues",
            "in the logs of the servers; in a shorter run too little happens for that",
        ),
        more_than(
            name("gaps told to the forgetful"),
            told["CURSOR_UNKNOWN"],
            0,
            "gaps",
            f"{missing} facts lie in told gaps; gaps by reason: {dict(told)}",
        ),
    ]


def _sum(counts: Iterable[Counter[str]]) -> Counter[str]:
    return sum(counts, Counter())
