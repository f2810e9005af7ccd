"""Ending a customer's sessions: a lost telephone, a token that got about."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.customers.events import CustomerSessionsEnded
from domain.customers.models import Customer
from domain.customers.permission import require_own_card
from domain.customers.queries import lock_customer
from domain.identity.sessions import end_all_of
from domain.identity.standing import valid_from
from domain.identity.states import SessionEnd
from domain.shared.context import Context
from domain.shared.outbox import append
from domain.shared.states import expect_version, raise_version


async def end_sessions(
    ctx: Context, customer_id: UUID, *, expected_version: int | None = None
) -> Customer:
    """Sign a customer out everywhere. Customers may do that to themselves.

    Every token issued before now is refused; whoever signs in afterwards is welcome. Each call
    does so anew: with `expected_version`, a request that is sent again signs out nobody who came
    back meanwhile.

    Raises:
        NotPermitted: the actor may not change customers.
        NotFound: no such customer.
        VersionConflict: the customer changed since `expected_version`.
    """
    require_own_card(ctx)
    async with in_transaction():
        customer = await lock_customer(ctx, customer_id)
        expect_version(customer, "customer", expected_version)

        await raise_version(
            customer,
            "customer",
            at=ctx.now,
            sessions_valid_from=valid_from(ctx.now, customer.sessions_valid_from),
        )
        await end_all_of(ctx, customer.id, SessionEnd.SIGNED_OUT)
        await append(ctx, CustomerSessionsEnded(aggregate_id=customer.id, version=customer.version))
        return customer
