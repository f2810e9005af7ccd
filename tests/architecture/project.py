"""What the tests about the project itself read: its files, its settings, its command line."""

import subprocess
import tomllib
from pathlib import Path
from typing import Any

from typer.main import get_command

from api.__main__ import app
from api.settings import PROJECT


def tracked() -> list[Path]:
    """Every file in the repository, relative to it; deleted ones are not."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return [Path(line) for line in listed.splitlines() if (PROJECT / line).is_file()]


def pages() -> list[Path]:
    """Everything written to be read."""
    return [path for path in tracked() if path.suffix == ".md"]


def read(path: Path | str) -> str:
    """A file of the project."""
    return (PROJECT / path).read_text(encoding="utf-8")


def settings() -> dict[str, Any]:
    """pyproject.toml."""
    return tomllib.loads(read("pyproject.toml"))


def commands() -> dict[str, Any]:
    """The commands of `python -m api`, each with its parameters."""
    group: Any = get_command(app)
    return dict(group.commands)
