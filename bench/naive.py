"""The baseline's server, and the same rush on it."""

import sys
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path

import httpx

from api.embedded.postgres import EmbeddedPostgres
from bench.client import DEADLINE_SECONDS
from bench.processes import environment, running, wait_for
from bench.rush import CLIENTS, UNITS, rush

DATABASE = "naive"
START_SECONDS = 60


@contextmanager
def serving_naively(server: EmbeddedPostgres, directory: Path) -> Iterator[str]:
    """The baseline on a database of its own in the same PostgreSQL; its address."""
    server.create_database(DATABASE)
    url = f"asyncpg://postgres@/{DATABASE}?host={server.socket_dir}&port={server.port}"
    log = directory / "naive.log"
    command = [sys.executable, "-m", "uvicorn", "bench.baselines.naive_stock:app", "--port", "0"]
    with running(command, log, environment(DATABASE_URL=url)) as process:
        yield wait_for(r"running on (http://\S+)", process, log, START_SECONDS)[1]


async def sold_naively(address: str) -> int:
    """How many of fifty units the baseline sells in the rush."""
    async with AsyncExitStack() as stack:
        clients = [
            await stack.enter_async_context(
                httpx.AsyncClient(base_url=address, trust_env=False, timeout=DEADLINE_SECONDS)
            )
            for _ in range(CLIENTS)
        ]
        item = (await clients[0].post(f"/items/{UNITS}")).json()["id"]

        async def buy(client: httpx.AsyncClient, number: int) -> str:
            return str((await client.post(f"/items/{item}/order")).json()["ordered"])

        return (await rush(clients, buy))["True"]
