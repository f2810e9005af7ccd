"""Subscriptions in one shape: what is now, then every change, and gaps that say so."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import Annotated, Any, Generic, Protocol, TypeVar
from uuid import UUID

import strawberry

from realtime import past, stream
from realtime.cursor import Cursor
from realtime.messages import StoredEvent
from realtime.parts import Beginning, Given, Live, Missed, Regrouped
from realtime.past import WhenSlow
from realtime.steps import Gap, Step, Told
from schema.shared.context import GraphContext
from schema.shared.scalars import EventCursor

After = Annotated[
    EventCursor | None,
    strawberry.argument(
        description="Go on behind this cursor: everything since is sent first, then what is new."
    ),
]
Initial = Annotated[bool, strawberry.argument(description="Send what is now before what changes.")]


@strawberry.enum(description="Why an item was sent.")
class StreamItemKind(Enum):
    """Now, news, or a hole."""

    INITIAL = strawberry.enum_value("initial", description="What is now, on subscribing.")
    EVENT = strawberry.enum_value("event", description="Something happened.")
    GAP = strawberry.enum_value(
        "gap", description="Something may have been missed; what is now comes with it."
    )


@strawberry.enum(description="Why something may have been missed.")
class StreamGapReason(Enum):
    """Holes are never silent."""

    CURSOR_EXPIRED = strawberry.enum_value(
        "cursor_expired", description="The cursor is older than what is kept for replay."
    )
    CURSOR_UNKNOWN = strawberry.enum_value(
        "cursor_unknown", description="The cursor is none of this log's."
    )
    SLOW_CONSUMER = strawberry.enum_value(
        "slow_consumer", description="You read too slowly for all that happened."
    )
    PERMISSION_CHANGED = strawberry.enum_value(
        "permission_changed", description="What you may see has changed."
    )


@strawberry.type(description="A hole in the stream, and where it goes on.")
class StreamGap:
    """What a client needs to know of a hole."""

    reason: StreamGapReason = strawberry.field(description="Why there is a hole.")
    missed_after: EventCursor | None = strawberry.field(
        description="The last place known to have been sent, if there is one."
    )
    resumed_at: EventCursor = strawberry.field(description="Where the stream goes on.")


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item stands: in the log, among the items of one step, and of those made with it."""

    at: Cursor
    subject: UUID | None
    closes: bool
    ends: bool
    more_follow: bool


@strawberry.interface(description="One item of a subscription.")
class StreamItem:
    """What every update carries."""

    cursor: EventCursor = strawberry.field(
        description="Hand this back as `after` to go on behind this item."
    )
    kind: StreamItemKind = strawberry.field(description="Why this item was sent.")
    occurred_at: datetime = strawberry.field(description="When it happened, or was read.")
    gap: StreamGap | None = strawberry.field(description="The hole, on an item of kind GAP.")
    subject: strawberry.Private[UUID | None] = None
    place: strawberry.Private[Place | None] = None


# In place of the log's epoch, in the cursors of all items of a state but its last: whoever comes
# back with one has not seen all of it, and as with every unknown cursor is shown what is then.
MIDWAY = UUID(int=0)
Base = dict[str, Any]


def base_of(step: Told) -> Base:
    """The fields that all items of facts share."""
    return {
        "cursor": EventCursor(step.at.text),
        "kind": StreamItemKind.EVENT,
        "occurred_at": step.event.occurred_at,
        "gap": None,
    }


class VersionedItem(Protocol):
    """Every item also says which version of its thing it tells of."""

    cursor: EventCursor
    kind: StreamItemKind
    aggregate_version: int
    subject: UUID | None
    place: Place | None


Item = TypeVar("Item", bound=VersionedItem)
OnEvent = Callable[[StoredEvent, Base], Awaitable[Item | None]]
OnNow = Callable[[Base], Awaitable[Sequence[Item]]]


