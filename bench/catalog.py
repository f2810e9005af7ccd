"""Every figure of catalog, prices and promotions: `python -m bench.catalog`, one by `--only`."""

import sys
from typing import Final

from bench import bulk, campaigns, machines, odd_prices, promotions, rails, search
from bench.report import Parts, report

PARTS: Final[Parts] = {
    "promotions": promotions.measure,
    "search": search.measure,
    "rails": rails.measure,
    "anomalies": odd_prices.measure,
    "campaigns": campaigns.measure,
    "bulk": bulk.measure,
    "machines": machines.measure,
}

if __name__ == "__main__":
    sys.exit(report("catalog", "Catalog, prices and promotions", PARTS))
