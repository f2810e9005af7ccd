"""Which node of a cluster serves which channel, as the cluster itself tells it."""

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from redis.asyncio import ConnectionPool, Redis
from redis.asyncio.connection import AbstractConnection, parse_url
from redis.crc import key_slot
from redis.exceptions import ClusterDownError, ResponseError

from realtime.ear import LOST
from realtime.resilient import WrongKind, options

SCHEMES = {"redis+cluster": "redis", "rediss+cluster": "rediss"}

Address = tuple[str, int]


def names_a_cluster(url: str) -> bool:
    """Whether an address is one of a cluster."""
    return urlsplit(url).scheme in SCHEMES


def addresses_of(url: str) -> tuple[list[Address], dict[str, Any]]:
    """The nodes named by `redis+cluster://user:password@one:7000,two:7001`, and how to connect.

    Raises:
        ValueError: it names none, or a database: a cluster has but one.
    """
    parts = urlsplit(url)
    login, _, hosts = parts.netloc.rpartition("@")
    found = [
        parse_url(urlunsplit(parts._replace(scheme=SCHEMES[parts.scheme], netloc=netloc)))
        for netloc in (f"{login}@{host}" if login else host for host in hosts.split(","))
    ]
    common = {name: each for name, each in found[0].items() if name not in {"host", "port", "db"}}
    if not all("host" in each for each in found):
        raise ValueError("A cluster's address names at least one node: redis+cluster://host:6379.")
    if any(each.get("db") for each in found):
        raise ValueError("A cluster has no numbered databases: leave the path out.")
    return [(each["host"], each.get("port", 6379)) for each in found], common


class Cluster:
    """The nodes known so far, a pool of connections to each, and who serves which slots."""

    def __init__(self, url: str) -> None:
        self._seeds, self._options = addresses_of(url)
        self._pools: dict[Address, ConnectionPool] = {}
        self._ranges: list[tuple[int, int, Address]] = []
        self._turn = 0

    async def learn(self) -> None:
        """Ask one node after the other, each time another one first, for its view.

        Raises:
            RedisError, OSError: what the last of them said, if none has an answer.
            WrongKind: a server that is no cluster.
        """
        nodes = list(dict.fromkeys([*self._pools, *self._seeds]))
        self._turn = (self._turn + 1) % len(nodes)
        error: Exception = ClusterDownError("no node serves any slot")
        for asked in nodes[self._turn :] + nodes[: self._turn]:
            try:
                slots = await self.client(asked).execute_command("CLUSTER SLOTS")  # type: ignore[no-untyped-call] # redis-py left it untyped
                ranges = _ranges(slots, asked)
            except ResponseError as refusal:
                if "cluster support disabled" in str(refusal):
                    raise WrongKind("it is no cluster; begin its address with redis://") from None
                error = refusal
            except LOST as loss:
                error = loss
            else:
                if ranges:
                    self._ranges = ranges
                    await self._let_go({address for *_, address in ranges})
                    return
        raise error

    def owner(self, channel: str) -> Address | None:
        """Who serves the channel's slot; None if nobody does."""
        slot = key_slot(channel.encode())
        for first, last, address in self._ranges:
            if first <= slot <= last:
                return address
        return None

    def client(self, address: Address) -> Redis:
        """A client of one node."""
        return Redis(connection_pool=self._pool(address))

    def connection(self, address: Address) -> AbstractConnection:
        """A new connection to a node, outside of its pool."""
        return self._pool(address).make_connection()  # type: ignore[no-untyped-call,no-any-return] # redis-py left it untyped

    async def close(self) -> None:
        """Close every connection of the pools."""
        await self._let_go(())

    def _pool(self, address: Address) -> ConnectionPool:
        if address not in self._pools:
            host, port = address
            self._pools[address] = ConnectionPool(
                host=host, port=port, **(self._options | options())
            )
        return self._pools[address]

    async def _let_go(self, kept: Iterable[Address]) -> None:
        for address in self._pools.keys() - set(kept):
            await self._pools.pop(address).aclose()


def _ranges(slots: Sequence[Any], asked: Address) -> list[tuple[int, int, Address]]:
    """From CLUSTER SLOTS: first and last slot, and the primary (a nameless one is who we asked)."""
    found = []
    for first, last, (host, port, *_), *_ in slots:
        name = host.decode() if isinstance(host, bytes) else host
        found.append((int(first), int(last), (name or asked[0], int(port))))
    return found
