"""`python -m bench.supply audit` and `python -m bench.supply sbom`."""

import argparse
import sys

from rich.console import Console

from bench.rows import Row, table, write
from bench.supply import bill, licences, locks, vulnerabilities
from bench.supply.locks import PROJECT, RUNTIME

RESULTS = PROJECT / "bench" / "results"


def main() -> int:
    """Audit: 1 where something is wrong. What cannot be known here is said, and is no failure."""
    parser = argparse.ArgumentParser(prog="python -m bench.supply", description=__doc__)
    parser.add_argument("what", choices=["audit", "sbom"])
    console = Console()
    if parser.parse_args().what == "sbom":
        path = RESULTS / "sbom.cdx.json"
        count = bill.write(path)
        console.print(f"{count} packages written to {path}.", highlight=False, soft_wrap=True)
        return 0
    found = measure()
    write(found, RESULTS / "audit.json")
    console.print(table(found, "Supply chain"))
    for row in found:
        if row.holds is None:
            console.print(f"Not known: {row.figure}. {row.how}", highlight=False, soft_wrap=True)
    return 1 if any(row.holds is False for row in found) else 0


def measure() -> list[Row]:
    """Every figure of the supply chain."""
    return [
        *(locks.row(path) for path in sorted(PROJECT.glob("*.lock"))),
        licences.row(locks.read(RUNTIME)),
        vulnerabilities.row(RUNTIME),
    ]


if __name__ == "__main__":
    sys.exit(main())
