"""Where the day takes place: PostgreSQL, Valkey, a server on its own core, and a worker. The
simulated gateway posts its messages to the server, each twice and in any order.
"""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from api.embedded.postgres import start_postgres
from api.embedded.scratch import scratch_directory
from api.embedded.valkey import start_valkey
from api.paying import BOOK
from api.settings import DATABASE
from bench import cores
from bench.processes import environment, running, wait_for
from bench.production import serving
from bench.server import OURS, SECRET, Server

START_SECONDS = 300
# A tenth of all calls is lost, on the way there or back; some of what arrives is declined, answered
# later, or wants the customer to agree. Each message is late, and comes twice.
FAULTS = (
    "unheard=0.05, unanswered=0.05, declined=0.08, slow=0.08, action=0.08, abandoned=0.15,"
    " late=1, repeated=1, renamed=0.3, slow_seconds=4, late_seconds=12"
)
APPROVAL = "USD 60.00"  # refunds above wait for a colleague
INSTANT = "USD 15.00"  # up to this, good customers have it at once


@dataclass(frozen=True)
class Place:
    """Where the product answers, and where its rows, its logs and the gateway's books lie."""

    server: Server
    credentials: dict[str, Any]
    logs: tuple[Path, ...]

    @property
    def book(self) -> Path:
        """The books of the simulated gateway."""
        return self.server.data_dir / BOOK

    @property
    def tracebacks(self) -> int:
        """How often something went wrong that nobody expected, in any process."""
        return sum(log.read_text("utf-8", "replace").count("Traceback") for log in self.logs)


@contextmanager
def place() -> Iterator[Place]:
    """An empty shop in processes of its own, for as long as the block runs."""
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
            PAYMENT_SANDBOX="1",
            PAYMENT_SANDBOX_FAULTS=FAULTS,
            REFUND_APPROVAL_ABOVE=APPROVAL,
            INSTANT_REFUND_UP_TO=INSTANT,
            INSTANT_REFUND_AFTER_ORDERS="2",
            PORT="0",
        )
        logs = directory / "server.log", directory / "worker.log"
        api = stack.enter_context(serving(logs[0], env, cores.SERVER))
        env |= {"PAYMENT_SANDBOX_POSTS_TO": api.address}
        command = [sys.executable, "-m", "api", "worker"]
        worker = stack.enter_context(running(command, logs[1], env))
        wait_for("The worker is at work", worker, logs[1], START_SECONDS)
        yield Place(Server(api.address, directory), postgres.credentials(DATABASE), logs)
