"""Saying whether to be told of a kind by a medium."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.customers.models import Customer
from domain.customers.permission import require_own_card
from domain.customers.queries import lock_customer
from domain.notifications.events import PreferenceSet
from domain.notifications.kinds import NotificationKind
from domain.notifications.models import NotificationPreference
from domain.notifications.states import Medium
from domain.shared.context import Context
from domain.shared.outbox import append
from domain.shared.states import expect_version, raise_version


async def set_preference(
    ctx: Context,
    customer_id: UUID,
    kind: NotificationKind,
    medium: Medium,
    *,
    is_wanted: bool,
    expected_version: int | None = None,
) -> Customer:
    """Write down what a customer says; it holds for what is sent from now on. Customers may say so
    themselves. Saying the same again writes nothing.

    Raises:
        NotPermitted: the actor may not change customers.
        NotFound: no such customer.
        VersionConflict: the customer changed since `expected_version`.
    """
    require_own_card(ctx)
    async with in_transaction():
        customer = await lock_customer(ctx, customer_id)
        expect_version(customer, "customer", expected_version)
        said = NotificationPreference.filter(customer_id=customer.id, kind=kind, medium=medium)
        known = await said.first()
        if known is not None and known.is_wanted == is_wanted:
            return customer
        if known is None:
            await NotificationPreference.create(
                customer_id=customer.id,
                kind=kind,
                medium=medium,
                is_wanted=is_wanted,
                updated_at=ctx.now,
            )
        else:
            await said.update(is_wanted=is_wanted, updated_at=ctx.now)
        await raise_version(customer, "customer", at=ctx.now)
        await append(
            ctx,
            PreferenceSet(
                aggregate_id=customer.id,
                version=customer.version,
                kind=kind,
                medium=medium,
                is_wanted=is_wanted,
            ),
        )
        return customer
