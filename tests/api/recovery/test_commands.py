"""The command line: every mistake ends with a sentence, and the runbook's commands are real."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.__main__ import app
from api.recovery.errors import CannotRecover
from api.recovery.keys import fresh
from tests.api.processes import running
from tests.architecture.project import commands, read

KEY = fresh()
BLOCKS = re.findall(r"^```sh\n(.*?)^```", read("docs/recovery.md"), re.MULTILINE | re.DOTALL)
LINES = [
    line.partition("-m api ")[2].partition(" > ")[0]
    for block in BLOCKS
    for line in block.splitlines()
    if "-m api" in line
]


@pytest.fixture(autouse=True)
def nothing_is_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    for name in ("BACKUP_DIR", "BACKUP_KEY", "BACKUP_KEY_FILE", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    return


def refused(*words: str, **env: str) -> str:
    found = CliRunner().invoke(app, list(words), env=env)
    assert isinstance(found.exception, CannotRecover), found.output
    return str(found.exception)


def test_without_a_key_nothing_is_backed_up(tmp_path: Path) -> None:
    assert "There is no backup key" in refused("backup", "--to", str(tmp_path))


def test_without_a_directory_neither() -> None:
    assert "Say where backups lie" in refused("backup", BACKUP_KEY=KEY)


@pytest.mark.parametrize(
    "key",
    ["short", KEY[:-2], "ключ", f"{KEY},{KEY}x"],
    ids=["short", "cut off", "no letters of ours", "the second"],
)
def test_what_is_no_key_is_not_taken_for_one_nor_shown(key: str, tmp_path: Path) -> None:
    said = refused("backup", "verify", BACKUP_KEY=key, BACKUP_DIR=str(tmp_path))

    assert "32 bytes in base64" in said
    assert key not in said


def test_a_key_may_stand_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(f"{KEY}\n")
    env = {"BACKUP_KEY_FILE": str(tmp_path / "key"), "BACKUP_DIR": str(tmp_path)}

    assert "There are no backups" in CliRunner().invoke(app, ["backup", "list"], env=env).output
    env["BACKUP_KEY_FILE"] = str(tmp_path / "absent")
    assert "cannot be read: No such file" in refused("backup", "list", **env)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["restore"], "There is no backup in"),
        (["restore", "20261122T180000Z-dump-0000"], "There is no backup '20261122"),
        (["restore", "../../etc"], "There is no backup '../../etc'"),
        (["restore", "--at", "yesterday"], "'yesterday' is no instant"),
        (["restore", "--at", "2026-11-22T18:00:00"], "is no instant"),
        (["restore", "--at", "2026-11-22T18:00:00Z"], "No base copy in"),
        (["backup", "prune"], "Say what to keep"),
        (["backup", "verify"], "There are no backups in"),
    ],
)
def test_what_cannot_be_done_is_said(words: list[str], sentence: str, tmp_path: Path) -> None:
    assert sentence in refused(*words, BACKUP_KEY=KEY, BACKUP_DIR=str(tmp_path / "none"))


async def test_a_process_ends_with_a_sentence_and_not_with_a_traceback(tmp_path: Path) -> None:
    async with running("restore", BACKUP_KEY=KEY, BACKUP_DIR=str(tmp_path)) as process:
        assert await process.ends() == 2

    assert process.output.startswith("tradegraph: There is no backup in")
    assert "Traceback" not in process.output
    assert KEY not in process.output


def test_the_runbook_shows_commands() -> None:
    assert {line.split()[0] for line in LINES} == {"backup", "restore", "serve"}


@pytest.mark.parametrize("line", LINES)
def test_a_command_of_the_runbook_is_one_that_there_is(line: str) -> None:
    name, *words = shlex.split(line)
    command = commands()[name]
    if words and words[0] in getattr(command, "commands", {}):
        command, words = command.commands[words[0]], words[1:]

    with command.make_context(name, words) as context:
        assert context.params is not None
