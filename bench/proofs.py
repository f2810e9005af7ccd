"""Tests that are figures by themselves, run once and counted: properties, histories, the matrix."""

import json
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree

from api.embedded.processes import end_of
from api.settings import PROJECT
from bench import counted
from bench.processes import environment
from bench.progress import Say
from bench.rows import Row, at_least, exactly, more_than
from tests.properties.test_trading import EXAMPLES, STEPS
from tests.schema.permissions.fields import FIELDS, WHO
from tests.schema.permissions.ids import KINDS
from tests.schema.permissions.transports import TRANSPORTS

WORKERS = 2
DEADLINE_SECONDS = 900
STEPS_MIN = EXAMPLES * STEPS // 2  # an example may end before its last step
MATRIX = "tests/schema/permissions"


@dataclass(frozen=True, slots=True)
class Run:
    """What came of tests: how many passed, which failed, how many were skipped, what they did, and
    what each noted of itself by `record_property`.
    """

    how: str
    passed: int
    failed: tuple[str, ...]
    skipped: int
    did: Counter[str]
    noted: dict[str, dict[str, str]] = field(default_factory=dict)


def properties(say: Say) -> list[Row]:
    """The state machine beside its model, and the history that is recorded under kills."""
    say("the state machine and the recorded history, two minutes")
    run = run_tests("tests/properties", "tests/histories")
    did = run.did
    history = (
        "clients trade with two servers over HTTP and write down what they are told; a process is"
        " killed (SIGKILL), connections to the database are ended; then a pure function judges the"
        " record (tests/histories/history.py)"
    )
    return [
        *verdict("properties", run),
        at_least("properties: examples played", did[counted.EXAMPLES], EXAMPLES, "examples",
                 "lives of a shop beside a model of it (tests/properties/machine.py), with those"
                 f" that hypothesis ended early; {run.how}"),
        at_least("properties: steps taken", did[counted.STEPS], STEPS_MIN, "steps",
                 f"up to {STEPS} an example; after each, units and money must be what the model"
                 " says"),
        more_than("history: requests recorded", did[counted.REQUESTS], 0, "requests", history),
        more_than("history: requests left without an answer", did[counted.UNKNOWN], 0, "requests",
                  f"asked again until it is known; {history}"),
        more_than("history: processes killed", did[counted.KILLS], 0, "processes", history),
    ]  # fmt: skip


def matrix(say: Say) -> list[Row]:
    """Who is shown what: every field and every id, for all who ask, on every way in."""
    say("the matrix of permissions, a minute or two")
    run = run_tests(MATRIX)
    fields = sum(len(rows) for rows in FIELDS.values())
    askers = 0 if run.failed else len(WHO)  # cells of a run that failed do not count
    ways = [f"{run.did[counted.ASKED + way]:,} over {way}" for way in TRANSPORTS]
    asked = [run.did[counted.ASKED + way] for way in TRANSPORTS]
    return [
        *verdict("matrix", run),
        more_than("matrix: cells, field x asker x way in", fields * askers * len(TRANSPORTS), 0,
                  "cells", f"{fields} fields of {len(FIELDS)} types x {', '.join(WHO)} x"
                  f" {', '.join(TRANSPORTS)}; a field of the schema without a row fails the run"),
        more_than("matrix: cells, id path x asker", len(KINDS) * askers, 0, "cells",
                  f"{len(KINDS)} arguments and inputs that take an id x {len(WHO)} who ask: whoever"
                  " does not find the thing is answered to the letter as for an id behind which"
                  " there is nothing, and an administrator is told something by each question; a"
                  " path of the schema without a row fails the run"),
        more_than("matrix: questions asked on the scarcest way in", min(asked), 0, "questions",
                  f"counted while the tests ran: {', '.join(ways)}"),
    ]  # fmt: skip


def verdict(about: str, run: Run) -> list[Row]:
    """Tests that passed, failed and were skipped, as rows."""
    return [
        more_than(f"{about}: tests passed", run.passed, 0, "tests", run.how),
        exactly(f"{about}: tests failed", len(run.failed), 0, "tests",
                "; ".join([run.how, *run.failed[:10]])),
        exactly(f"{about}: tests skipped", run.skipped, 0, "tests", run.how),
    ]  # fmt: skip


def run_tests(*paths: str, seconds: float = DEADLINE_SECONDS, **env: str) -> Run:
    """Run tests in processes of their own, for so long at most; `env` adds to what they know."""
    how = f"pytest {' '.join(paths)} -n {WORKERS} --dist worksteal"
    with TemporaryDirectory() as name:
        directory = Path(name)
        report, log = directory / "tests.xml", directory / "tests.log"
        with log.open("wb") as said:
            subprocess.run(
                [sys.executable, "-m", *how.split(), f"--junitxml={report}"],
                cwd=PROJECT,
                env=environment(**{"PYTEST_PLUGINS": "bench.counted", "COUNTED_DIR": name, **env}),
                stdout=said,
                stderr=said,
                timeout=seconds,
                check=False,
            )
        did: Counter[str] = Counter()
        for path in directory.glob("counted-*.json"):
            did += Counter(json.loads(path.read_text("utf-8")))
        try:
            suite = ElementTree.parse(report).getroot()[0]
        except (OSError, ElementTree.ParseError):
            return Run(how, 0, (end_of(log),), 0, did)
    failed = tuple(
        f"{case.attrib['classname']}.{case.attrib['name']}"
        for case in suite
        if case.find("failure") is not None or case.find("error") is not None
    )
    skipped = int(suite.attrib["skipped"])
    noted = {
        case.attrib["name"]: {
            each.attrib["name"]: each.attrib["value"] for each in case.iter("property")
        }
        for case in suite
    }
    passed = int(suite.attrib["tests"]) - len(failed) - skipped
    return Run(how, passed, failed, skipped, did, noted)
