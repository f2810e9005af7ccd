"""Orders split, merged, taken apart and given up in random order: what is conserved, counted."""

from bench import counted
from bench.progress import Say
from bench.proofs import run_tests, verdict
from bench.rows import Row, at_least, more_than

SEQUENCES = 5_000
SECONDS = 3_000  # of two workers, at most
ACTS = {
    "split": "splits",
    "merge": "merges",
    "unmerge": "merges taken back",
    "cancel": "orders given up",
}


def measure(say: Say) -> list[Row]:
    """Play them; fifty minutes at most, and more than half an hour on two cores."""
    say(f"{SEQUENCES:,} sequences of splits, merges and cancellations")
    run = run_tests(
        "tests/properties/test_conservation.py", seconds=SECONDS, EXAMPLES=str(SEQUENCES)
    )
    how = (
        "sequences of up to 20 steps (order, charge, pay a part, confirm, pick, split, merge, take"
        " back, cancel) of orders with bundles, two warehouses and two promotions; after each step"
        f" units, amounts, discounts, money, shelves and work add up (tests/properties); {run.how}"
    )
    return [
        *verdict("conservation", run),
        at_least("conservation: sequences", run.did[counted.SEQUENCES], SEQUENCES, "sequences",
                 how),
        *(
            more_than(f"conservation: {name}", run.did[counted.DONE + act], 0, "acts", how)
            for act, name in ACTS.items()
        ),
    ]  # fmt: skip
