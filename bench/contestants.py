"""Starting the baselines, each in a process of its own on the server's core."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path

from bench import cores
from bench.loads import frames
from bench.loads.crowd import Crowd
from bench.loads.ears import Ears
from bench.loads.greeting import Greeting
from bench.loads.line import be_upgraded, dial
from bench.loads.publisher import Publisher
from bench.processes import environment, running, wait_for
from bench.production import Api

START_SECONDS = 60
UVICORN = ["--port", "0", "--ws", "websockets-sansio", "--ws-per-message-deflate", "false"]
RAW_ASGI = ["uvicorn", "bench.baselines.raw_asgi:app", *UVICORN]
STOCK = ["uvicorn", "bench.baselines.stock_strawberry:app", *UVICORN]
PICOWS = ["bench.baselines.picows"]
ACKNOWLEDGED = b'"connection_ack"'
INIT = frames.message("connection_init", {})
DOCUMENT = """\
subscription ($id: ID!) {
  orderUpdated(id: $id) {
    cursor kind occurredAt aggregateVersion previousStatus order { id number status }
  }
}"""
Audience = tuple[Crowd, Publisher]


@contextmanager
def raw_asgi(directory: Path, ears: Ears, ready: bytes, size: int) -> Iterator[Audience]:
    """Raw ASGI on uvicorn, and a crowd at it, for as long as the block runs."""
    with _telling_ready_bytes(RAW_ASGI, directory / "raw-asgi.log", ears, ready, size) as audience:
        yield audience


@contextmanager
def picows(directory: Path, ears: Ears, ready: bytes, size: int) -> Iterator[Audience]:
    """Picows, and a crowd at it, for as long as the block runs."""
    with _telling_ready_bytes(PICOWS, directory / "picows.log", ears, ready, size) as audience:
        yield audience


@contextmanager
def stock_strawberry(directory: Path, ears: Ears, size: int) -> Iterator[Audience]:
    """Strawberry's own handler, and a crowd at it, for as long as the block runs."""
    with (
        serving(STOCK, directory / "stock.log") as stock,
        Crowd(stock.address, ears) as crowd,
    ):
        subscribe = frames.message(
            "subscribe", {"query": DOCUMENT, "variables": {"id": "1"}}, id="1"
        )
        crowd.open([Greeting(INIT, subscribe)] * size)
        line = dial(stock.address)
        be_upgraded(line)
        line.send(INIT)
        line.until(ACKNOWLEDGED)
        numbers = count(1)

        def word(times: int) -> bytes:
            query = f"mutation {{ publish(times: {times}) }}"
            return frames.message("subscribe", {"query": query}, id=f"p{next(numbers)}")

        yield crowd, Publisher(ears, line, word)


@contextmanager
def _telling_ready_bytes(
    module: Sequence[str], log: Path, ears: Ears, ready: bytes, size: int
) -> Iterator[Audience]:
    path = log.with_suffix(".bytes")
    path.write_bytes(ready)
    with (
        serving(module, log, READY_BYTES=str(path)) as baseline,
        Crowd(baseline.address, ears, has_versions=False) as crowd,
    ):
        crowd.open([None] * size)
        line = dial(f"{baseline.address}/publish")
        be_upgraded(line)
        yield crowd, Publisher(ears, line, lambda times: frames.frame(str(times).encode()))


@contextmanager
def serving(module: Sequence[str], log: Path, **env: str) -> Iterator[Api]:
    """A baseline on the server's core, for as long as the block runs."""
    with ExitStack() as stack:
        with cores.on(cores.SERVER):
            command = [sys.executable, "-m", *module]
            process = stack.enter_context(running(command, log, environment(**env)))
        said = wait_for(r"running on (http://\S+)", process, log, START_SECONDS)
        yield Api(said[1], process.pid)
