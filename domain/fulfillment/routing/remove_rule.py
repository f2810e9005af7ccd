"""Removing a rule of routing."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.fulfillment.routing.models import RoutingRule
from domain.fulfillment.routing.upsert_rule import KIND, ONE_AT_A_TIME
from domain.identity.scopes import Scope
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.errors import NotFound
from domain.shared.states import expect_version


async def remove_rule(
    ctx: Context, rule_id: UUID, *, expected_version: int | None = None
) -> RoutingRule:
    """Route by a rule no more; the rule as it was. What was decided by it stays, and still says so.

    Raises:
        NotPermitted: the actor does not work in a warehouse.
        NotFound: no such rule, or none any more.
        VersionConflict: it changed since the actor looked.
    """
    ctx.require(Scope.FULFILLMENT_WRITE)
    async with in_transaction():
        await sql.execute(ONE_AT_A_TIME)
        row = await RoutingRule.get_or_none(id=rule_id)
        if row is None:
            raise NotFound(KIND, rule_id)
        expect_version(row, KIND, expected_version)
        await row.delete()
        return row
