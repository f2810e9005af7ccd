"""Setting the default address: where parcels go unless somebody says otherwise."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.customers.events import DefaultAddressSet
from domain.customers.models import Address
from domain.customers.permission import require_own_card
from domain.customers.queries import get_address, lock_customer
from domain.shared.context import Context
from domain.shared.outbox import append
from domain.shared.states import raise_version


async def set_default_address(ctx: Context, address_id: UUID) -> Address:
    """Make an address the customer's default, in place of the one before.

    Repeating it changes nothing and tells nobody.

    Raises:
        NotPermitted: the actor may not change customers.
        NotFound: no such address.
    """
    require_own_card(ctx)
    async with in_transaction():
        owner_id = (await get_address(ctx, address_id)).customer_id
        customer = await lock_customer(ctx, owner_id)
        address = await get_address(ctx, address_id)  # as it is now that nobody else can change it
        if address.is_default:
            return address

        await Address.filter(customer_id=customer.id, is_default=True).update(is_default=False)
        address.is_default = True
        await address.save(update_fields=["is_default"])
        await raise_version(customer, "customer", at=ctx.now)
        await append(
            ctx,
            DefaultAddressSet(
                aggregate_id=customer.id, version=customer.version, address_id=address.id
            ),
        )
        return address
