"""Saying what a channel is: its kind, how it writes, what its messages are signed with."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.channels.formats import taobao
from domain.channels.models import SalesChannel
from domain.channels.states import ChannelFormat, ChannelKind, ShortagePolicy
from domain.identity.scopes import Scope
from domain.shared.context import Context
from domain.shared.errors import InvalidInput, NotFound
from domain.shared.inputs import text
from domain.shared.personal import CHANNEL_SECRET
from domain.shared.sealing import seal

HEADER_LENGTH_MAX = 60  # characters
SECRET_LENGTH_MAX = 200  # characters


@dataclass(frozen=True, slots=True)
class ChannelTerms:
    """What is to be changed; None leaves it as it is. An empty secret takes it away."""

    kind: ChannelKind | None = None
    format: ChannelFormat | None = None
    shortage_policy: ShortagePolicy | None = None
    columns: Mapping[str, str] | None = None
    secret: str | None = None


async def set_channel(ctx: Context, channel_id: UUID, terms: ChannelTerms) -> SalesChannel:
    """Change what a channel is. Its secret is kept sealed, and never shown.

    Raises:
        NotPermitted: the actor may not write orders.
        NotFound: no such channel.
        InvalidInput: a column that means nothing to us, or over-long words.
    """
    ctx.require(Scope.ORDERS_WRITE)
    changes: dict[str, object] = {
        name: value
        for name in ("kind", "format", "shortage_policy")
        if (value := getattr(terms, name)) is not None
    }
    if terms.columns is not None:
        changes["columns"] = _columns(terms.columns)
    if terms.secret is not None:
        secret = text(terms.secret, "secret", longest=SECRET_LENGTH_MAX, required=False)
        changes["secret_sealed"] = seal(CHANNEL_SECRET, channel_id, secret) if secret else None
    async with in_transaction():
        row = await SalesChannel.select_for_update(no_key=True).get_or_none(id=channel_id)
        if row is None:
            raise NotFound("channel", channel_id)
        if changes:
            row.update_from_dict(changes)
            await row.save(update_fields=list(changes))
        return row


def _columns(given: Mapping[str, str]) -> dict[str, str]:
    if unknown := sorted(set(given) - set(taobao.COLUMNS)):
        raise InvalidInput(f"{unknown[0]} is no column of an order.", "columns")
    return {
        name: text(header, "columns", longest=HEADER_LENGTH_MAX) for name, header in given.items()
    }
