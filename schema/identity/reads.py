"""How who is who is read, and what happened: a table for each type."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from domain.identity import queries
from domain.shared.history import all_facts
from schema.engine.mapping import Computed, Listed, One, Read, Root
from schema.engine.values import loaded
from schema.identity.types import is_current
from schema.shared.context import GraphContext
from schema.shared.enums import ActorKind
from schema.shared.history import public_data
from schema.shared.reads import facts


def _names(context: GraphContext, names: Any) -> Any:
    return loaded(names)


def _is_current(context: GraphContext, session_id: UUID) -> Any:
    return is_current(context, session_id)


def _actor_kind(context: GraphContext, actor: str) -> Any:
    return ActorKind(actor.partition(":")[0])


def _data(context: GraphContext, payload: Any) -> Any:
    return public_data(loaded(payload))


READS = (
    Read(
        "StaffMember",
        queries.visible_staff,
        {"roles": Computed(("roles",), _names), "timeline": facts("staff_member")},
    ),
    Read("Role", queries.visible_roles, {"scopes": Computed(("scopes",), _names)}),
    Read(
        "ApiToken",
        queries.visible_api_tokens,
        {
            "scopes": Computed(("scopes",), _names),
            "createdBy": One("StaffMember", key="created_by_id"),
        },
    ),
    Read(
        "Session",
        queries.visible_sessions,
        {"isCurrent": Computed(("id",), _is_current, is_personal=True)},
    ),
    Read(
        "Event",
        all_facts,
        {
            "actorKind": Computed(("actor",), _actor_kind),
            "data": Computed(("payload",), _data),
        },
    ),
)

ROOTS: Mapping[str, Root] = {
    "staff": Listed("StaffMember", lambda args: queries.BY_NAME),
    "roles": Listed("Role", lambda args: queries.BY_NAME),
    "apiTokens": Listed("ApiToken", lambda args: queries.NEWEST),
    "sessions": Listed("Session", lambda args: queries.NEWEST),
}
