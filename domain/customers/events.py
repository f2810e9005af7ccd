"""What happened to a customer's card. Never what stands on it: that is personal."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from domain.customers.states import ConsentPurpose, GroupKind
from domain.shared.outbox import AggregateType, Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerCreated(Event):
    type: ClassVar[str] = "customers.customer_created"
    aggregate_type: ClassVar[AggregateType] = AggregateType.CUSTOMER


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerUpdated(Event):
    """`changed` names the columns that changed."""

    type: ClassVar[str] = "customers.customer_updated"
    aggregate_type: ClassVar[AggregateType] = AggregateType.CUSTOMER
    changed: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressAdded(Event):
    type: ClassVar[str] = "customers.address_added"
    aggregate_type: ClassVar[AggregateType] = AggregateType.CUSTOMER
    address_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class DefaultAddressSet(Event):
    type: ClassVar[str] = "customers.default_address_set"
    aggregate_type: ClassVar[AggregateType] = AggregateType.CUSTOMER
    address_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressRemoved(Event):
    type: ClassVar[str] = "customers.address_removed"
    aggregate_type: ClassVar[AggregateType] = AggregateType.CUSTOMER
    address_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerSessionsEnded(Event):
    """Every token issued before is refused."""

    type: ClassVar[str] = "customers.customer_sessions_ended"
    aggregate_type: ClassVar[AggregateType] = AggregateType.CUSTOMER


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentRecorded(Event):
    """What a customer said to a purpose, under which version of our policy."""

    type: ClassVar[str] = "customers.consent_recorded"
    aggregate_type: ClassVar[AggregateType] = AggregateType.CUSTOMER
    purpose: ConsentPurpose
    is_granted: bool
    policy_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerErased(Event):
    """Nothing personal is left. The rest counts what went."""

    type: ClassVar[str] = "customers.customer_erased"
    aggregate_type: ClassVar[AggregateType] = AggregateType.CUSTOMER
    contacts: int
    addresses: int
    orders: int
    tickets: int
    messages: int
    parcels: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalDataExported(Event):
    """Everything we hold of a person was handed out, to the actor of this fact."""

    type: ClassVar[str] = "customers.personal_data_exported"
    aggregate_type: ClassVar[AggregateType] = AggregateType.CUSTOMER


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupCreated(Event):
    type: ClassVar[str] = "customers.group_created"
    aggregate_type: ClassVar[AggregateType] = AggregateType.CUSTOMER_GROUP
    kind: GroupKind


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupMemberAdded(Event):
    type: ClassVar[str] = "customers.group_member_added"
    aggregate_type: ClassVar[AggregateType] = AggregateType.CUSTOMER_GROUP
    customer_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupMemberRemoved(Event):
    type: ClassVar[str] = "customers.group_member_removed"
    aggregate_type: ClassVar[AggregateType] = AggregateType.CUSTOMER_GROUP
    customer_id: UUID
