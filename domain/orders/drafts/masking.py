"""What is sealed in a draft, for whoever may see its customer."""

from collections.abc import Mapping
from uuid import UUID

import orjson

from domain.customers.masking import shown
from domain.orders.drafts.models import DraftOrder
from domain.orders.request import ShippingAddress
from domain.shared.context import Context
from domain.shared.personal import DRAFT_ADDRESS, DRAFT_GIFT_MESSAGE
from domain.shared.sealing import opened, seal


def sealed_address(draft_id: UUID, address: ShippingAddress | None) -> str | None:
    """An address as a draft keeps it.

    Raises:
        InvalidInput: a part is missing or too long.
    """
    if address is None:
        return None
    return seal(DRAFT_ADDRESS, draft_id, orjson.dumps(address.snapshot()).decode())


def sealed_gift(draft_id: UUID, message: str) -> str | None:
    """What the card says, as a draft keeps it."""
    return seal(DRAFT_GIFT_MESSAGE, draft_id, message) or None


def address_of(draft: DraftOrder) -> ShippingAddress | None:
    """Where the order goes that it becomes. Nobody is shown anything."""
    if not draft.shipping_address:
        return None
    parts: Mapping[str, str] = orjson.loads(opened(DRAFT_ADDRESS, draft.id, draft.shipping_address))
    return ShippingAddress(**parts)


def gift_of(draft: DraftOrder) -> str:
    """What the card says. Nobody is shown anything."""
    return opened(DRAFT_GIFT_MESSAGE, draft.id, draft.gift_message or "")


def shown_snapshot(
    ctx: Context, owner: UUID | None, draft_id: UUID, sealed: str | None
) -> dict[str, str] | None:
    """The address of a draft, for whoever may see its customer."""
    found = shown(ctx, owner, DRAFT_ADDRESS, draft_id, sealed) if sealed else None
    return orjson.loads(found) if found else None


def shown_gift(ctx: Context, owner: UUID | None, draft_id: UUID, sealed: str | None) -> str | None:
    """What the card says, for whoever may see its giver."""
    return shown(ctx, owner, DRAFT_GIFT_MESSAGE, draft_id, sealed) if sealed else None


def shown_address(ctx: Context, draft: DraftOrder) -> dict[str, str] | None:
    """The same, of the row."""
    return shown_snapshot(ctx, draft.customer_id, draft.id, draft.shipping_address)


def shown_gift_of(ctx: Context, draft: DraftOrder) -> str | None:
    """The same, of the row."""
    return shown_gift(ctx, draft.customer_id, draft.id, draft.gift_message)
