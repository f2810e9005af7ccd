"""Who is at a thing, looking or editing: subscriptions without a log, and so without a cursor."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from datetime import UTC, datetime
from typing import Annotated

import strawberry

from domain.identity import queries as identity
from domain.identity.errors import TokenExpired
from domain.shared.context import ActorKind
from realtime.cursor import Cursor
from realtime.messages import Person, PresenceActivity
from realtime.presence import Attendance
from schema.identity.types import StaffMember
from schema.shared.context import GraphContext, Info
from schema.shared.enums import describe
from schema.shared.fields import Backed, column

describe(
    PresenceActivity,
    "What somebody does with a thing.",
    VIEWING="They look at it.",
    EDITING="They are about to change it.",
)
Doing = Annotated[
    PresenceActivity, strawberry.argument(description="What you do with it, for the others to see.")
]


@strawberry.type(description="Somebody who is at a thing now.")
class PresentViewer(Backed[Person]):
    """A member of staff, however many screens they have it on."""

    name: str = column("The name.")
    activity: PresenceActivity = column("What they do; editing, where they do both.")
    since: datetime = column("Since when they have been there.")

    @strawberry.field(description="Who; none where their token stands for nobody we hired.")
    async def staff_member(self, info: Info) -> StaffMember | None:
        return StaffMember.maybe(await info.context.one(identity.staff_by_ids, self.row.id))


@strawberry.type(description="Everybody who is at a thing now.")
class ViewersUpdate:
    """Sent at once, and after every change; only the newest counts."""

    viewers: list[PresentViewer] = strawberry.field(
        description="Each member of staff once, you among them; who came first, first."
    )


async def attend(
    context: GraphContext,
    topic: str,
    activity: PresenceActivity,
    may_see: Callable[[], Awaitable[None]],
) -> AsyncGenerator[ViewersUpdate, None]:
    """Be at a thing, and be told who else is, until the stream is closed.

    `may_see` is asked at the beginning and at every change, and raises where this asker may not
    see the thing. Other machines look on and are not counted.

    Raises:
        TokenExpired: the session ended.
    """
    await may_see()
    async with context.presence.attend(topic, _person(context, activity)) as attendance:
        until = context.session_expires_at
        while (people := await _next(attendance, until)) is not None:
            here = Cursor(context.hub.epoch, context.hub.position)
            context.refresh(datetime.now(UTC), here.text)
            if until is not None and until <= context.domain.now:
                raise TokenExpired
            await may_see()
            yield ViewersUpdate(viewers=PresentViewer.each(list(people)))


def _person(context: GraphContext, activity: PresenceActivity) -> Person | None:
    actor = context.domain.actor
    if actor.kind is not ActorKind.STAFF or actor.id is None:
        return None
    return Person(actor.id, actor.name, activity, context.domain.now)


async def _next(attendance: Attendance, until: datetime | None) -> tuple[Person, ...] | None:
    """Who is there after the next change; None at the end."""
    seconds = None if until is None else (until - datetime.now(UTC)).total_seconds()
    try:
        async with asyncio.timeout(seconds):
            return await anext(attendance, None)
    except TimeoutError:
        raise TokenExpired from None
