"""Subscriptions in one shape: what is now, then every change, and gaps that say so."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from enum import Enum
from typing import Annotated, Any, Protocol, TypeVar
from uuid import UUID

import strawberry

from domain.identity.errors import TokenExpired
from realtime import stream
from realtime.messages import StoredEvent
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


@strawberry.type(description="A hole in the stream, and where it goes on.")
class StreamGap:
    """What a client needs to know of a hole."""

    reason: StreamGapReason = strawberry.field(description="Why there is a hole.")
    missed_after: EventCursor | None = strawberry.field(
        description="The last place known to have been sent, if there is one."
    )
    resumed_at: EventCursor = strawberry.field(description="Where the stream goes on.")


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


Base = dict[str, Any]


class VersionedItem(Protocol):
    """Every item also says which version of its thing it tells of."""

    cursor: EventCursor
    kind: StreamItemKind
    aggregate_version: int
    subject: UUID | None


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
    ends: Callable[[Item], bool] = lambda item: False,
) -> AsyncIterator[Item]:
    """Every item of one subscription, in order, each fact at most once.

    `on_now` shows the present (on subscribing with `initial`, and in every gap); `on_event`
    shows one fact, or nothing where the asker may not see it or did not ask for it. Both are
    called with the fields that all items share, and both ask the domain anew, at that instant,
    whether this asker may see the thing. The subscription is complete behind an item that `ends`
    it: the thing's story is over, and all of it has been told.

    Raises:
        NotFound: nothing there that this asker may see, on subscribing or any more.
        TokenExpired: the session ended.
    """
    after = context.resume_after or after
    async with stream.follow(context.hub, topics, after=after) as steps:
        shown: dict[UUID | None, int] = {}
        present = await on_now(_base(context, steps.joined, StreamItemKind.INITIAL))
        if initial and after is None:
            for item in _sending(context, present, shown):
                yield item
                if ends(item):
                    return
        async for step in steps:
            _judge_anew(context)
            if isinstance(step, stream.Told) and _is_in(shown, step.event):
                continue
            for item in _sending(context, await _items(context, step, on_event, on_now), shown):
                yield item
                if ends(item):
                    return


async def _items(
    context: GraphContext, step: stream.Step, on_event: OnEvent[Item], on_now: OnNow[Item]
) -> Sequence[Item]:
    if isinstance(step, stream.Told):
        base = _base(context, step.cursor, StreamItemKind.EVENT)
        item = await on_event(step.event, base | {"occurred_at": step.event.occurred_at})
        return [] if item is None else [item]
    gap = StreamGap(
        reason=StreamGapReason(step.reason.value),
        missed_after=None if step.missed_after is None else EventCursor(step.missed_after),
        resumed_at=EventCursor(step.resumed_at),
    )
    return await on_now(_base(context, step.resumed_at, StreamItemKind.GAP) | {"gap": gap})


def _judge_anew(context: GraphContext) -> None:
    """Every fact is judged at its own instant, by a session that still holds."""
    context.refresh(datetime.now(UTC))
    until = context.session_expires_at
    if until is not None and until <= context.domain.now:
        raise TokenExpired


def _base(context: GraphContext, cursor: str, kind: StreamItemKind) -> Base:
    return {
        "cursor": EventCursor(cursor),
        "kind": kind,
        "occurred_at": context.domain.now,
        "gap": None,
    }


def _sending(
    context: GraphContext, items: Sequence[Item], shown: dict[UUID | None, int]
) -> Iterator[Item]:
    """The items of one state share its cursor: only with the last of them it has been sent."""
    for place, item in enumerate(items, 1):
        context.last_cursor = item.cursor if place == len(items) else None
        if item.kind is not StreamItemKind.EVENT and item.subject is not None:
            shown[item.subject] = item.aggregate_version
        yield item


def _is_in(shown: Mapping[UUID | None, int], event: StoredEvent) -> bool:
    """Whether a fact is part of a state sent before: it was true already, but not yet numbered."""
    return event.version <= shown.get(event.aggregate_id, 0)
