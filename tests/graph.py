"""The schema asked without a socket: the real hub, the real database, and no wire in between."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from datetime import datetime
from functools import partial
from typing import Any

import asyncpg
import orjson
from strawberry.types import ExecutionResult

from domain.audit.entries import AuditKind, Entry, Subject, write
from domain.identity.keys import KeyRing
from domain.shared.context import Actor, Context
from realtime.bus import Bus, memory_bus
from realtime.cursor import Cursor
from realtime.groups import Groups
from realtime.hub import Hub
from realtime.outlet import Outlet, following
from realtime.presence import Presence
from realtime.relay import relay_once
from schema.root import schema
from schema.shared.context import GraphContext
from schema.shared.together import Together
from tests.shop import Shop
from tests.statements import count_statements
from tests.wire import DEADLINE_SECONDS, SECRET, Refused

TELLS_TIMES = "explain("  # and how long something takes is never the same twice


class Graph:
    """Whoever asks, and what comes back."""

    def __init__(
        self, shop: Shop, hub: Hub, presence: Presence, bus: Bus, relay: asyncpg.Connection
    ) -> None:
        self.shop = shop
        self.hub = hub
        self.presence = presence
        self.groups = Groups(hub)
        self.together = Together()
        self.audit = Noticed()
        self._bus = bus
        self._relay = relay

    async def answer(
        self, who: Actor | Context, document: str, **variables: Any
    ) -> ExecutionResult:
        """Data and errors, as they are: by a plan where there is one, and by graphql-core. What
        both answer must be the same to the letter, and in the same order; and what both say that
        they have shown of others' personal data must be the same, too."""
        context = self.context(who)
        planned = await schema.engine.answer(document, variables, None, context)
        disclosed = self.audit.disclosures()
        result = await schema.execute(document, variable_values=variables, context_value=context)
        assert isinstance(result, ExecutionResult)
        assert planned is None or disclosed == self.audit.disclosures()
        if planned is not None and TELLS_TIMES not in document:
            answer = {"data": result.data, "extensions": result.extensions}
            assert planned == orjson.dumps(answer, option=orjson.OPT_UTC_Z)
        return result

    async def ask(self, who: Actor | Context, document: str, **variables: Any) -> dict[str, Any]:
        """The data; raises `Refused` where there are errors."""
        return _data(await self.answer(who, document, **variables))

    async def statements(self, who: Actor | Context, document: str, **variables: Any) -> int:
        """How many statements the answer takes."""
        async with count_statements() as statements:
            await self.ask(who, document, **variables)
        return statements.of_the_asker

    async def do(
        self, who: Actor | Context, mutation: str, input: dict[str, Any], show: str = ""
    ) -> dict[str, Any]:
        """Run one mutation; its payload, with everything a refusal says beside."""
        payload: dict[str, Any] = (await self.ask(who, run(mutation, show), input=input))[mutation]
        return payload

    @asynccontextmanager
    async def follow(
        self, who: Actor | Context, document: str, *, alone: bool = False, **variables: Any
    ) -> AsyncIterator["Following"]:
        """Subscribe. Facts are told when the test says `graph.tell()`.

        All are in groups with others who ask the same in the same right, but who is `alone`; and
        what that one hears is executed by graphql-core.
        """
        selection = schema.selection(document, variables, None, self.context(who))
        assert selection is not None, "it follows no facts, or something is wrong with it"
        groups = Groups(self.hub) if alone else self.groups
        async with following(groups, selection.executed() if alone else selection) as items:
            yield Following(items)

    @asynccontextmanager
    async def attend(
        self,
        who: Actor | Context,
        document: str,
        *,
        session_expires_at: datetime | None = None,
        **variables: Any,
    ) -> AsyncIterator["Attending"]:
        """Subscribe to something that tells no facts, and so has no group."""
        context = self.context(who)
        assert schema.selection(document, variables, None, context) is None
        context.session_expires_at = session_expires_at
        source: Any = await schema.subscribe(
            document, variable_values=variables, context_value=context
        )
        async with aclosing(source):
            live = Attending(source)
            try:
                yield live
            finally:
                await live.stop()

    async def tell(self) -> None:
        """Number every fact and tell the hub."""
        while await relay_once(self._relay, self._bus):
            pass

    @property
    def cursor(self) -> str:
        """Where the log ends now."""
        return Cursor(self.hub.epoch, self.hub.position).text

    def context(self, who: Actor | Context) -> GraphContext:
        """One operation, beginning now."""
        domain = self.shop.as_(who) if isinstance(who, Actor) else who
        return GraphContext(
            domain=domain,
            hub=self.hub,
            presence=self.presence,
            secret=SECRET,
            keys=KeyRing(SECRET),
            cursor=self.cursor,
            together=self.together,
            audit=self.audit,
            gauges=partial(self.groups.gauges, connections=0, viewers=self.presence.attendances),
        )


