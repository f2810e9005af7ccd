"""Orders split, merged, taken apart, edited and given up at random: what is conserved, counted."""

from bench import counted
from bench.progress import Say
from bench.proofs import run_tests, verdict
from bench.rows import Row, at_least, more_than

SEQUENCES, STEPS = 5_000, 8
SECONDS = 1_500  # of two workers, at most
ACTS = {
    "split": "splits",
    "merge": "merges",
    "unmerge": "merges taken back",
    "edit": "edits made",
    "cancel": "orders given up",
}


def measure(say: Say) -> list[Row]:
    """Play them, on two cores."""
    say(f"{SEQUENCES:,} sequences of splits, merges, edits and cancellations")
    run = run_tests(
        "tests/properties/test_conservation.py",
        seconds=SECONDS,
        EXAMPLES=str(SEQUENCES),
        STEPS=str(STEPS),
    )
    how = (
        f"two orders, paid in part and half of the time confirmed, then up to {STEPS} steps (order,"
        " charge, pay a part, confirm, pick, split, merge, take back, edit, cancel) with bundles,"
        " two warehouses and two promotions; after each step units, amounts, discounts, money,"
        f" shelves and work add up (tests/properties); {run.how}"
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
