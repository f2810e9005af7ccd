"""Changing a draft: what is in it, for whom, where to. A quote that was sent is withdrawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.channels.models import SalesChannel
from domain.customers.models import Customer
from domain.identity.scopes import Scope
from domain.orders.drafts.events import DraftChanged
from domain.orders.drafts.masking import sealed_address, sealed_gift
from domain.orders.drafts.models import DraftOrder, DraftOrderLine
from domain.orders.drafts.queries import lock_draft
from domain.orders.drafts.request import (
    DraftLineRequest,
    check_lines,
    checked_codes,
    written_lines,
)
from domain.orders.drafts.states import DRAFT, DraftAction
from domain.orders.request import NOTE_LENGTH_MAX, ShippingAddress, gift_text
from domain.shared.context import Context
from domain.shared.errors import NotFound
from domain.shared.inputs import KEEP, Keep, text
from domain.shared.outbox import append
from domain.shared.states import expect_version


@dataclass(frozen=True, slots=True)
class DraftChanges:
    """What shall be otherwise. Lines are given all together, and so are coupons."""

    lines: Sequence[DraftLineRequest] | Keep = KEEP
    customer_id: UUID | Keep | None = KEEP
    address: ShippingAddress | Keep | None = KEEP
    note: str | Keep = KEEP
    gift_message: str | Keep = KEEP
    coupon_codes: Sequence[str] | Keep = KEEP


async def change_draft(
    ctx: Context, draft_id: UUID, changes: DraftChanges, *, expected_version: int | None = None
) -> DraftOrder:
    """Change a draft that is no order yet. The link to a quote of it opens nothing from then on.

    Raises:
        NotPermitted: the actor may not write orders; or set prices, where a line has one.
        NotFound: no such draft, customer or published variant.
        InvalidTransition: it has become an order, or was given up.
        VersionConflict: the draft changed since `expected_version`.
        InvalidInput, WrongCurrency: see `check_lines` and `checked_codes`.
    """
    ctx.require(Scope.ORDERS_WRITE)
    async with in_transaction():
        draft = await lock_draft(draft_id)
        expect_version(draft, "draft order", expected_version)
        DRAFT.target(draft.status, DraftAction.CHANGE)
        columns = await _columns(draft, changes)
        draft.update_from_dict(columns)
        lines = DraftOrderLine.filter(draft_id=draft.id)
        if changes.lines is not KEEP:
            check_lines(ctx, changes.lines, draft.currency)
            channel = await SalesChannel.get(id=draft.channel_id)
            rows = await written_lines(ctx, draft, channel.code, changes.lines)
            await lines.delete()
            await DraftOrderLine.bulk_create(rows)
        else:
            await lines.update(quoted_price_minor=None)
        source = await DRAFT.move(
            draft,
            DraftAction.CHANGE,
            at=ctx.now,
            quote_round=draft.quote_round + 1,
            quoted_minor=None,
            valid_until=None,
            **columns,
        )
        await append(
            ctx,
            DraftChanged.of(
                draft,
                source=source,
                action=DraftAction.CHANGE,
                customer_id=draft.customer_id,
                lines=await lines.count(),
                prices_set=await lines.filter(unit_price_minor__isnull=False).count(),
            ),
        )
        return draft


async def _columns(draft: DraftOrder, changes: DraftChanges) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    if changes.customer_id is not KEEP:
        wanted = changes.customer_id
        if wanted and not await Customer.filter(id=wanted, erased_at=None).exists():
            raise NotFound("customer", wanted)
        columns["customer_id"] = wanted
    if changes.address is not KEEP:
        columns["shipping_address"] = sealed_address(draft.id, changes.address)
    if changes.note is not KEEP:
        columns["note"] = text(changes.note, "note", longest=NOTE_LENGTH_MAX, required=False)
    if changes.gift_message is not KEEP:
        columns["gift_message"] = sealed_gift(draft.id, gift_text(changes.gift_message))
    if changes.coupon_codes is not KEEP:
        columns["coupon_codes"] = checked_codes(changes.coupon_codes)
    return columns
