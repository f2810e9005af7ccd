"""Who makes things happen at the product: a process that commits facts of one order.

What becomes of them is the relay's, the bus's and the server's to tell.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from bench.loads.crowd import Crowd

READY = b"ready"
READY_SECONDS = 60
COMMIT_SECONDS = 120  # for all facts of a burst


class Facts:
    """`relay_pid` is the worker's: it is made to wait while a burst is committed."""

    def __init__(self, crowd: Crowd, process: "subprocess.Popen[bytes]", relay_pid: int) -> None:
        assert process.stdin
        assert process.stdout
        self.committed: dict[int, float] = {}  # the version of each, and when
        self._crowd, self._relay_pid = crowd, relay_pid
        self._ask, self._answers, self._rest = process.stdin, process.stdout.fileno(), b""
        self._is_ready = False
        crowd.ears.attend(self._answers, self._hear)
        assert crowd.listen(lambda: self._is_ready, READY_SECONDS), "the feeder does not start"

    def make(self, events: int) -> None:
        """Have them committed, one after the other; it waits for none of them."""
        self._ask.write(f"{events}\n".encode())
        self._ask.flush()

    def burst(self, events: int) -> float:
        """Have them committed while the relay waits, then let it go on; when that was."""
        wanted = len(self.committed) + events
        os.kill(self._relay_pid, signal.SIGSTOP)
        try:
            self.make(events)
            done = self._crowd.listen(lambda: len(self.committed) >= wanted, COMMIT_SECONDS)
            assert done, f"{events} facts were not committed in {COMMIT_SECONDS} s"
        finally:
            os.kill(self._relay_pid, signal.SIGCONT)
        return time.monotonic()

    def close(self) -> None:
        """Have no more."""
        self._crowd.ears.forget(self._answers)
        self._ask.close()

    def _hear(self, _: int) -> None:
        *lines, self._rest = (self._rest + os.read(self._answers, 65_536)).split(b"\n")
        for line in lines:
            if line == READY:
                self._is_ready = True
                continue
            version, at = line.split()
            self.committed[int(version)] = float(at)


@contextmanager
def feeding(
    crowd: Crowd, order: object, env: Mapping[str, str], *, relay_pid: int
) -> Iterator[Facts]:
    """Facts of an order, by its key, for as long as the block runs."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.loads.feeder", str(order)],
        env=env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        facts = Facts(crowd, process, relay_pid)
        yield facts
        facts.close()
    finally:
        process.terminate()
        process.wait(READY_SECONDS)
