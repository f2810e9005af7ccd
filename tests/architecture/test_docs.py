"""The docs: links lead somewhere, every command is told of, and what is drawn is fresh."""

import inspect
import re
from pathlib import Path

import pytest

from api import settings as settings_module
from api.settings import PROJECT
from docs import generate, picture
from domain.shared.states import StateMachine, move
from tests.architecture.project import commands, pages, read, settings, tracked

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def _links(page: Path) -> list[str]:
    return LINK.findall(FENCE.sub("", read(page)))


@pytest.mark.parametrize("page", pages(), ids=str)
def test_every_link_leads_to_a_file_of_the_repository(page: Path) -> None:
    known = {*tracked(), *(folder for path in tracked() for folder in path.parents)}

    for link in _links(page):
        if "://" in link:
            continue
        target = (PROJECT / page.parent / link.partition("#")[0]).resolve()
        assert target.relative_to(PROJECT) in known, link


def test_every_command_is_in_the_readme() -> None:
    told = set(re.findall(r"^\| `([\w-]+)` \|", read("README.md"), re.MULTILINE))

    assert set(commands()) <= told
    assert {name for name in told if name.islower()} <= set(commands())


def test_every_option_in_the_readme_exists() -> None:
    known = {
        option
        for command in commands().values()
        for each in command.params
        for option in (*each.opts, *each.secondary_opts)
    }
    rows = re.findall(r"^\| `[a-z]+` \| .*$", read("README.md"), re.MULTILINE)

    assert {option for row in rows for option in re.findall(r"--[a-z-]+", row)} <= known


def test_every_setting_is_in_the_readme() -> None:
    source = inspect.getsource(settings_module.read_settings)
    read_from_env = set(re.findall(r'"([A-Z_]{4,})"', source))

    told = set(re.findall(r"^\| `([A-Z_]+)` \|", read("README.md"), re.MULTILINE))

    assert read_from_env == told


def test_the_lifecycles_are_drawn_as_they_are() -> None:
    assert read("docs/states.md") == generate.page()


def test_every_lifecycle_is_drawn() -> None:
    declared = [
        line
        for path in tracked()
        if path.parts[0] == "domain" and path.suffix == ".py" and path.parent.name != "shared"
        for line in read(path).splitlines()
        if " = StateMachine(" in line
    ]

    assert len(list(generate.machines())) == len(declared) > 0


def test_what_is_held_goes_back_to_where_it_was() -> None:
    from domain.orders.states import ORDER

    back = {
        (source, to) for source, action, to in generate.arrows(ORDER) if action == "release_hold"
    }

    assert back == {("on_hold", "pending"), ("on_hold", "confirmed")}


def test_a_change_of_a_table_makes_the_page_stale(monkeypatch: pytest.MonkeyPatch) -> None:
    from domain.orders import states

    shorter = StateMachine(
        "order",
        states.OrderStatus,
        initial=set(states.OrderStatus),
        moves=[
            move(states.OrderAction.CANCEL, states.OrderStatus.PENDING, states.OrderStatus.CANCELED)
        ],
    )
    monkeypatch.setattr(states, "ORDER", shorter)

    with pytest.raises(SystemExit, match="make docs"):
        generate.main(["--check"])


def test_the_picture_is_drawn_from_its_recording() -> None:
    picture.draw(check=True)

    assert "cdn" not in read("docs/images/live.svg")


def test_every_direct_dependency_has_its_reason() -> None:
    project = settings()["project"]
    direct = [*project["dependencies"], *project["optional-dependencies"]["dev"]]

    names = {re.match(r"[\w-]+", line)[0] for line in direct}  # type: ignore[index]

    told = set(re.findall(r"`([a-z][\w-]+)`", read("docs/adr/0009-dependencies.md")))
    assert names <= told


def test_the_versions_told_of_are_the_locked_ones() -> None:
    locked = dict(re.findall(r"^([\w-]+)==(\S+)", read("requirements.lock"), re.MULTILINE))
    rows = re.findall(
        r"^\| `([\w-]+)` \|.*\| (\S+) \| \S+ \|$",
        read("docs/adr/0009-dependencies.md"),
        re.MULTILINE,
    )

    assert len(rows) == len(settings()["project"]["dependencies"])
    assert {name: version for name, version in rows if locked[name] != version} == {}


def test_every_decision_is_numbered_and_has_the_four_parts() -> None:
    decisions = sorted(path for path in pages() if re.match(r"docs/adr/\d{4}-", str(path)))

    assert [int(path.name[:4]) for path in decisions] == list(range(1, len(decisions) + 1))
    for path in decisions:
        headings = re.findall(r"^## (.*)$", read(path), re.MULTILINE)
        assert headings == ["Context", "Decision", "Evidence", "Consequences"], path
        assert path.name in read("docs/adr/README.md")
