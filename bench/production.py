"""The product as it runs in production: PostgreSQL, Valkey, a worker, and a server on its own core.

Everything but the server shares the other core with the load.
"""

import asyncio
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from uuid import UUID

from api.embedded.postgres import start_postgres
from api.embedded.scratch import scratch_directory
from api.embedded.valkey import EmbeddedValkey, start_valkey
from api.settings import DATABASE
from bench import cores
from bench.loads import frames
from bench.loads.greeting import Greeting
from bench.processes import environment, running, wait_for
from bench.server import OURS, SECRET, Server, staff
from bench.shop import Shop
from domain.identity.scopes import Role
from domain.identity.tokens import issue_token
from schema.shared.ids import global_id, key_of

STOCK = 100_000  # units
START_SECONDS = 300  # on one core that others use too
DOCUMENT = """\
subscription ($id: ID!) {
  orderUpdated(id: $id) {
    cursor kind occurredAt aggregateVersion previousStatus order { id number status }
  }
}"""


@dataclass(frozen=True)
class Api:
    """A server of the product."""

    address: str
    pid: int

    @property
    def graphql(self) -> str:
        """Where its graph answers."""
        return self.address + "/graphql"


@dataclass(frozen=True)
class Site:
    """What servers stand on: one order that things happen to, and a variant to order more of."""

    directory: Path
    env: dict[str, str]
    valkey: EmbeddedValkey
    worker_pid: int
    order: UUID
    variant: str
    logs: "count[int]"

    @contextmanager
    def serving(self, core: int | None = cores.SERVER) -> Iterator[Api]:
        """A fresh server on a core, for as long as the block runs."""
        with serving(self.directory / f"server-{next(self.logs)}.log", self.env, core) as api:
            yield api

    def greetings(self, number: int) -> list[Greeting]:
        """So many members of staff, each of whom wants to follow the order."""
        return [greeting(self.order) for _ in range(number)]


def greeting(order: UUID) -> Greeting:
    """Somebody else each time."""
    token = issue_token(SECRET, staff(Role.SERVICE_AGENT), datetime.now(UTC))
    variables = {"id": global_id("Order", order)}
    return Greeting(
        init=frames.message("connection_init", {"authorization": f"Bearer {token}"}),
        subscribe=frames.message("subscribe", {"query": DOCUMENT, "variables": variables}, id="1"),
    )


@contextmanager
def production() -> Iterator[Site]:
    """A site with an order, for as long as the block runs. Whoever enters is on the load's core."""
    with ExitStack() as stack:
        stack.enter_context(cores.on(cores.LOAD))
        directory = stack.enter_context(scratch_directory(OURS))
        postgres = start_postgres(directory / "data")
        stack.callback(postgres.stop)
        postgres.create_database(DATABASE)
        valkey = start_valkey(data_dir=directory / "valkey")
        stack.callback(valkey.stop)
        env = environment(
            DATABASE_URL=f"postgres://postgres@:{postgres.port}/{DATABASE}"
            f"?host={postgres.socket_dir}",
            REDIS_URL=valkey.url,
            DATA_DIR=str(directory / "data"),
            TRADEGRAPH_SECRET=SECRET,
            PORT="0",
        )
        with serving(directory / "first.log", env, cores.LOAD) as first:
            order, variant = asyncio.run(_an_order(Server(first.address, directory)))
        log = directory / "worker.log"
        worker = stack.enter_context(running([sys.executable, "-m", "api", "worker"], log, env))
        wait_for("The worker is at work", worker, log, START_SECONDS)
        yield Site(directory, env, valkey, worker.pid, order, variant, count(1))


@contextmanager
def serving(log: Path, env: dict[str, str], core: int | None, module: str = "api") -> Iterator[Api]:
    """A server of the product in an environment, on a core, for as long as the block runs."""
    command = [sys.executable, "-m", module, "serve", "--no-worker"]
    with ExitStack() as stack:
        with cores.on(core):
            process = stack.enter_context(running(command, log, env))
        said = wait_for(r"answers at (http://\S+)/graphql", process, log, START_SECONDS)
        yield Api(said[1], process.pid)


async def _an_order(server: Server) -> tuple[UUID, str]:
    """Taken on, so that it does not expire while it is watched; and what was ordered."""
    async with Shop(server) as shop:
        variant = await shop.variant(STOCK)
        order = await shop.admin.do("orderCreate", shop.order((variant, 1)), "order { id }")
        await shop.admin.do("orderConfirm", {"id": order["id"]}, "order { status }")
        return key_of("Order", order["id"]), variant
