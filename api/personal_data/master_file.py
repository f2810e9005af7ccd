"""Master keys that nobody gave us: one of our own, in a file beside the data, closed to others."""

import os
from pathlib import Path

from domain.shared.master_keys import MasterKeys, fresh_master_key

FILE = "master-keys"


def kept_master_keys(data_dir: Path) -> MasterKeys:
    """The keys in the file; the first is made. Two processes at once: both have the same."""
    path = data_dir / FILE
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        fresh = _written(path, fresh_master_key())
        try:
            os.link(fresh, path)  # whoever links first has made the key
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return MasterKeys.read(path.read_text())


def add_master_key(data_dir: Path) -> MasterKeys:
    """A new key before the others, which stay: old backups need them."""
    kept_master_keys(data_dir)
    path = data_dir / FILE
    _written(path, f"{fresh_master_key()}\n{path.read_text()}").replace(path)
    return MasterKeys.read(path.read_text())


def _written(path: Path, text: str) -> Path:
    """A file beside that one, closed to everybody else before there is anything in it."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    fresh.touch(mode=0o600)
    with fresh.open("w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return fresh
