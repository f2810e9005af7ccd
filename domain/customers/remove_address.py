"""Removing an address: no more parcels there. Orders placed keep the one they have."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.customers.events import AddressRemoved
from domain.customers.models import Address, Customer
from domain.customers.permission import require_own_card
from domain.customers.queries import get_address, lock_customer
from domain.shared.context import Context
from domain.shared.errors import NotFound
from domain.shared.outbox import append
from domain.shared.states import raise_version


async def remove_address(ctx: Context, address_id: UUID) -> Customer:
    """Take an address off its customer's card.

    If it was the default there is none afterwards: nobody's parcels go where they never chose.

    Raises:
        NotPermitted: the actor may not change customers.
        NotFound: no such address, or no longer.
    """
    require_own_card(ctx)
    async with in_transaction():
        address = await get_address(ctx, address_id)
        customer = await lock_customer(ctx, address.customer_id)
        if not await Address.filter(id=address_id).delete():
            raise NotFound("address", address_id)

        await raise_version(customer, "customer", at=ctx.now)
        await append(
            ctx,
            AddressRemoved(
                aggregate_id=customer.id, version=customer.version, address_id=address_id
            ),
        )
        return customer
