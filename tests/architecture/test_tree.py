"""The tree: small files, nothing of anybody's machine in them, and all of it packed."""

import re
import tomllib
from fnmatch import fnmatch
from typing import Any

import pytest

from api.settings import PROJECT
from tests.architecture.project import read, tracked

LINES_MAX = 400
PACKAGES = {"api", "domain", "migrations", "realtime", "schema"}
DATA = {".json", ".csv", ".lock", ".graphql", ".svg"}
# Not read from the first line to the last: a word list, and drawings that code made.
LEFT_ALONE = ("tests/", "migrations/", "api/importing/completejourney/words.py", "docs/states.md")
REGISTRY = re.compile(
    r"https?://[^\s\"']*(?:pypi|pythonhosted|/simple/)|--(?:extra-)?index-url|find-links"
)
MACHINE = re.compile(r"(?<![\w.])/(?:home|root|Users|tmp/wt-|work/)[\w/-]*")
BINARY = {".png", ".ico", ".parquet"}


def test_no_file_is_longer_than_a_reader_likes() -> None:
    long = {
        str(path): lines
        for path in tracked()
        if path.suffix not in DATA and not str(path).startswith(LEFT_ALONE)
        if (lines := len(read(path).splitlines())) > LINES_MAX
    }

    assert long == {}


def test_no_file_names_a_registry_or_somebodys_machine() -> None:
    found = {
        str(path): hit.group()
        for path in tracked()
        if path.suffix not in BINARY and path.name not in {"test_tree.py", "Makefile"}
        if (hit := REGISTRY.search(text := read(path)) or MACHINE.search(text))
    }

    assert found == {}


@pytest.mark.parametrize("lock", sorted(PROJECT.glob("*.lock")), ids=lambda lock: lock.name)
def test_every_locked_package_has_a_hash_and_comes_from_no_address(lock: object) -> None:
    text = read(str(lock))

    pinned = re.findall(r"^\S+==\S+.*\\\n    --hash=sha256:", text, re.MULTILINE)
    assert len(pinned) == len(re.findall(r"^\w", text, re.MULTILINE)) > 0
    assert "://" not in text


def packaging() -> dict[str, Any]:
    found: dict[str, Any] = tomllib.loads(read("pyproject.toml"))["tool"]["setuptools"]
    return found


def test_every_package_is_packed_and_no_test() -> None:
    patterns = packaging()["packages"]["find"]["include"]
    code = {".".join(path.parent.parts) for path in tracked() if path.suffix == ".py"}

    packed = {name for name in code if any(fnmatch(name, pattern) for pattern in patterns)}

    assert {name.partition(".")[0] for name in packed} == PACKAGES
    assert packed == {name for name in code if name.partition(".")[0] in PACKAGES}


def test_every_folder_of_a_package_is_a_package() -> None:
    for path in tracked():
        if path.suffix == ".py" and path.parts[0] in PACKAGES:
            assert (PROJECT / path.parent / "__init__.py").exists(), path


def test_the_data_that_code_reads_is_packed_with_it() -> None:
    patterns = packaging()["package-data"]["*"]
    data = [
        path
        for path in tracked()
        if path.parts[0] in PACKAGES and path.suffix not in {".py", ".md"}
    ]

    assert data
    assert [path for path in data if not any(fnmatch(path.name, p) for p in patterns)] == []
