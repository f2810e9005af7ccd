"""Who did something, as the log has them."""

from uuid import UUID

import strawberry

from domain.automation.queries import names_by_ids
from domain.customers import queries as customers
from domain.customers.masking import shown_name
from domain.identity import queries as identity
from schema.shared.context import Info
from schema.shared.enums import ActorKind
from schema.shared.ids import global_id

PEOPLE = {ActorKind.CUSTOMER: "Customer", ActorKind.STAFF: "StaffMember"}


@strawberry.type(description="Somebody who did, saw or was refused something.")
class AuditActor:
    """Who."""

    kind: ActorKind = strawberry.field(description="What kind of somebody.")
    key: str = strawberry.field(description="What the log calls them, to be asked for again.")
    owner: strawberry.Private[UUID | None]

    @strawberry.field(description="The global id of a customer or colleague.")
    def id(self) -> strawberry.ID | None:
        kind = PEOPLE.get(self.kind)
        return None if kind is None or self.owner is None else global_id(kind, self.owner)

    @strawberry.field(description="The name, where you may know it; masked as it is elsewhere.")
    async def name(self, info: Info) -> str | None:
        if self.kind is ActorKind.STAFF:
            member = await info.context.one(identity.staff_by_ids, self.owner)
            return None if member is None else member.name
        if self.kind is ActorKind.CUSTOMER:
            customer = await info.context.one(customers.customers_by_ids, self.owner)
            if customer is not None:
                return shown_name(info.context.domain, customer.id, customer.name)
        if self.kind is ActorKind.INTEGRATION:
            return await info.context.one(names_by_ids, self.owner)  # a rule's, if it was one
        return None

    @classmethod
    def of(cls, key: str) -> "AuditActor":
        """An actor by the key that the log has."""
        kind, _, owner = key.partition(":")
        return cls(kind=ActorKind(kind), key=key, owner=UUID(owner) if owner else None)
