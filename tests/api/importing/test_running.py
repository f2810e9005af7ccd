"""Running an import: wrong words are refused with a sentence, and progress is told."""

import io
from collections.abc import Mapping
from typing import Any

import pytest
from rich.console import Console

from api.importing.progress import OnTerminal
from api.importing.running import run
from api.settings import BadSetting

NOWHERE: Mapping[str, Any] = {}


@pytest.mark.parametrize(
    ("source", "weeks", "sentence"),
    [("amazon", None, "no source 'amazon'"), ("chinese", 2, "comes as a whole")],
)
def test_what_makes_no_sense_is_refused(source: str, weeks: int | None, sentence: str) -> None:
    with pytest.raises(BadSetting, match=sentence):
        run(source, NOWHERE, weeks=weeks)


def test_off_a_terminal_each_phase_is_one_line() -> None:
    console = Console(file=io.StringIO(), force_terminal=False)

    with OnTerminal(console) as progress:
        for count in range(4):
            progress.step("Importing weeks", count, 3)

    assert isinstance(console.file, io.StringIO)
    assert console.file.getvalue() == "Importing weeks: done\n"


def test_on_a_terminal_there_is_a_bar() -> None:
    console = Console(file=io.StringIO(), force_terminal=True, width=80)

    with OnTerminal(console) as progress:
        progress.step("Importing weeks", 3, 3)

    assert isinstance(console.file, io.StringIO)
    assert "3/3" in console.file.getvalue()
