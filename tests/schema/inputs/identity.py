"""Inputs that change who does what here."""

from datetime import timedelta
from functools import cache
from typing import Any
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.identity import passwords
from domain.identity.create_api_token import create_api_token
from domain.identity.credentials import keep_password
from domain.identity.edit_roles import create_role
from domain.identity.models import ResetToken, StaffMember
from domain.identity.scopes import Role
from domain.identity.secrets import hash_of, new_secret
from domain.identity.sessions import SignedIn, start_session
from domain.identity.states import SignInMethod
from domain.shared.context import ActorKind, Context
from domain.shared.ids import new_id
from schema.shared.ids import global_id
from tests.schema.stage import Input, Stage, gid


async def staff_member(stage: Stage) -> Input:
    member = await stage.shop.colleague(Role.SERVICE_AGENT)
    return {"id": gid(member), "expectedVersion": member.version}


async def staff_member_set_roles(stage: Stage) -> Input:
    return {**await staff_member(stage), "roles": ["warehouse_operator", "catalog_manager"]}


async def who_left(stage: Stage) -> Input:
    input = await staff_member(stage)
    await StaffMember.exclude(id=stage.shop.admin.id).update(is_active=False)
    return input


PASSWORD = "four small words here"


async def administrator(stage: Stage) -> StaffMember:
    """Whoever tries the mutations, with a card and a password."""
    admin = stage.shop.admin
    member, _ = await StaffMember.get_or_create(
        id=admin.id,
        defaults={
            "name": admin.name,
            "email": "ada@staff.test",
            "roles": ["admin"],
            "created_at": stage.shop.now,
            "updated_at": stage.shop.now,
        },
    )
    await StaffMember.filter(id=member.id).update(is_active=True, sessions_valid_from=None)
    await give_password(stage.shop.ctx, member.id)
    return member


async def give_password(ctx: Context, holder_id: UUID) -> None:
    """The password above, to a member of staff."""
    await keep_password(ctx, ActorKind.STAFF, holder_id, hash_of_password())


@cache
def hash_of_password() -> str:
    """Made once; that is what takes long."""
    return passwords._hasher.hash(PASSWORD)


async def own_session(stage: Stage) -> SignedIn:
    await administrator(stage)
    async with in_transaction():
        return await start_session(stage.shop.ctx, stage.shop.admin, SignInMethod.PASSWORD)


async def session_create(stage: Stage) -> Input:
    member = await administrator(stage)
    return {"email": member.email, "password": PASSWORD, "as": "STAFF"}


async def session_refresh(stage: Stage) -> Input:
    return {"refreshToken": (await own_session(stage)).refresh_token}


async def session_end(stage: Stage) -> Input:
    return {"id": global_id("Session", (await own_session(stage)).session.id)}


async def password_change(stage: Stage) -> Input:
    await administrator(stage)
    return {"currentPassword": PASSWORD, "newPassword": "four other words here"}


async def password_reset_request(stage: Stage) -> Input:
    return {"email": "ada@staff.test", "as": "STAFF"}


async def password_reset(stage: Stage) -> Input:
    member = await administrator(stage)
    token = new_secret("tgp_")
    await ResetToken.filter(holder_id=member.id).delete()
    await ResetToken.create(
        kind=ActorKind.STAFF,
        holder_id=member.id,
        token_hash=hash_of(token),
        expires_at=stage.shop.now + timedelta(minutes=5),
    )
    return {"token": token, "newPassword": "four other words here"}


async def role_create(stage: Stage) -> Input:
    return {"name": f"packer_{new_id().hex[-6:]}", "scopes": ["orders:read", "inventory:read"]}


async def some_role(stage: Stage) -> Input:
    role = await create_role(stage.shop.ctx, f"packer_{new_id().hex[-6:]}", ["orders:read"])
    return {"id": global_id("Role", role.id), "expectedVersion": role.version}


async def role_update(stage: Stage) -> Input:
    return {**await some_role(stage), "scopes": ["tickets:read"]}


async def api_token_create(stage: Stage) -> Input:
    await administrator(stage)
    return {"name": "ERP", "scopes": ["orders:read"], "expiresAt": "2026-12-31T00:00:00Z"}


async def api_token_revoke(stage: Stage) -> Input:
    token = (await create_api_token(stage.shop.ctx, "ERP", ["orders:read"])).api_token
    return {"id": gid(token), "expectedVersion": token.version}


INPUTS = {
    "sessionCreate": session_create,
    "sessionRefresh": session_refresh,
    "sessionEnd": session_end,
    "passwordChange": password_change,
    "passwordResetRequest": password_reset_request,
    "passwordReset": password_reset,
    "roleCreate": role_create,
    "roleUpdate": role_update,
    "roleDelete": some_role,
    "apiTokenCreate": api_token_create,
    "apiTokenRevoke": api_token_revoke,
    "staffMemberSetRoles": staff_member_set_roles,
    "staffMemberDeactivate": staff_member,
    "staffMemberReactivate": who_left,
    "staffMemberEndSessions": staff_member,
}

# What comes of them.
DONE = {"isDone": True}
RESULTS: dict[str, Any] = {
    "sessionCreate": {"session": {"method": "PASSWORD", "seenAt": "2026-03-02T09:00:00Z"}},
    "sessionRefresh": {"session": {"expiresAt": "2026-03-09T09:00:00Z"}},
    "sessionEnd": {"session": {"method": "PASSWORD", "isCurrent": False}},
    "passwordChange": DONE,
    "passwordResetRequest": DONE,
    "passwordReset": DONE,
    "roleCreate": {
        "role": {"scopes": ["inventory:read", "orders:read"], "isBuiltIn": False, "version": 1}
    },
    "roleUpdate": {"role": {"scopes": ["tickets:read"], "version": 2}},
    "roleDelete": {"role": {"version": 1}},
    "apiTokenCreate": {
        "apiToken": {
            "name": "ERP",
            "scopes": ["orders:read"],
            "expiresAt": "2026-12-31T00:00:00Z",
            "lastUsedAt": None,
            "createdBy": {"name": "Ada"},
        }
    },
    "apiTokenRevoke": {"apiToken": {"revokedAt": "2026-03-02T09:00:00Z", "version": 2}},
    "staffMemberSetRoles": {
        "staffMember": {
            "name": "Sun Li",
            "roles": ["catalog_manager", "warehouse_operator"],
            "version": 1,
            "updatedAt": "2026-03-02T09:00:00Z",
        }
    },
    "staffMemberDeactivate": {"staffMember": {"isActive": False, "version": 1}},
    "staffMemberReactivate": {
        "staffMember": {"isActive": True, "roles": ["service_agent"], "version": 1}
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