class Noticed:
    """What would be written into the audit trail; with `write`, it is."""

    def __init__(self) -> None:
        self.noted: list[Entry] = []
        self.kept: list[Entry] = []
        self._seen = 0

    def note(self, entry: Entry) -> None:
        self.noted.append(entry)

    async def keep(self, *entries: Entry) -> None:
        self.kept.extend(entries)

    async def keep_new(self, *entries: Entry) -> None:
        self.kept.extend(entries)

    def disclosures(self) -> list[tuple[str, tuple[Subject, ...]]]:
        """Who was shown what of whom since the last time that this was asked."""
        new, self._seen = self.kept[self._seen :], len(self.kept)
        return [
            (each.operation, each.subjects)
            for each in new
            if each.kind is AuditKind.PERSONAL_DATA_READ
        ]

    async def write(self) -> None:
        """Write down all that was told until now."""
        await write([*self.noted, *self.kept])
        self.noted, self.kept, self._seen = [], [], 0


class Following:
    """The items of a subscription's one field, as they come."""

    def __init__(self, items: Outlet) -> None:
        self._items = items

    async def next(self) -> dict[str, Any]:
        """The next item; raises `Refused` on an error, and StopAsyncIteration at the end."""
        async with asyncio.timeout(DEADLINE_SECONDS):
            heard = await anext(self._items)
        answer = orjson.loads(heard.body)
        if "errors" in answer:
            raise Refused(answer["errors"])
        item: dict[str, Any]
        (item,) = answer["data"].values()
        return item


class Attending:
    """The items of such a subscription's one field, as they come."""

    def __init__(self, source: Any) -> None:
        self._heard: asyncio.Queue[ExecutionResult | None] = asyncio.Queue()
        self._reader = asyncio.create_task(self._read(source))

    async def next(self) -> dict[str, Any]:
        """The next item; raises `Refused` on an error, and StopAsyncIteration at the end."""
        async with asyncio.timeout(DEADLINE_SECONDS):
            result = await self._heard.get()
        if result is None:
            raise StopAsyncIteration
        (item,) = _data(result).values()
        return item

    async def stop(self) -> None:
        """Be there no longer."""
        self._reader.cancel()
        await asyncio.gather(self._reader, return_exceptions=True)

    async def _read(self, source: Any) -> None:
        async for result in source:
            self._heard.put_nowait(result)
        self._heard.put_nowait(None)


@asynccontextmanager
async def open_graph(shop: Shop, database: dict[str, Any]) -> AsyncIterator[Graph]:
    """A hub on a bus in memory, and a relay worked by hand."""
    bus = memory_bus()
    await bus.start()
    hub = Hub(bus)
    await hub.start()
    presence = Presence(bus)
    await presence.start()
    relay = await asyncpg.connect(**database)
    failed = schema.engine.answered["failed"]
    try:
        yield Graph(shop, hub, presence, bus, relay)
        assert schema.engine.answered["failed"] == failed, "what plans cannot do, they say before"
    finally:
        await relay.close()
        await presence.stop()
        await hub.stop()
        await bus.stop()


def run(mutation: str, show: str = "") -> str:
    """The document that runs one mutation."""
    kind = mutation[0].upper() + mutation[1:] + "Input"
    return (
        f"mutation($input: {kind}!) {{ {mutation}(input: $input) {{ {show}"
        " userErrors { __typename message code field"
        " ... on VersionConflictError { expected actual }"
        " ... on InvalidTransitionError { from action allowedActions }"
        " ... on IdempotencyConflictError { key retryable }"
        " ... on InsufficientStockError { shortages { variant { sku } requested available } }"
        " } } }"
    )


def _data(result: ExecutionResult) -> dict[str, Any]:
    if result.errors:
        raise Refused([error.formatted for error in result.errors])
    assert result.data is not None
    return result.data
