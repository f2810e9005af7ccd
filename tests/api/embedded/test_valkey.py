"""The embedded Valkey: killed, restarted on its port, and never left behind."""

import socket
from pathlib import Path

import psutil
import pytest
import redis

from api.embedded.processes import wait_until_gone
from api.embedded.valkey import EmbeddedValkey, ValkeyDidNotStart, start_valkey
from tests.api.embedded.owners import owner, said_by

OWNER = """
import json, sys
from pathlib import Path
from api.embedded.valkey import start_valkey
server = start_valkey(data_dir=Path(sys.argv[1]))
print(json.dumps({"pid": server.pid, "port": server.port}), flush=True)
sys.stdin.readline()
"""


def answers(server: EmbeddedValkey) -> bool:
    with redis.Redis.from_url(server.url) as client:
        try:
            return bool(client.ping())
        except redis.ConnectionError:
            return False


def test_it_answers_at_its_url(valkey: EmbeddedValkey) -> None:
    assert answers(valkey)


def test_a_killed_server_comes_back_empty_on_the_same_port(valkey: EmbeddedValkey) -> None:
    url, first = valkey.url, valkey.pid
    with redis.Redis.from_url(url) as client:
        client.set("colour", "green")

    valkey.kill()
    assert not answers(valkey)
    valkey.restart()

    assert valkey.url == url
    assert valkey.pid != first
    with redis.Redis.from_url(url) as client:
        assert client.get("colour") is None


def test_a_server_killed_from_outside_comes_back_too(valkey: EmbeddedValkey) -> None:
    psutil.Process(valkey.pid).kill()

    valkey.restart()

    assert answers(valkey)


def test_a_running_server_can_be_restarted(valkey: EmbeddedValkey) -> None:
    first = psutil.Process(valkey.pid)

    valkey.restart()

    assert not first.is_running()
    assert answers(valkey)


def test_stopping_leaves_nothing_and_may_be_repeated() -> None:
    server = start_valkey()
    process = psutil.Process(server.pid)

    server.stop()
    server.stop()

    assert not process.is_running()
    assert not server.data_dir.exists()


def test_a_directory_of_the_callers_is_kept(server_dir: Path) -> None:
    start_valkey(data_dir=server_dir).stop()

    assert "Ready to accept connections" in (server_dir / "valkey.log").read_text()


def test_a_port_that_is_taken_is_refused_with_the_log() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(ValkeyDidNotStart, match=rf"port {port}.*\n(.*\n)*.*in use"):
            start_valkey(port)


def test_another_server_on_the_port_is_not_taken_for_ours(valkey: EmbeddedValkey) -> None:
    with pytest.raises(ValkeyDidNotStart, match="in use"):
        start_valkey(valkey.port)

    assert answers(valkey)


def test_it_ends_with_its_owner(server_dir: Path) -> None:
    with owner(OWNER, server_dir) as process:
        server = psutil.Process(said_by(process)["pid"])
        assert process.stdin is not None

        process.stdin.close()
        process.wait()

        assert wait_until_gone(server, 5)


def test_a_server_whose_owner_was_killed_is_ended_by_the_next_start(server_dir: Path) -> None:
    with owner(OWNER, server_dir) as process:
        orphan = psutil.Process(said_by(process)["pid"])
        process.kill()
        process.wait()

        server = start_valkey(data_dir=server_dir)

        assert wait_until_gone(orphan, 5)
        assert answers(server)
        server.stop()
