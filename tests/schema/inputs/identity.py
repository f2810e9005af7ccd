"""Inputs that change who does what here."""

from typing import Any

from domain.identity.models import StaffMember
from domain.identity.scopes import Role
from tests.schema.stage import Input, Stage, gid


async def staff_member(stage: Stage) -> Input:
    member = await stage.shop.colleague(Role.SERVICE_AGENT)
    return {"id": gid(member), "expectedVersion": member.version}


async def staff_member_set_roles(stage: Stage) -> Input:
    return {**await staff_member(stage), "roles": ["WAREHOUSE_OPERATOR", "CATALOG_MANAGER"]}


async def who_left(stage: Stage) -> Input:
    input = await staff_member(stage)
    await StaffMember.all().update(is_active=False)
    return input


INPUTS = {
    "staffMemberSetRoles": staff_member_set_roles,
    "staffMemberDeactivate": staff_member,
    "staffMemberReactivate": who_left,
    "staffMemberEndSessions": staff_member,
}

# What comes of them.
RESULTS: dict[str, Any] = {
    "staffMemberSetRoles": {
        "staffMember": {
            "name": "Sun Li",
            "roles": ["CATALOG_MANAGER", "WAREHOUSE_OPERATOR"],
            "version": 1,
            "updatedAt": "2026-03-02T09:00:00Z",
        }
    },
    "staffMemberDeactivate": {"staffMember": {"isActive": False, "version": 1}},
    "staffMemberReactivate": {
        "staffMember": {"isActive": True, "roles": ["SERVICE_AGENT"], "version": 1}
    },
    "staffMemberEndSessions": {
        "staffMember": {
            "isActive": True,
            "version": 1,
            "timeline": {
                "nodes": [{"type": "identity.staff_member_sessions_ended", "actorKind": "STAFF"}]
            },
        }
    },
}
