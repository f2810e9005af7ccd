"""The tree: small files, nothing of anybody's machine in them, and all of it packed."""

import re
from pathlib import Path

import pytest
from setuptools import find_packages
from setuptools.config.pyprojecttoml import apply_configuration
from setuptools.dist import Distribution

from api.settings import PROJECT
from tests.architecture.project import read, tracked

LINES_MAX = 400
DATA = {".json", ".csv", ".lock", ".graphql", ".svg"}
LEFT_ALONE = ("tests/", "migrations/", "api/importing/completejourney/words.py")  # a word list
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


def test_every_package_is_packed_and_no_test() -> None:
    distribution = Distribution()
    apply_configuration(distribution, PROJECT / "pyproject.toml")
    packed = set(distribution.packages)

    ours = ("api", "domain", "migrations", "realtime", "schema")
    assert {name.partition(".")[0] for name in packed} == set(ours)
    found = find_packages(str(PROJECT), include=[f"{name}.*" for name in ours])
    assert packed >= {*found, *ours}
    code = {".".join(path.parent.parts) for path in tracked() if path.suffix == ".py"}
    assert {folder for folder in code if folder.partition(".")[0] in ours} <= packed


def test_the_data_that_code_reads_is_packed_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(PROJECT)
    distribution = Distribution()
    apply_configuration(distribution, PROJECT / "pyproject.toml")
    packing = distribution.get_command_obj("build_py")
    packing.ensure_finalized()
    packing.manifest_files = {}  # what version control would add; nothing is asked of it

    packed = {
        str(Path(name))
        for package in distribution.packages
        for name in packing.find_data_files(package, package.replace(".", "/"))
    }
    wanted = {
        str(path)
        for path in tracked()
        if path.parts[0] in {"api", "domain", "realtime", "schema", "migrations"}
        if path.suffix not in {".py", ".md"}
    }
    assert wanted
    assert packed >= wanted
