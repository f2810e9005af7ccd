"""Files on their way, beside the store: what lies there for long was left by somebody killed."""

import shutil
import time
from pathlib import Path

LEFT_SECONDS = 2 * 3600.0  # longer than anything is on its way


def clear(directory: Path) -> None:
    """Take out what was left behind."""
    if not directory.is_dir():
        return
    oldest = time.time() - LEFT_SECONDS
    for path in directory.iterdir():
        try:
            if path.stat().st_mtime >= oldest:
                continue
        except FileNotFoundError:
            continue  # another was quicker
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
