"""Putting the rules of routing in another order."""

from collections.abc import Sequence
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.fulfillment.routing.models import RoutingRule
from domain.fulfillment.routing.upsert_rule import KIND, ONE_AT_A_TIME
from domain.identity.scopes import Scope
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.errors import InvalidInput, NotFound
from domain.shared.inputs import distinct, items
from domain.shared.states import raise_version


async def reorder_rules(ctx: Context, rule_ids: Sequence[UUID]) -> list[RoutingRule]:
    """Put all rules in this order; the rules in it. The same order again changes nothing.

    Raises:
        NotPermitted: the actor does not work in a warehouse.
        NotFound: there is no such rule.
        InvalidInput: one is named twice, or one is not named.
    """
    ctx.require(Scope.FULFILLMENT_WRITE)
    listed = items(rule_ids, "ids")
    distinct([str(rule_id) for rule_id in listed], "ids")
    async with in_transaction():
        await sql.execute(ONE_AT_A_TIME)
        rules = {rule.id: rule for rule in await RoutingRule.all()}
        for rule_id in listed:
            if rule_id not in rules:
                raise NotFound(KIND, rule_id)
        if len(listed) < len(rules):
            raise InvalidInput("Name every rule.", "ids")
        for position, rule_id in enumerate(listed, start=1):
            if rules[rule_id].position != position:
                await raise_version(rules[rule_id], KIND, at=ctx.now, position=position)
        return [rules[rule_id] for rule_id in listed]
