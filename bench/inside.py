"""Webhooks: addresses that lead inside, refused when they are given and when they are told."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bench.client import Client
from bench.progress import Say
from bench.rows import Row, exactly, more_than
from bench.server import staff
from bench.standing import Stand
from domain.identity.scopes import Role
from domain.identity.tokens import issue_token
from domain.shared import sql
from domain.webhooks.models import Webhook
from tests.domain.webhooks.test_addresses import INSIDE, MISWRITTEN
from tests.stories.test_a_worker_killed_while_it_delivers import LATER
from tests.wire import SECRET

SECONDS_MAX = 60.0  # until something that must happen has happened
HERE = {"WEBHOOK_NETWORKS_ALLOWED": "127.0.0.0/8"}
BESIDES = ["https://localhost/", "https://a.localhost/", "http://shop.example/"]
ODD = (  # with the port of somebody who listens on this machine
    *(
        "https://127.0.0.1:{}/",
        "http://127.0.0.1:{}/",
        "https://localhost:{}/",
        "https://127.1:{}/",
    ),
    *("https://2130706433:{}/", "https://0x7f000001:{}/", "https://0.0.0.0:{}/"),
    *("https://[::1]:{}/", "https://[::ffff:127.0.0.1]:{}/", "https://127。0。0。1:{}/"),
    *("https://shop.example@127.0.0.1:{}/", "http://127.0.0.1.:{}/"),
)
CREATE = """
mutation($input: WebhookCreateInput!) { webhookCreate(input: $input) { webhook { id } } }
"""


async def later(statements: tuple[str, ...]) -> None:
    """Declare over what would take minutes: leases, pauses, times of the next attempt."""
    for statement in statements:
        await sql.execute(statement)


async def refused(stand: Stand, say: Say) -> list[Row]:
    """Over HTTP, by whoever may set up endpoints."""
    say("addresses that lead inside, one by one")
    machines = [f"https://{f'[{each}]' if ':' in each else each}/" for each in INSIDE]
    addresses, taken = [*MISWRITTEN, *machines, *BESIDES], []
    token = issue_token(SECRET, staff(Role.ADMIN), stand.shop.now)
    async with stand.server("server") as server, Client(server.address, token) as admin:

        async def is_taken(url: str) -> bool:
            wanted = {"url": url, "eventTypes": ["catalog.*"]}
            payload = await admin.post(CREATE, input=wanted)
            made = (payload.get("data") or {}).get("webhookCreate") or {}
            return made.get("webhook") is not None

        taken = [url for url in addresses if await is_taken(url)]
        good = await is_taken("https://shop.example/hook")
    return [
        exactly("webhooks: addresses inside that were taken", len(taken), 0,
                f"of {len(addresses)}", "; ".join(["webhookCreate over HTTP by an administrator:"
                " private, loopback, link-local and metadata machines, and odd spellings of them"
                " (tests/domain/webhooks/test_addresses.py)", *taken])),
        exactly("webhooks: an address outside that was taken", int(good), 1, "addresses",
                "https://shop.example/hook, by the same request"),
    ]  # fmt: skip


async def reached(stand: Stand, say: Say) -> list[Row]:
    """By a worker, of endpoints that lead inside though nobody was let set them up."""
    say("addresses that lead inside, kept in the database")
    await Webhook.all().delete()
    async with _listening() as (port, connections):
        for odd in ODD:
            made = await stand.shop.webhook(f"http://127.0.0.1:{port}/", "support.*")
            await Webhook.filter(id=made.id).update(url=odd.format(port))
        await stand.shop.ticket()
        async with stand.worker("strict"):
            tried = await _tried(len(ODD))
        strictly = len(connections)
        await later(LATER)
        async with stand.worker("allowed", **HERE):
            ends = time.monotonic() + SECONDS_MAX
            while not len(connections) > strictly and time.monotonic() < ends:
                await later(LATER[1:])
                await asyncio.sleep(0.2)
        allowed = len(connections) - strictly
    how = (
        f"{len(ODD)} spellings of this machine, with the port of somebody who listens, put into the"
        " rows of endpoints behind the check; a fact, and a worker as it is set up for production"
    )
    return [
        exactly("webhooks: endpoints inside that a worker tried", tried, len(ODD), "endpoints",
                how),
        exactly("webhooks: connections that reached this machine", strictly, 0, "connections", how),
        more_than("webhooks: connections where the network is allowed", allowed, 0, "connections",
                  "the same endpoints and listener: it would have noticed"),
    ]  # fmt: skip


async def _tried(endpoints: int) -> int:
    """How many endpoints an attempt was made at, once that is all or it took too long."""
    query = (
        "SELECT count(DISTINCT webhook_id) FROM webhook_attempt"
        " JOIN webhook_delivery ON webhook_delivery.id = delivery_id"
    )
    ends, tried = time.monotonic() + SECONDS_MAX, 0
    while tried < endpoints and time.monotonic() < ends:
        tried = await sql.value(query)
        await asyncio.sleep(0.1)
    return tried


@asynccontextmanager
async def _listening() -> AsyncIterator[tuple[int, list[int]]]:
    """Somebody on a port of this machine who only notes that there was a connection."""
    connections: list[int] = []

    async def note(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(1)
        writer.close()

    server = await asyncio.start_server(note, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1], connections
    finally:
        server.close()