async def follow(
    context: GraphContext,
    topics: Sequence[str],
    *,
    after: str | None,
    initial: bool,
    on_event: OnEvent[Item],
    on_now: OnNow[Item],
    when_slow: WhenSlow,
    ends: Callable[[Item], bool] = lambda item: False,
) -> AsyncIterator[Item]:
    """The items of one subscription, in order: of that part which `context.part` asks for.

    `on_now` shows the present (on subscribing with `initial`, and in every gap); `on_event`
    shows one fact, or nothing where the asker may not see it or did not ask for it. Both are
    called with the fields that all items share, and both ask the domain anew, at that instant,
    whether this asker may see the thing. The subscription is complete behind an item that `ends`
    it: the thing's story is over, and all of it has been told.

    Raises:
        NotFound: nothing there that this asker may see, on subscribing or any more.
    """
    telling = _Telling(context, on_event, on_now, ends)
    match context.part:
        case Live(on_air):
            async with stream.follow(context.hub, topics) as live:
                on_air(when_slow)
                async for steps in live.batches():
                    for item in await telling.all_of(steps):
                        yield item
            return
        case Beginning() as part:
            after = context.resume_after or after
            present = await telling.present(part.joined)  # which also tells whether one may look
            for item in present if initial and after is None else []:
                yield item
            told = past.nothing() if after is None else part.since(after, topics)
        case Missed() | Regrouped() | Given() as part:
            told = part.steps(topics, when_slow)
    async for steps in told:
        for item in await telling.all_of(steps):
            yield item


class _Telling(Generic[Item]):
    """Turns steps into items."""

    def __init__(
        self,
        context: GraphContext,
        on_event: OnEvent[Item],
        on_now: OnNow[Item],
        ends: Callable[[Item], bool],
    ) -> None:
        self._context = context
        self._on_event = on_event
        self._on_now = on_now
        self._ends = ends

    async def present(self, at: Cursor) -> list[Item]:
        """What is now, on subscribing."""
        self._look_anew(at)
        base = self._base(at, StreamItemKind.INITIAL)
        return self._placed([(at, await self._on_now(base))])

    async def all_of(self, steps: Sequence[Step]) -> list[Item]:
        """The items of steps that were taken together: judged, and read, at one instant."""
        self._look_anew(steps[-1].at)
        if len(steps) == 1:  # as it mostly is: without a task of its own
            found = [await self._items_of(steps[0])]
        else:
            found = await asyncio.gather(*(self._items_of(step) for step in steps))
        return self._placed(list(zip((step.at for step in steps), found, strict=True)))

    def _look_anew(self, at: Cursor) -> None:
        """Forget what was read: every fact is judged at its own instant."""
        self._context.refresh(datetime.now(UTC), at.text)

    async def _items_of(self, step: Step) -> Sequence[Item]:
        if isinstance(step, Gap):
            return await self._on_now(
                self._base(step.at, StreamItemKind.GAP) | {"gap": _shown(step)}
            )
        item = await self._on_event(step.event, base_of(step))
        if item is None:
            return []
        item.subject = step.event.aggregate_id
        return [item]

    def _base(self, at: Cursor, kind: StreamItemKind) -> Base:
        return {
            "cursor": EventCursor(at.text),
            "kind": kind,
            "occurred_at": self._context.domain.now,
            "gap": None,
        }

    def _placed(self, found: Sequence[tuple[Cursor, Sequence[Item]]]) -> list[Item]:
        """All items, up to the first that ends the subscription."""
        placed: list[Item] = []
        total = sum(len(items) for _, items in found)
        for at, items in found:
            for number, item in enumerate(items, 1):
                placed.append(item)
                if number < len(items):
                    item.cursor = EventCursor(Cursor(MIDWAY, at.seq).text)
                item.place = Place(
                    at=at,
                    subject=item.subject,
                    closes=number == len(items),
                    ends=(is_last := self._ends(item)),
                    more_follow=len(placed) < total and not is_last,
                )
                if is_last:
                    return placed
        return placed


def _shown(gap: Gap) -> StreamGap:
    return StreamGap(
        reason=StreamGapReason(gap.reason.value),
        missed_after=None if gap.missed_after is None else EventCursor(gap.missed_after),
        resumed_at=EventCursor(gap.at.text),
    )
