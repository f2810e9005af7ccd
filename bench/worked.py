"""Arithmetic against worked examples: shares, taxes, credits, rounding."""

from bench.progress import Say
from bench.proofs import run_tests, verdict
from bench.rows import Row

EXAMPLES = (
    "tests/domain/orders/regrouping/test_proration.py",
    "tests/domain/returns/test_credit.py",
    "tests/domain/taxes",
    "tests/domain/shared/test_money.py",
)


def measure(say: Say) -> list[Row]:
    """Half a minute."""
    say("worked examples")
    return verdict("worked examples of shares, taxes and rounding", run_tests(*EXAMPLES))
