"""Customers for tests, as rows; the verbs have tests of their own."""

from datetime import datetime

from domain.customers.cards import Card, sealed_card
from domain.customers.models import Customer
from domain.shared.context import Actor, ActorKind, Context
from domain.shared.ids import new_id


class CustomersWorld:
    """People who buy."""

    now: datetime

    async def customer(self, name: str = "Cleo Park") -> Customer:
        customer_id = new_id()
        handle = customer_id.hex[-10:]
        return await Customer.create(
            id=customer_id,
            number=f"C-{handle}",
            **sealed_card(customer_id, name, f"{handle}@example.test", "+8613800001234"),
            created_at=self.now,
            updated_at=self.now,
        )

    def as_customer(self, customer: Customer) -> Context:
        """That customer, signed in."""
        actor = Actor(ActorKind.CUSTOMER, customer.id, Card.of(customer).name)
        return Context(actor=actor, now=self.now)
