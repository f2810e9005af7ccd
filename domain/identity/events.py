"""What happened to somebody's place here. Never what stands on their card: that is personal."""

from dataclasses import dataclass
from typing import ClassVar

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
