"""A pytest plugin: which tier of the engine answered how often, into the file ANSWERED_FILE."""

import json
import os
from pathlib import Path

from schema.root import schema


def pytest_sessionfinish() -> None:
    """Write down what the engine counted in this process."""
    Path(os.environ["ANSWERED_FILE"]).write_text(json.dumps(schema.engine.answered), "utf-8")
