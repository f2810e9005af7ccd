"""Every figure of the spine: `python -m bench.spine`, or a part with `--only oversell,story`."""

import sys
from typing import Final

from bench import (
    bad_input,
    first_run,
    harness,
    imports,
    oversell,
    silent_loss,
    statements,
    story,
    tests_run,
    two_lines,
)
from bench.report import Parts, report

PARTS: Final[Parts] = {
    "oversell": oversell.measure,
    "two-lines": two_lines.measure,
    "silent-loss": silent_loss.measure,
    "bad-input": bad_input.measure,
    "statements": statements.measure,
    "story": story.measure,
    "first-run": first_run.measure,
    "imports": imports.measure,
    "tests": tests_run.measure,
    "harness": harness.suites("lint", "relay", "codegen"),
}

if __name__ == "__main__":
    sys.exit(report("spine", "The spine", PARTS))
