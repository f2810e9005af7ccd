"""One process of the product: it may be killed, and comes back under the same name."""

import asyncio
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from bench.processes import ItEnded, environment, running, wait_for

START_SECONDS = 120
ATTEMPTS = 20  # to rise again
PAUSE_SECONDS = 0.5


class Player:
    """`python -m api ...`, life after life. What it said in each of them is kept."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        ready: str,
        directory: Path,
        settings: Mapping[str, str],
    ) -> None:
        """`ready` is what it says once it is at work; a group in it is its address."""
        self.name = name
        self.kills = 0
        self.refusals = 0  # lives that ended before they were at work
        self.is_up = False
        self.address = ""
        self._command = [sys.executable, "-m", "api", *command]
        self._ready = ready
        self._directory = directory
        self._env = environment(**settings)
        self._lives = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._running = ExitStack()

    async def rise(self) -> None:
        """Start, and return when it is at work.

        Raises:
            ItEnded: it ended instead.
        """
        self._lives += 1
        log = self._log(self._lives)
        process = self._running.enter_context(running(self._command, log, self._env))
        self._process = process
        said = await asyncio.to_thread(wait_for, self._ready, process, log, START_SECONDS)
        self.address = "".join(said.groups())
        self.is_up = True

    async def rise_again(self) -> None:
        """Start as under a supervisor: who does not get up, for Redis is gone, tries once more.

        Raises:
            ItEnded: it ended every time.
        """
        for _ in range(ATTEMPTS - 1):
            try:
                await self.rise()
                return
            except ItEnded:
                self.fall()
                self.refusals += 1
                await asyncio.sleep(PAUSE_SECONDS)
        await self.rise()

    def fall(self) -> None:
        """End it at once (SIGKILL), by its pid, and wait until it is gone."""
        self.is_up = False
        if self._process is not None:
            self._process.kill()
            self._running.close()
            self._process = None

    async def die(self) -> None:
        """The same, as a fault that counts."""
        self.kills += 1
        await asyncio.to_thread(self.fall)

    def says_now(self, pattern: str) -> bool:
        """Whether it said so in this life."""
        return self.is_up and bool(re.search(pattern, self._said(self._lives)))

    def said(self, pattern: str) -> list[str]:
        """Every time that it ever said so: the group of the pattern, or all that fits."""
        lives = range(1, self._lives + 1)
        return [found for life in lives for found in re.findall(pattern, self._said(life))]

    def _log(self, life: int) -> Path:
        return self._directory / f"{self.name}-{life}.log"

    def _said(self, life: int) -> str:
        return self._log(life).read_text("utf-8", "replace")
