"""Reading what goes on."""

import strawberry

from domain.identity.scopes import Scope
from schema.realtime.types import RealtimeGauges
from schema.shared.context import Info
from schema.shared.scalars import EventCursor


@strawberry.type(description="Reading what goes on.")
class RealtimeQueries:
    """For whoever keeps this running."""

    @strawberry.field(
        description="The place in the log at which this answer was begun: what you read beside it"
        " holds at least everything up to there, so follow from it and miss nothing."
    )
    def event_cursor(self, info: Info) -> EventCursor:
        return EventCursor(info.context.cursor)

    @strawberry.field(
        description="Real time in numbers, of the process that answers; null without events:read."
    )
    def realtime(self, info: Info) -> RealtimeGauges | None:
        may_look = info.context.domain.allows(Scope.EVENTS_READ)
        return RealtimeGauges.of(info.context.gauges()) if may_look else None
