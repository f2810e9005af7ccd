"""The supply chain: what `make audit` finds, and what `make sbom` writes."""

import json
from pathlib import Path

import pytest

from bench.supply import bill, licences, locks, vulnerabilities
from bench.supply.licences import objection

HASH = "    --hash=sha256:" + "a" * 64
GOOD = f"idna==3.20 \\\n{HASH}\n"


def test_the_locks_are_tight_and_every_licence_is_allowed() -> None:
    for path in sorted(locks.PROJECT.glob("*.lock")):
        assert locks.wrong(path) == []
        assert len(locks.read(path)) > 0
    row = licences.row(locks.read(locks.RUNTIME))
    assert row.holds, row.how


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        (GOOD, []),
        ("idna==3.20\n", ["idna==3.20"]),
        (GOOD + "h11==1.0 \\\n", ["h11 has no hash"]),
        (GOOD + "--no-index\n", ["--no-index"]),
        (GOOD + "idna @ git+ssh://host/idna\n", ["idna @ git+ssh://host/idna"]),
        (GOOD + "idna>=3 \\\n", ["idna>=3 \\"]),
    ],
)
def test_what_is_loose_in_a_lock_is_named(tmp_path: Path, text: str, wrong: list[str]) -> None:
    (tmp_path / "some.lock").write_text(text)

    assert locks.wrong(tmp_path / "some.lock") == wrong


@pytest.mark.parametrize(
    ("name", "expression", "objects"),
    [
        ("some", "MIT", False),
        ("some", "BSD-3-Clause AND (Apache-2.0 OR MIT)", False),
        ("some", "GPL-3.0-or-later", True),
        ("some", "MIT AND AGPL-3.0-only", True),
        ("some", "MPL-2.0", True),
        ("certifi", "MPL-2.0", False),
        ("certifi", "GPL-2.0-only", True),
        ("some", "", True),
    ],
)
def test_a_licence_that_is_not_allowed_is_named(name: str, expression: str, objects: bool) -> None:
    assert bool(objection(name, expression)) is objects


def test_every_exception_is_still_needed() -> None:
    for name, (licence, reason) in licences.EXCEPTIONS.items():
        assert licence in (licences.licence_of(name) or "")
        assert reason


CLEAN = {"name": "idna", "version": "3.20", "vulns": []}
HOLED = {"name": "h11", "version": "0.1", "vulns": [{"id": "PYSEC-2025-1"}]}
SKIPPED = {"name": "idna", "skip_reason": "Dependency not found"}


@pytest.mark.parametrize(
    ("packages", "holds", "value"),
    [
        ([CLEAN], True, 0),
        ([CLEAN, HOLED], False, 1),
        ([HOLED, SKIPPED], False, 1),
        ([CLEAN, SKIPPED], None, None),
        ([SKIPPED], None, None),
        ([], None, None),
    ],
)
def test_what_was_not_looked_up_is_not_called_clean(
    packages: list[object], holds: bool | None, value: int | None
) -> None:
    row = vulnerabilities.judged(json.dumps({"dependencies": packages}), "")

    assert (row.holds, row.value) == (holds, value)
    assert holds is not False or "h11 0.1: PYSEC-2025-1" in row.how


def test_an_index_that_cannot_be_reached_is_said() -> None:
    row = vulnerabilities.judged("", "WARNING: ...\nERROR: Could not connect to the feed\n")

    assert row.holds is None
    assert row.how.endswith("ERROR: Could not connect to the feed")


def test_the_bill_lists_everything_that_is_locked_and_is_always_the_same(tmp_path: Path) -> None:
    count = bill.write(tmp_path / "one.json")
    bill.write(tmp_path / "other.json")

    found = json.loads((tmp_path / "one.json").read_text())
    refs = [each["bom-ref"] for each in found["components"]]
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "other.json").read_bytes()
    assert (found["bomFormat"], found["specVersion"]) == ("CycloneDX", "1.6")
    assert count == len(refs) == len(set(refs)) == len(locks.read(locks.RUNTIME))
    assert all(ref.startswith("pkg:pypi/") for ref in refs)
    for each in found["dependencies"]:
        assert set(each["dependsOn"]) <= set(refs)
    starlette = next(each for each in found["dependencies"] if "/starlette@" in each["ref"])
    assert any("/anyio@" in ref for ref in starlette["dependsOn"])
