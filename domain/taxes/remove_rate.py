"""Removing a rate: nobody owes it from now on."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.identity.scopes import Scope
from domain.shared.context import Context
from domain.shared.errors import NotFound
from domain.shared.outbox import append
from domain.shared.states import expect_version
from domain.taxes.events import TaxRateRemoved
from domain.taxes.models import TaxRate
from domain.taxes.writing import hold_taxes, tell_processes


async def remove_rate(
    ctx: Context, rate_id: UUID, *, expected_version: int | None = None
) -> TaxRate:
    """Take a rate away; what it was. Orders that were placed with it keep what they have.

    Raises:
        NotPermitted: the actor may not decide what things cost.
        NotFound: no such rate; so also when it was removed before.
        VersionConflict: it changed since `expected_version`.
    """
    ctx.require(Scope.PRICING_WRITE)
    async with in_transaction():
        await hold_taxes()
        row = await TaxRate.filter(id=rate_id).select_for_update().first()
        if row is None:
            raise NotFound("tax rate", rate_id)
        expect_version(row, "tax rate", expected_version)
        await row.delete()
        await append(
            ctx,
            TaxRateRemoved(
                aggregate_id=row.id, version=row.version + 1, tax_class_id=row.tax_class_id
            ),
        )
        await tell_processes()
        return row
