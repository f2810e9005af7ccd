"""Taking on a carrier."""

import re

from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from domain.fulfillment.models import Carrier
from domain.identity.scopes import Scope
from domain.shared.context import Context
from domain.shared.errors import AlreadyTaken, InvalidInput
from domain.shared.inputs import text

CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
NAME_LENGTH_MAX = 120  # characters
URL_LENGTH_MAX = 300  # characters


async def create_carrier(ctx: Context, *, code: str, name: str, tracking_url: str = "") -> Carrier:
    """Let a carrier drive for us. `tracking_url` holds `{waybill}` where the number goes.

    Raises:
        NotPermitted: the actor may not change fulfillment.
        InvalidInput: bad words, or an address without a place for the number.
        AlreadyTaken: another carrier has this code.
    """
    ctx.require(Scope.FULFILLMENT_WRITE)
    if not CODE.fullmatch(code):
        raise InvalidInput("A code is 1 to 32 small letters, digits and dashes.", "code")
    url = text(tracking_url, "trackingUrl", longest=URL_LENGTH_MAX, required=False)
    if url and not (url.startswith("https://") and "{waybill}" in url):
        raise InvalidInput("A tracking address is https and holds {waybill}.", "trackingUrl")
    carrier = Carrier(code=code, name=text(name, "name", longest=NAME_LENGTH_MAX), tracking_url=url)
    try:
        async with in_transaction():
            await carrier.save(force_create=True)
    except IntegrityError:
        raise AlreadyTaken(f"There is a carrier {code} already.", "code") from None
    return carrier
