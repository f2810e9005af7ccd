"""A real cluster for tests: three Valkeys that share the slots, and a replica of the first."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import redis
from redis.crc import REDIS_CLUSTER_HASH_SLOTS, key_slot

from api.embedded.valkey import HOST, EmbeddedValkey, start_valkey

PRIMARIES = 3
WITHIN_SECONDS = 20.0
SETTINGS = {
    "cluster-enabled": "yes",
    "cluster-node-timeout": "1000",  # milliseconds; then a replica may take over
    "cluster-replica-validity-factor": "0",  # whatever it has is better than nothing
    "cluster-require-full-coverage": "no",  # one node less: the others go on
    "repl-diskless-sync-delay": "0",
}


@dataclass
class ValkeyCluster:
    """Its servers, who come and go; roles are what the servers say they are."""

    servers: list[EmbeddedValkey]

    @property
    def url(self) -> str:
        """An address that names every node."""
        return "redis+cluster://" + ",".join(f"{HOST}:{each.port}" for each in self.servers)

    def ask(self, server: EmbeddedValkey, *command: str) -> Any:
        """One command for one node."""
        with redis.Redis(
            HOST, server.port, socket_timeout=2, protocol=2, decode_responses=True
        ) as client:
            return client.execute_command(*command)

    def primary_of(self, channel: str) -> EmbeddedValkey:
        """Who serves a channel, as every living node agrees."""
        slot = key_slot(channel.encode())
        ports = {
            port
            for server in self.servers
            for first, last, (_, port, *_), *_ in self.ask(server, "CLUSTER SLOTS")
            if first <= slot <= last
        }
        assert len(ports) == 1, f"they do not agree: {ports}"
        return next(server for server in self.servers if server.port in ports)

    def replicated(self) -> EmbeddedValkey:
        """The primary that has a replica."""
        [replica] = [each for each in self.servers if self._role(each) == "slave"]
        port = int(self.ask(replica, "ROLE")[2])
        return next(each for each in self.servers if each.port == port)

    def unreplicated(self) -> EmbeddedValkey:
        """A primary that has none."""
        return next(
            each
            for each in self.servers
            if self._role(each) == "master" and each is not self.replicated()
        )

    def move(self, channel: str) -> EmbeddedValkey:
        """Give the slot of a channel to another node, which is returned."""
        slot, old = str(key_slot(channel.encode())), self.primary_of(channel)
        new = next(
            each for each in self.servers if each is not old and self._role(each) == "master"
        )
        to, away = self.ask(new, "CLUSTER MYID"), self.ask(old, "CLUSTER MYID")
        # Who takes a slot that it was importing gives itself a newer epoch, which all believe.
        self.ask(new, "CLUSTER", "SETSLOT", slot, "IMPORTING", away)
        self.ask(old, "CLUSTER", "SETSLOT", slot, "MIGRATING", to)
        for server in [new, old]:
            self.ask(server, "CLUSTER", "SETSLOT", slot, "NODE", to)
        wait(lambda: self.primary_of(channel) is new)
        return new

    def wait_until_whole(self) -> None:
        """Everybody knows everybody, every slot is served, and the replica follows."""
        wait(lambda: all(map(self._sees_all, self.servers)))
        wait(self.replicated)

    def _sees_all(self, server: EmbeddedValkey) -> bool:
        told = self.ask(server, "CLUSTER INFO")
        nodes = self.ask(server, "CLUSTER NODES")
        return (
            told["cluster_state"] == "ok"
            and int(told["cluster_known_nodes"]) == len(self.servers)
            and int(told["cluster_slots_ok"]) == REDIS_CLUSTER_HASH_SLOTS
            and not any("fail" in each["flags"] for each in nodes.values())
        )

    def _role(self, server: EmbeddedValkey) -> str:
        return str(self.ask(server, "ROLE")[0])


@contextmanager
def running_cluster(directory: Path) -> Iterator[ValkeyCluster]:
    """A whole cluster, for as long as the block runs."""
    cluster = ValkeyCluster([])
    try:
        for number in range(PRIMARIES + 1):
            server = start_valkey(data_dir=directory / f"node-{number}", settings=SETTINGS)
            cluster.servers.append(server)
        _join(cluster)
        yield cluster
    finally:
        for server in cluster.servers:
            server.stop()


def _join(cluster: ValkeyCluster) -> None:
    first, *others = cluster.servers
    replica = others[-1]
    share = REDIS_CLUSTER_HASH_SLOTS / PRIMARIES
    for number, server in enumerate(cluster.servers):
        cluster.ask(server, "CLUSTER", "SET-CONFIG-EPOCH", str(number + 1))
        if server is not replica:
            bounds = str(round(number * share)), str(round((number + 1) * share) - 1)
            cluster.ask(server, "CLUSTER", "ADDSLOTSRANGE", *bounds)
    for server in others:
        cluster.ask(server, "CLUSTER", "MEET", HOST, str(first.port))
    name = cluster.ask(first, "CLUSTER MYID")
    wait(lambda: cluster.ask(replica, "CLUSTER", "REPLICATE", name))
    cluster.wait_until_whole()


def wait(condition: Callable[[], Any]) -> None:
    """Wait for the cluster to come round; what it refuses meanwhile is part of that."""
    deadline = time.monotonic() + WITHIN_SECONDS
    while True:
        try:
            if condition():
                return
        except (redis.RedisError, AssertionError, ValueError):
            pass
        assert time.monotonic() < deadline, "the cluster does not come round"
        time.sleep(0.05)
