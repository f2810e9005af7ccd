"""When to try again, and when to leave an endpoint in peace. Pure arithmetic, told the chance.

`chance` is a number from 0 to 1: a random one, so that receivers do not meet all of us at once.
"""

from datetime import timedelta

ATTEMPTS_MAX = 20  # of one delivery, over one to two days and a bit
RETRY_FIRST = timedelta(seconds=5)
RETRY_LONGEST = timedelta(hours=4)
RETRY_GROWTH = 4  # times as long as the pause before
RETRY_AFTER_LONGEST = timedelta(hours=24)  # that a receiver may ask for
CIRCUIT_FAILURES = 5  # in a row, of whatever deliveries
CIRCUIT_FIRST = timedelta(seconds=30)
CIRCUIT_LONGEST = timedelta(hours=1)
SECRET_OVERLAP = timedelta(hours=24)  # in which the previous secret signs too


def ceiling(failed: int) -> timedelta:
    """The longest pause after so many failed attempts, from 1 on: 5 s, 20 s, 80 s … 4 hours."""
    return min(RETRY_LONGEST, RETRY_FIRST * int(RETRY_GROWTH ** min(failed - 1, 10)))


def pause(failed: int, chance: float, retry_after: timedelta | None = None) -> timedelta:
    """How long to wait: half the ceiling to all of it, but no less than the receiver asked for."""
    longest = ceiling(failed)
    waits = longest / 2 + longest / 2 * chance
    return max(waits, min(retry_after, RETRY_AFTER_LONGEST)) if retry_after else waits


def circuit(openings: int, chance: float) -> timedelta:
    """How long nothing is sent after so many probes in vain: up to 30 s, 60 s … an hour."""
    longest = min(CIRCUIT_LONGEST, CIRCUIT_FIRST * int(2 ** min(openings, 20)))
    return longest / 2 + longest / 2 * chance
