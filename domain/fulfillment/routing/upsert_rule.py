"""Keeping a rule of routing: a new one goes behind the others."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.channels.models import SalesChannel
from domain.fulfillment.routing.models import RoutingRule
from domain.fulfillment.routing.terms import Terms, checked
from domain.fulfillment.routing.vocabulary import RoutingRuleKind
from domain.identity.scopes import Scope
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.errors import InvalidInput, NotFound
from domain.shared.inputs import text
from domain.shared.states import expect_version, raise_version

RULES_MAX = 100
NAME_LENGTH_MAX = 120  # characters
# Positions are of all rules together: whoever changes them is alone.
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended('routing_rule', 0))"
KIND = "routing rule"


async def upsert_rule(
    ctx: Context,
    rule_id: UUID | None = None,
    *,
    name: str,
    kind: RoutingRuleKind,
    channel: str | None = None,
    terms: Terms | None = None,
    is_active: bool = True,
    expected_version: int | None = None,
) -> RoutingRule:
    """Make a rule, for one channel or for all, or change one. Orders are routed by it from the next
    confirmation on; what was decided stays.

    There is one rule of a name: making it again changes it, so a call can be repeated.

    Raises:
        NotPermitted: the actor does not work in a warehouse.
        InvalidInput, WrongCurrency: see `terms.checked`; no name, or more rules than anybody reads.
        NotFound: no such rule, channel or warehouse.
        VersionConflict: it changed since the actor looked.
    """
    ctx.require(Scope.FULFILLMENT_WRITE)
    name = text(name, "name", longest=NAME_LENGTH_MAX)
    async with in_transaction():
        await sql.execute(ONE_AT_A_TIME)
        kept = await checked(kind, terms or Terms())
        channel_id = await _channel(channel)
        row = await _known(rule_id, name)
        if row is None:
            row = await _new(ctx, name, kind)
        expect_version(row, KIND, expected_version)
        wanted = {
            "name": name,
            "kind": kind,
            "channel_id": channel_id,
            "terms": kept,
            "is_active": is_active,
        }
        if row.version == 0 or any(getattr(row, key) != value for key, value in wanted.items()):
            await raise_version(row, KIND, at=ctx.now, **wanted)
        return row


async def _channel(code: str | None) -> UUID | None:
    if code is None:
        return None
    channel = await SalesChannel.get_or_none(code=text(code, "channel"))
    if channel is None:
        raise NotFound("channel", code)
    return channel.id


async def _known(rule_id: UUID | None, name: str) -> RoutingRule | None:
    if rule_id is None:
        return await RoutingRule.get_or_none(name=name)
    row = await RoutingRule.get_or_none(id=rule_id)
    if row is None:
        raise NotFound(KIND, rule_id)
    if await RoutingRule.exists(name=name, id__not=rule_id):
        raise InvalidInput("Another rule has this name.", "name")
    return row


async def _new(ctx: Context, name: str, kind: RoutingRuleKind) -> RoutingRule:
    if await RoutingRule.all().count() >= RULES_MAX:
        raise InvalidInput(f"There are at most {RULES_MAX} rules.", "name")
    position = await sql.value("SELECT COALESCE(max(position), 0) + 1 FROM routing_rule")
    return await RoutingRule.create(
        name=name, kind=kind, position=position, created_at=ctx.now, updated_at=ctx.now
    )
