"""Every figure of orders in full: `python -m bench.orders`, one by `--only`."""

import sys
from typing import Final

from bench import channels, conservation, day, finding, machines, mutations, worked
from bench.report import Parts, report

PARTS: Final[Parts] = {
    "finding": finding.measure,
    "day": day.measure,
    "conservation": conservation.measure,
    "import": channels.measure,
    "mutations": mutations.measure,
    "machines": machines.measure,
    "worked": worked.measure,
}

if __name__ == "__main__":
    sys.exit(report("orders", "Orders in full", PARTS))
