"""The product as a process of its own: started, talked to, interrupted, killed."""

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import psutil

from tests.databases import MASTER_KEYS

ROOT = Path(__file__).resolve().parents[2]
DEADLINE_SECONDS = 180  # on a core that others use too


class Process:
    """`python -m api ...` with settings of its own; its output is kept."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.output = ""

    @property
    def pid(self) -> int:
        return self.process.pid

    async def says(self, pattern: str) -> re.Match[str]:
        """Wait until its output has this in it."""
        assert self.process.stdout is not None
        async with asyncio.timeout(DEADLINE_SECONDS):
            while (found := re.search(pattern, self.output)) is None:
                chunk = await self.process.stdout.read(4096)
                assert chunk, f"it ended before it said {pattern!r}:\n{self.output}"
                self.output += chunk.decode()
        return found

    async def address(self) -> str:
        """Where it answers, once it does."""
        return (await self.says(r"answers at (http://[^/\s]+)")).group(1)

    async def ends(self) -> int:
        """Its exit code, once it is gone."""
        assert self.process.stdout is not None
        async with asyncio.timeout(DEADLINE_SECONDS):
            self.output += (await self.process.stdout.read()).decode()
            return await self.process.wait()

    def interrupt(self) -> None:
        self.process.send_signal(signal.SIGINT)

    def terminate(self) -> None:
        self.process.terminate()

    def kill(self) -> None:
        self.process.kill()


@asynccontextmanager
async def running(*args: str, **settings: str) -> AsyncIterator[Process]:
    """A process of the command line; whatever is left of it at the end is killed by its pid."""
    kept = {"PATH", "HOME", "LANG", "TMPDIR"}
    environment = {name: value for name, value in os.environ.items() if name in kept}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-u", "-m", "api", *args),
        cwd=ROOT,
        env={**environment, "PORT": "0", "TRADEGRAPH_MASTER_KEYS": MASTER_KEYS, **settings},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    child = Process(process)
    try:
        yield child
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await child.ends()


def url_of(credentials: dict[str, Any]) -> str:
    """A database of the tests, as DATABASE_URL names it."""
    user, host = quote(credentials["user"]), quote(credentials["host"], safe="")
    password = f":{quote(credentials['password'])}" if credentials.get("password") else ""
    place = f":{credentials['port']}/{credentials['database']}"
    return f"postgres://{user}{password}@{place}?host={host}"


async def answer(address: str) -> dict[str, object]:
    """What the graph says to nobody in particular."""
    async with httpx.AsyncClient(trust_env=False, timeout=DEADLINE_SECONDS) as http:
        response = await http.post(f"{address}/graphql", json={"query": "{ viewer { kind } }"})
    found: dict[str, object] = response.json()["data"]
    return found


def postmaster_of(data_dir: Path) -> psutil.Process:
    """The embedded server that runs in a data directory."""
    return psutil.Process(int((data_dir / "postgres" / "postmaster.pid").read_text().split()[0]))
