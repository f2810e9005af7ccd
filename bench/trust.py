"""Every figure of trust at the edge: `python -m bench.trust`, a part with `--only attacks`."""

import sys
from typing import Final

from bench import attacks, audit, drill, harness, identity, once, privacy, proofs, telling
from bench.progress import Say
from bench.report import Parts, report
from bench.rows import Row
from bench.supply.__main__ import measure as audited


def supply(say: Say) -> list[Row]:
    """The packages: locked, licensed, and not known to be vulnerable."""
    say("locks, licences, vulnerabilities")
    return audited()


PARTS: Final[Parts] = {
    "attacks": attacks.measure,
    "identity": identity.measure,
    "once": once.measure,
    "privacy": privacy.measure,
    "audit": audit.measure,
    "webhooks": telling.measure,
    "properties": proofs.properties,
    "matrix": proofs.matrix,
    "recovery": drill.measure,
    "supply": supply,
    "harness": harness.suites("http", "relay", "lint", "codegen"),
}

if __name__ == "__main__":
    sys.exit(report("trust", "Trust at the edge", PARTS))
