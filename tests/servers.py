"""Real servers for the tests. (Temporary until the embedded one lands.)"""

from typing import Any


def start_for_run(config: Any) -> None: ...
def stop_for_run(config: Any) -> None: ...
def credentials() -> dict[str, Any]:
    return {
        "host": "/tmp/devpg",
        "port": 5432,
        "user": "postgres",
        "password": None,
        "database": "postgres",
    }
