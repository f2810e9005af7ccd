"""Every figure of the fast path: `python -m bench.fast_path`, a part with `--only reads,sent`."""

import sys
from typing import Final

from bench import growth, harness, kept, own_topics, placing, reads, sent, tiers
from bench.report import Parts, report

PARTS: Final[Parts] = {
    "reads": reads.measure,
    "growth": growth.measure,
    "sent": sent.measure,
    "placing": placing.measure,
    "kept": kept.measure,
    "tiers": tiers.measure,
    "own-topics": own_topics.measure,
    "harness": harness.suites("http"),
}

if __name__ == "__main__":
    sys.exit(report("fast-path", "The fast path", PARTS))
