"""How who is who is read, and what happened: a table for each type."""

from collections.abc import Mapping
from typing import Any

from domain.identity import queries
from domain.shared.history import all_facts
from schema.engine.mapping import Computed, Listed, Read, Root
from schema.engine.values import loaded
from schema.identity.types import known_roles
from schema.shared.context import GraphContext
from schema.shared.enums import ActorKind
from schema.shared.history import public_data
from schema.shared.reads import facts


def _roles(context: GraphContext, roles: Any) -> Any:
    return known_roles(loaded(roles))


def _actor_kind(context: GraphContext, actor: str) -> Any:
    return ActorKind(actor.partition(":")[0])


def _data(context: GraphContext, payload: Any) -> Any:
    return public_data(loaded(payload))


READS = (
    Read(
        "StaffMember",
        queries.visible_staff,
        {"roles": Computed(("roles",), _roles), "timeline": facts("staff_member")},
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
}
