"""The product as it is measured, for a load client of somebody else: `python -m bench.stage`.

It prints where everything is, and the command for the fan-out client; Ctrl-C ends it.
"""

import json
import signal
from contextlib import suppress
from datetime import UTC, datetime

from bench import cores
from bench.processes import leave_nothing_running
from bench.production import Api, Site, production
from bench.server import SECRET, staff
from bench.shop import CHANNEL, CURRENCY
from domain.identity.scopes import Role
from domain.identity.tokens import issue_token

SUBSCRIPTION = """\
subscription { orderFeed {
 cursor kind occurredAt aggregateVersion previousStatus order { id number status } } }
"""
TRIGGER = (
    'orderCreate(input: {{channel: "{channel}", currency: "{currency}", idempotencyKey: $tsStr,'
    ' lines: [{{variantId: "{variant}", quantity: 1}}]}})'
    " {{ order {{ id }} userErrors {{ message }} }}"
)


def main() -> None:
    """Set everything up, say so, and wait."""
    leave_nothing_running()
    with (
        suppress(KeyboardInterrupt),
        production() as site,
        site.serving() as measured,
        site.serving(cores.LOAD) as mutated,
    ):
        print(f"# measured: {measured.graphql}, pid {measured.pid}")
        print(f"# mutations: {mutated.graphql}")
        print(command(site, measured, mutated), flush=True)
        signal.pause()


def command(site: Site, measured: Api, mutated: Api) -> str:
    """How to start the fan-out client, on the load's core."""
    bearer = f"Bearer {issue_token(SECRET, staff(Role.ADMIN), datetime.now(UTC))}"
    trigger = TRIGGER.format(channel=CHANNEL, currency=CURRENCY, variant=site.variant)
    options = {
        "url": measured.graphql.replace("http", "ws", 1),
        "trigger-url": mutated.graphql,
        "connection-params": json.dumps({"authorization": bearer}),
        "header": f"Authorization: {bearer}",
        "query": " ".join(SUBSCRIPTION.split()),
        "variables": "{}",
        "trigger-field": trigger,
        "trigger-types": "tsStr: String!",
        "seq-path": "orderFeed.cursor",
        "ts-path": "orderFeed.occurredAt",
        "server-pid": str(measured.pid),
    }
    written = [f"  --{name} '{value}' \\\n" for name, value in options.items()]
    start = f"taskset -c {cores.LOAD} node client.mjs \\\n"
    return start + "".join(written) + "  --connections 1000 --window 4 --seconds 8"


if __name__ == "__main__":
    main()
