"""Redis or Valkey under broadcaster: one server, published to and listened to."""

import asyncio

from broadcaster import Broadcast
from redis.asyncio import ConnectionPool, Redis
from redis.asyncio.connection import AbstractConnection
from redis.exceptions import ResponseError

from realtime.bus import NAMESPACE, Bus, control_channel
from realtime.cluster import names_a_cluster
from realtime.cluster_backend import ClusterBackend
from realtime.ear import LOST, PLAIN, Ear
from realtime.resilient import Pairs, ResilientBackend, WrongKind, options
from realtime.tasks import end


def redis_bus(url: str, *, namespace: str = NAMESPACE) -> Bus:
    """The bus of several processes. `namespace` keeps apart what shares a server.

    `redis://` and its kin name one server, `redis+cluster://` some nodes of a cluster.
    """
    backend = _backend(url, control=control_channel(namespace))
    return Bus(Broadcast(backend=backend), send=backend.publish_many, namespace=namespace)


async def greet(url: str) -> None:
    """Ask once whether a bus could start there.

    Raises:
        RedisError, OSError: nobody answers, or not to us.
        WrongKind: a server is called a cluster, or a node of a cluster a server.
        ValueError: it is no address.
    """
    backend = _backend(url, control="")
    try:
        await backend.greet()
    finally:
        await backend.disconnect()


def _backend(url: str, *, control: str) -> ResilientBackend:
    kind = ClusterBackend if names_a_cluster(url) else RedisBackend
    return kind(url, control=control)


class RedisBackend(ResilientBackend):
    """Publishes through a pool, listens on one connection of its own."""

    def __init__(self, url: str, *, control: str) -> None:
        super().__init__(control=control)
        self._pool: ConnectionPool = ConnectionPool.from_url(url, **options())
        self._client = Redis(connection_pool=self._pool)
        self._ear = Ear(self._connection, PLAIN, self._inbox, control=control, where="Redis")
        self._listener: asyncio.Task[None] | None = None

    async def disconnect(self) -> None:
        await end(self._listener)
        await self._pool.aclose()

    def _connection(self) -> AbstractConnection:
        return self._pool.make_connection()  # type: ignore[no-untyped-call,no-any-return] # redis-py left it untyped

    async def greet(self) -> None:
        try:
            about = await self._client.info("cluster")
        except ResponseError:
            return  # it lives, and keeps that to itself
        if about.get("cluster_enabled"):
            raise WrongKind("it is a node of a cluster; begin its address with redis+cluster://")

    def _begin(self) -> None:
        self._listener = asyncio.create_task(self._ear.listen(), name="redis listener")

    async def _listen_to_all(self) -> None:
        await self._ear.want(self._channels)

    async def _send(self, pairs: Pairs) -> tuple[Pairs, Exception] | None:
        try:
            async with self._client.pipeline(transaction=False) as pipeline:
                for channel, message in pairs:
                    pipeline.publish(channel, message)
                await pipeline.execute()
        except LOST as error:
            return pairs, error
        return None
