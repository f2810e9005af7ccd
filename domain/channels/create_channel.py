"""Opening a sales channel: the own shop, an app, a marketplace, a till."""

from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from domain.channels.models import SalesChannel
from domain.identity.scopes import Scope
from domain.shared.context import Context
from domain.shared.errors import AlreadyTaken
from domain.shared.inputs import text
from domain.shared.money import MINOR_DIGITS, WrongCurrency

CODE_LENGTH_MAX = 32  # characters
NAME_LENGTH_MAX = 120  # characters


async def create_channel(ctx: Context, *, code: str, name: str, currency: str) -> SalesChannel:
    """Add a place that orders come from.

    Raises:
        NotPermitted: the actor may not write orders.
        InvalidInput: empty or over-long words.
        WrongCurrency: we do not trade in this currency.
        AlreadyTaken: another channel has this code.
    """
    ctx.require(Scope.ORDERS_WRITE)
    if currency not in MINOR_DIGITS:
        raise WrongCurrency("We do not trade in this currency.", "currency")
    channel = SalesChannel(
        code=text(code, "code", longest=CODE_LENGTH_MAX),
        name=text(name, "name", longest=NAME_LENGTH_MAX),
        currency=currency,
        created_at=ctx.now,
    )
    try:
        async with in_transaction():
            await channel.save(force_create=True)
    except IntegrityError:
        raise AlreadyTaken(f"There is a channel {code} already.", "code") from None
    return channel
