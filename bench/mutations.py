"""SQL statements of each mutation, beside what is stated of it. `python -m bench.mutations` counts
them anew, three times, and states the most.
"""

import sys
from collections.abc import Mapping

from rich.console import Console

from bench.progress import Say
from bench.proofs import Run, run_tests, verdict
from bench.rows import Row, at_most
from docs.stated import PAGE, state, stated

TEST = "tests/schema/test_mutations.py::test_it_is_done_and_shown"
NOTED = "statements"
TIMES = 3
# How the names of those begin that are about orders, from the draft to what comes back.
OF_ORDERS = (
    "automation", "channel", "claim", "device", "draftOrder", "exchange", "fulfillment", "job",
    "notification", "order", "payment", "pickingWave", "quote", "refund", "return", "routing",
    "shipping", "stockPolicy", "tax", "trackingEvent", "waybill",
)  # fmt: skip


def measure(say: Say) -> list[Row]:
    """Each mutation of orders once, on an empty shop; a minute or two."""
    say("statements of each mutation")
    run = run_tests(TEST)
    known, how = stated(), f"at most as docs/{PAGE.name} states; {run.how}"
    rows = [
        at_most(f"statements: {name}", count, known.get(name, 0), "statements", how)
        for name, count in sorted(sent_by(run).items())
        if name.startswith(OF_ORDERS)
    ]
    return [*verdict("statements of mutations", run), *rows]


def sent_by(run: Run) -> Mapping[str, int]:
    """How many statements each mutation took in a run of the test."""
    return {
        test.rpartition("[")[2].rstrip("]"): int(noted[NOTED])
        for test, noted in run.noted.items()
        if NOTED in noted
    }


def main() -> int:
    """Count them and write the page; 1 where one was not done."""
    console, most, undone = Console(), dict[str, int](), 0
    for _ in range(TIMES):
        run = run_tests(TEST)
        sent = sent_by(run)
        console.print(f"{len(sent)} mutations")
        undone += len(sent) != run.passed + len(run.failed)
        most = {name: max(count, most.get(name, 0)) for name, count in sent.items()}
    state(most)
    return min(undone, 1)


if __name__ == "__main__":
    sys.exit(main())
