"""Waves: one fact of each of many orders, told to a server in one go.

They are committed through the outbox while the relay waits, and the relay tells the bus while the
server waits; so a server's clock starts when everything is there for it to read.
"""

import asyncio
import os
import signal
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Self
from uuid import UUID

import redis
from tortoise import Tortoise
from tortoise.expressions import F
from tortoise.transactions import in_transaction

from domain.orders.events import OrderHeld, OrderHoldReleased
from domain.orders.models import Order
from domain.orders.states import HoldReason, OrderAction, OrderStatus
from domain.shared.context import SYSTEM, Context
from domain.shared.database import orm_config
from domain.shared.outbox import append_all
from realtime import messages

ON_BUS_SECONDS = 30
BUS = "tradegraph:events:*"


class Waves:
    """Of these orders, all of which stand where a hold is allowed."""

    def __init__(self, orders: Sequence[UUID], relay_pid: int, server_pid: int) -> None:
        self._orders = list(orders)
        self._relay_pid, self._server_pid = relay_pid, server_pid
        self._runner = asyncio.Runner()
        self._held = False
        self._bus: Any = None

    @classmethod
    @contextmanager
    def of(
        cls,
        orders: Sequence[UUID],
        credentials: Mapping[str, Any],
        bus: str,
        *,
        relay_pid: int,
        server_pid: int,
    ) -> Iterator[Self]:
        """Waves, for as long as the block runs."""
        waves = cls(orders, relay_pid, server_pid)
        with waves._runner as runner, redis.Redis.from_url(bus) as client:
            waves._bus = client.pubsub(ignore_subscribe_messages=True)
            waves._bus.psubscribe(BUS)
            config = orm_config(credentials)
            context = runner.run(Tortoise.init(config=config, _enable_global_fallback=True))
            try:
                yield waves
            finally:
                runner.run(context.close_connections())
                waves._bus.close()

    def make(self) -> float:
        """One more fact of each order; when the server could begin to tell them."""
        with _waiting(self._server_pid):
            with _waiting(self._relay_pid):
                self._runner.run(self._commit())
            self._until_on_bus()
        return time.monotonic()

    async def _commit(self) -> None:
        ctx = Context(actor=SYSTEM, now=datetime.now(UTC))
        self._held = not self._held
        source, status = OrderStatus.CONFIRMED, OrderStatus.ON_HOLD
        if not self._held:
            source, status = status, source
        async with in_transaction():
            rows = Order.filter(id__in=self._orders)
            await rows.update(status=status, version=F("version") + 1, updated_at=ctx.now)
            versions = await rows.values_list("id", "version")
            await append_all(
                ctx,
                [self._fact(key, version, source, status) for key, version in versions],
            )

    def _fact(
        self, key: Any, version: Any, source: OrderStatus, status: OrderStatus
    ) -> OrderHeld | OrderHoldReleased:
        kind = OrderHeld if self._held else OrderHoldReleased
        action = OrderAction.HOLD if self._held else OrderAction.RELEASE_HOLD
        return kind(
            aggregate_id=key,
            version=version,
            source=source,
            status=status,
            action=action,
            reason=HoldReason.MANUAL,
        )

    def _until_on_bus(self) -> None:
        """Wait until the bus has carried a fact of each order."""
        told, deadline = 0, time.monotonic() + ON_BUS_SECONDS
        while told < len(self._orders):
            assert time.monotonic() < deadline, (
                f"{told} of {len(self._orders)} facts are on the bus"
            )
            if said := self._bus.get_message(timeout=1.0):
                batch = messages.decode(said["data"].decode())
                assert isinstance(batch, messages.Batch)
                told += len(batch.events)


@contextmanager
def _waiting(pid: int) -> Iterator[None]:
    """A process stands still for as long as the block runs."""
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)
