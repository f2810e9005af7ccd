"""compose.yaml: no engine runs it here, so it is parsed and compared with what there is."""

import re
from typing import Any

import pytest
import yaml

from api.settings import read_settings
from domain.shared.master_keys import fresh_master_key
from tests.architecture.project import commands, read, settings

OURS = ("migrate", "api-1", "api-2", "worker", "backup")
SERVERS = ("postgres", "valkey")
VARIABLE = re.compile(r"\$\{(\w+)(?:(:[?-])[^}]*)?\}")


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    """The services, with their anchors followed."""
    found: dict[str, Any] = yaml.safe_load(read("compose.yaml"))["services"]
    return found


def test_two_servers_a_migration_two_api_processes_a_worker_and_a_backup(
    services: dict[str, Any],
) -> None:
    assert set(services) == {*SERVERS, *OURS}


@pytest.mark.parametrize("name", OURS)
def test_every_process_runs_a_command_that_exists(services: dict[str, Any], name: str) -> None:
    command, *options = services[name]["command"]

    known = commands()[command]
    spelled = {spelling for each in known.params for spelling in (*each.opts, *each.secondary_opts)}
    assert set(options) <= spelled


def test_only_the_worker_relays(services: dict[str, Any]) -> None:
    assert all("--no-worker" in services[name]["command"] for name in ("api-1", "api-2"))
    assert services["worker"]["command"] == ["worker"]


@pytest.mark.parametrize("name", ["postgres", "valkey", "api-1", "api-2"])
def test_whatever_others_wait_for_says_whether_it_is_well(
    services: dict[str, Any], name: str
) -> None:
    check = services[name]["healthcheck"]

    assert check["test"][0] == "CMD"
    assert {"interval", "timeout", "retries"} <= set(check)


def test_an_api_process_is_well_when_its_health_address_answers(services: dict[str, Any]) -> None:
    place = services["api-1"]

    assert f":{place['environment']['PORT']}/healthz" in place["healthcheck"]["test"][-1]


def test_nobody_starts_before_what_it_needs(services: dict[str, Any]) -> None:
    assert services["migrate"]["depends_on"]["postgres"]["condition"] == "service_healthy"
    for name in ("api-1", "api-2", "worker"):
        waits_for = services[name]["depends_on"]
        assert waits_for["migrate"]["condition"] == "service_completed_successfully"
        assert waits_for["valkey"]["condition"] == "service_healthy"


def test_the_key_of_backups_is_given_to_nobody_else(services: dict[str, Any]) -> None:
    holders = [name for name in OURS if "BACKUP_KEY" in services[name]["environment"]]

    assert holders == ["backup"]
    assert services["backup"]["profiles"] == ["backup"]


def test_the_migration_runs_once(services: dict[str, Any]) -> None:
    assert services["migrate"]["restart"] == "no"


def test_every_image_is_of_a_named_version(services: dict[str, Any]) -> None:
    for service in services.values():
        name, _, tag = service["image"].rpartition(":")
        assert name
        assert re.match(r"\d+\.\d+", tag)
    version = settings()["project"]["version"]
    assert {services[name]["image"] for name in OURS} == {f"tradegraph:{version}"}


def test_secrets_come_from_outside_and_must_be_given() -> None:
    asked_for = dict(VARIABLE.findall(read("compose.yaml")))

    assert asked_for["POSTGRES_PASSWORD"] == ":?"
    assert asked_for["TRADEGRAPH_SECRET"] == ":?"
    assert asked_for["TRADEGRAPH_MASTER_KEYS"] == ":?"
    hidden = re.findall(r"(?:PASSWORD|SECRET): +(\S+)", read("compose.yaml"))
    assert hidden
    assert all(value.startswith("${") for value in hidden)
    assert re.findall(r"//\w+:([^@]*)@", read("compose.yaml")) == [
        "${POSTGRES_PASSWORD:?see .env.example}"
    ]


def test_the_example_names_every_variable_and_gives_no_value() -> None:
    lines = [line for line in read(".env.example").splitlines() if line and line[0] != "#"]

    names = {line.partition("=")[0] for line in lines}
    assert names == {name for name, _ in VARIABLE.findall(read("compose.yaml"))}
    assert all(line.endswith("=") for line in lines)


@pytest.mark.parametrize("name", OURS)
def test_the_environment_is_one_that_the_program_takes(services: dict[str, Any], name: str) -> None:
    given = {"POSTGRES_PASSWORD": "word-from_outside", "TRADEGRAPH_SECRET": "s" * 32}
    given["TRADEGRAPH_MASTER_KEYS"] = fresh_master_key()
    environment = {
        key: VARIABLE.sub(lambda hit: given.get(hit[1], ""), value)
        for key, value in services[name]["environment"].items()
    }

    taken = read_settings(environment)

    assert taken.host == "0.0.0.0"
    assert taken.database_url
    assert "@postgres:5432/" in taken.database_url
    assert taken.redis_url == "redis://valkey:6379"
    assert set(environment) <= _settings_in_the_readme()


def test_the_image_holds_every_package_and_installs_the_lock_by_hash() -> None:
    text = read("Dockerfile")

    assert "--require-hashes -r requirements.lock" in text
    wanted = {
        name.rstrip("*") for name in settings()["tool"]["setuptools"]["packages"]["find"]["include"]
    }
    copied = set(re.findall(r"^COPY (\w+) \1$", text, re.MULTILINE))
    assert copied == wanted
    assert re.search(r"^USER (?!root)\w+", text, re.MULTILINE)


def _settings_in_the_readme() -> set[str]:
    return set(re.findall(r"^\| `([A-Z_]+)` \|", read("README.md"), re.MULTILINE))
