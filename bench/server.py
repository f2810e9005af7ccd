"""A real server: `python -m api serve` in a process of its own, on a database of its own."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from api.embedded.postgres import start_postgres
from api.embedded.scratch import scratch_directory
from api.settings import DATABASE
from bench.client import Client
from bench.processes import environment, running, wait_for
from domain.identity.scopes import Role, scopes_of
from domain.identity.tokens import issue_token
from domain.shared.context import Actor, ActorKind
from domain.shared.ids import new_id

OURS = "tradegraph-bench-"  # how scratch directories are called
SECRET = "signs tokens of a shop that exists for a minute"
LOG = "server.log"
START_SECONDS = 120


@dataclass(frozen=True)
class Server:
    """Where it answers, and where its rows lie."""

    address: str
    directory: Path

    @property
    def data_dir(self) -> Path:
        """Where its database lies."""
        return self.directory / "data"

    @property
    def tracebacks(self) -> int:
        """How often something went wrong that nobody expected."""
        return (self.directory / LOG).read_text("utf-8", "replace").count("Traceback")

    @property
    def credentials(self) -> dict[str, Any]:
        """How to reach its database beside it."""
        return start_postgres(self.data_dir).credentials(DATABASE)

    def client(self, actor: Actor | None = None) -> Client:
        """Somebody who talks to it."""
        return Client(self.address, token_of(actor) if actor else None)


@contextmanager
def serving() -> Iterator[Server]:
    """A server with an empty shop, for as long as the block runs."""
    with scratch_directory(OURS) as directory:
        server, log = Server("", directory), directory / LOG
        env = environment(PORT="0", DATA_DIR=str(server.data_dir), TRADEGRAPH_SECRET=SECRET)
        with running([sys.executable, "-m", "api", "serve"], log, env) as process:
            said = wait_for(r"answers at (http://\S+)/graphql", process, log, START_SECONDS)
            yield replace(server, address=said[1])


def token_of(actor: Actor) -> str:
    """What somebody shows at the door."""
    return issue_token(SECRET, actor, datetime.now(UTC))


def staff(role: Role, name: str = "Sam") -> Actor:
    """Somebody who works there."""
    return Actor(ActorKind.STAFF, new_id(), name, scopes_of([role]), (role,))


def customer(key: Any, name: str = "Cleo") -> Actor:
    """A customer by the key of their row."""
    return Actor(ActorKind.CUSTOMER, key, name)
