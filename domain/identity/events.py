"""What happened to somebody's place here. Never what stands on their card: that is personal."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from domain.shared.outbox import AggregateType, Event


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffMemberHired(Event):
    type: ClassVar[str] = "identity.staff_member_hired"
    aggregate_type: ClassVar[AggregateType] = AggregateType.STAFF_MEMBER
    roles: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RolesSet(Event):
    type: ClassVar[str] = "identity.roles_set"
    aggregate_type: ClassVar[AggregateType] = AggregateType.STAFF_MEMBER
    before: list[str]
    roles: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffMemberDeactivated(Event):
    type: ClassVar[str] = "identity.staff_member_deactivated"
    aggregate_type: ClassVar[AggregateType] = AggregateType.STAFF_MEMBER


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffMemberReactivated(Event):
    type: ClassVar[str] = "identity.staff_member_reactivated"
    aggregate_type: ClassVar[AggregateType] = AggregateType.STAFF_MEMBER


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffMemberSessionsEnded(Event):
    """Every token issued before is refused."""

    type: ClassVar[str] = "identity.staff_member_sessions_ended"
    aggregate_type: ClassVar[AggregateType] = AggregateType.STAFF_MEMBER


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionStarted(Event):
    """Somebody signed in."""

    type: ClassVar[str] = "identity.session_started"
    aggregate_type: ClassVar[AggregateType] = AggregateType.SESSION
    kind: str
    holder_id: UUID
    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionEnded(Event):
    """Its tokens are refused from now on."""

    type: ClassVar[str] = "identity.session_ended"
    aggregate_type: ClassVar[AggregateType] = AggregateType.SESSION
    kind: str
    holder_id: UUID
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordSet(Event):
    """Somebody has a password from now on, or another one."""

    type: ClassVar[str] = "identity.password_set"
    aggregate_type: ClassVar[AggregateType] = AggregateType.CREDENTIAL
    kind: str
    holder_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiTokenCreated(Event):
    """Another machine may come in."""

    type: ClassVar[str] = "identity.api_token_created"
    aggregate_type: ClassVar[AggregateType] = AggregateType.API_TOKEN
    scopes: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiTokenRevoked(Event):
    """It may not come in any more."""

    type: ClassVar[str] = "identity.api_token_revoked"
    aggregate_type: ClassVar[AggregateType] = AggregateType.API_TOKEN


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleCreated(Event):
    """There is a new role."""

    type: ClassVar[str] = "identity.role_created"
    aggregate_type: ClassVar[AggregateType] = AggregateType.ROLE
    name: str
    scopes: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleUpdated(Event):
    """Whoever holds it may do other things from now on."""

    type: ClassVar[str] = "identity.role_updated"
    aggregate_type: ClassVar[AggregateType] = AggregateType.ROLE
    name: str
    before: list[str]
    scopes: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleDeleted(Event):
    """There is no such role any more; nobody held it."""

    type: ClassVar[str] = "identity.role_deleted"
    aggregate_type: ClassVar[AggregateType] = AggregateType.ROLE
    name: str
