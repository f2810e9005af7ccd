"""Customers for tests, as rows; the verbs have tests of their own."""

from datetime import datetime

from domain.customers.models import Customer
from domain.shared.context import Actor, ActorKind, Context
from domain.shared.ids import new_id


class CustomersWorld:
    """People who buy."""

    now: datetime

    async def customer(self, name: str = "Cleo Park") -> Customer:
        handle = new_id().hex[-10:]
        return await Customer.create(
            number=f"C-{handle}",
            name=name,
            email=f"{handle}@example.test",
            phone="+8613800001234",
            created_at=self.now,
            updated_at=self.now,
        )

    def as_customer(self, customer: Customer) -> Context:
        """That customer, signed in."""
        return Context(actor=Actor(ActorKind.CUSTOMER, customer.id, customer.name), now=self.now)
