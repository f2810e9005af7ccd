"""Other processes that own an embedded server, so that tests can kill them."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]
POSTGRES = """
import json, sys
from pathlib import Path
from api.embedded.postgres import start_postgres
server = start_postgres(Path(sys.argv[1]), durable=False)
print(json.dumps({"pid": server.pid, "adopted": server.adopted}), flush=True)
sys.stdin.read()
"""


@contextmanager
def owner(script: str, *args: object) -> Iterator[subprocess.Popen[str]]:
    """Run a Python script in a process group of its own; it ends with the block at the latest."""
    command = [sys.executable, "-W", "error", "-c", script, *map(str, args)]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def said_by(process: subprocess.Popen[str]) -> Any:
    """The next line the owner prints, which is JSON."""
    assert process.stdout is not None
    return json.loads(process.stdout.readline())
