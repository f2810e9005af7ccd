"""How much of what in a job."""

from datetime import timedelta

ITEMS_MAX = 1_000  # things of one job
NEW_MAX = 250  # things that a job makes: each brings all that it shall be
PORTION = 25  # things between two words on how far it is
EXPORTED = 2_000  # rows of a file between two words
EXPORT_KEPT = timedelta(hours=24)  # a file that was written can be fetched for so long
LEASE = timedelta(seconds=60)  # a worker says with each portion that it is alive
ATTEMPTS_MAX = 3  # workers that died at the same portion, and the job is given up
