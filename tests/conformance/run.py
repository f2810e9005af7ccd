"""Run suites of the external harness against a fresh server: the sums, and an exit status.

HARNESS_DIR=/path/to/harness python -m tests.conformance.run [http ws sse relay lint codegen]
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.conformance.serve import READY

STOP_SECONDS = 30


@contextmanager
def served() -> Iterator[dict[str, str]]:
    """A server in a process of its own; what it says of itself."""
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.conformance.serve"], stdout=subprocess.PIPE, text=True
    )
    assert server.stdout is not None
    try:
        found: dict[str, str] = {}
        for line in server.stdout:
            if line.strip() == f"# {READY}":
                break
            name, _, value = line.removeprefix("export ").strip().partition("=")
            found[name] = value
        else:
            raise SystemExit("The server did not start; it says why above.")
        yield found
    finally:
        server.terminate()
        server.wait(STOP_SECONDS)


def main(suites: list[str]) -> int:
    """The harness's own exit status: 0 where nothing failed."""
    home = os.environ.get("HARNESS_DIR")
    if not home:
        print("HARNESS_DIR names no harness: see tests/conformance/README.md.", file=sys.stderr)
        return 2
    with served() as server:
        command = [str(Path(home) / "run.sh"), *(suites or ["all"])]
        return subprocess.run(command, env={**os.environ, **server}, check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
