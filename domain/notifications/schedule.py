"""When to try again. The pauses are those of webhooks."""

from datetime import timedelta
from typing import Final

ATTEMPTS_MAX: Final = 10  # of one notification, over about a day
LEASE: Final = timedelta(minutes=5)  # well above what an attempt takes; then another may have it
STALE: Final = timedelta(days=3)  # a fact of before then is told to nobody: it would only confuse
