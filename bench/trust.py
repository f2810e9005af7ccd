"""Every figure of trust at the edge: `python -m bench.trust`, a part with `--only attacks`."""

import sys
from typing import Final

from bench import attacks, harness
from bench.report import Parts, report

PARTS: Final[Parts] = {
    "attacks": attacks.measure,
    "harness": harness.suites("http", "relay", "lint", "codegen"),
}

if __name__ == "__main__":
    sys.exit(report("trust", "Trust at the edge", PARTS))
