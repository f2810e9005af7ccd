"""Making a price list: prices that will hold for a while, in a channel, for a group."""

from datetime import datetime, timedelta
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.identity.scopes import Scope
from domain.pricing.events import PriceListCreated
from domain.pricing.models import PriceList
from domain.pricing.queries import get_price_list
from domain.pricing.states import PriceListStatus
from domain.shared import inputs, sql
from domain.shared.context import Context
from domain.shared.errors import InvalidInput, NotFound
from domain.shared.idempotency import claim
from domain.shared.money import MINOR_DIGITS, WrongCurrency
from domain.shared.outbox import append

PRIORITY_MAX = 1_000
AHEAD_MAX = timedelta(days=3_653)
GROUP = "SELECT 1 FROM customer_group WHERE id = $1 FOR KEY SHARE"
CHANNEL = "SELECT 1 FROM sales_channel WHERE id = $1 FOR KEY SHARE"


async def create_price_list(
    ctx: Context,
    name: str,
    currency: str,
    *,
    channel_id: UUID | None = None,
    group_id: UUID | None = None,
    priority: int = 0,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    idempotency_key: str | None = None,
) -> PriceList:
    """Make a list without prices, as a draft: it counts for nobody yet.

    Raises:
        NotPermitted: the actor may not write prices.
        InvalidInput: no name, a priority out of bounds, or an end before the beginning.
        WrongCurrency: we do not trade in it.
        NotFound: no such channel or group.
        IdempotencyKeyReused, IdempotencyInProgress: see `claim`.
    """
    ctx.require(Scope.PRICING_WRITE)
    name = inputs.text(name, "name")
    if currency not in MINOR_DIGITS:
        raise WrongCurrency("We do not trade in this currency.", "currency")
    inputs.count(priority, "priority", lowest=0, highest=PRIORITY_MAX)
    for moment, path in ((starts_at, "startsAt"), (ends_at, "endsAt")):
        if moment is not None and moment > ctx.now + AHEAD_MAX:
            raise InvalidInput("A list is planned for up to ten years ahead.", path)
    if starts_at is not None and ends_at is not None and starts_at >= ends_at:
        raise InvalidInput("It ends after it begins.", "endsAt")
    request = [name, currency, channel_id, group_id, priority, starts_at, ends_at]
    async with in_transaction():
        claimed = await claim(ctx, "pricing.create_price_list", idempotency_key, request)
        if claimed.replay_of:
            return await get_price_list(ctx, claimed.replay_of)
        if channel_id is not None and not await sql.rows(CHANNEL, channel_id):
            raise NotFound("channel", channel_id)
        if group_id is not None and not await sql.rows(GROUP, group_id):
            raise NotFound("customer group", group_id)
        row = await PriceList.create(
            version=1,
            name=name,
            currency=currency,
            channel_id=channel_id,
            group_id=group_id,
            priority=priority,
            starts_at=starts_at,
            ends_at=ends_at,
            created_at=ctx.now,
            updated_at=ctx.now,
        )
        await append(
            ctx,
            PriceListCreated(
                aggregate_id=row.id,
                version=1,
                status=PriceListStatus.DRAFT,
                currency=currency,
                channel_id=channel_id,
                group_id=group_id,
            ),
        )
        await claimed.settle(row.id)
        return row
