"""Beginning a draft: a colleague puts an order together."""

from tortoise.transactions import in_transaction

from domain.channels.create_channel import CODE_LENGTH_MAX
from domain.channels.models import SalesChannel
from domain.customers.models import Customer
from domain.identity.scopes import Scope
from domain.orders.drafts.events import DraftCreated
from domain.orders.drafts.masking import sealed_address, sealed_gift
from domain.orders.drafts.models import DraftOrder, DraftOrderLine
from domain.orders.drafts.request import CreateDraft, check_lines, checked_codes, written_lines
from domain.orders.request import NOTE_LENGTH_MAX, gift_text
from domain.shared import sql
from domain.shared.context import ActorKind, Context
from domain.shared.errors import NotFound
from domain.shared.idempotency import claim
from domain.shared.ids import new_id
from domain.shared.inputs import text
from domain.shared.money import MINOR_DIGITS, WrongCurrency
from domain.shared.outbox import append

NEXT_NUMBER = "SELECT 'D-' || nextval('order_draft_number')"


async def create_draft(ctx: Context, request: CreateDraft, *, idempotency_key: str) -> DraftOrder:
    """Begin a draft. It holds no stock, and needs no customer, address or lines yet.

    Raises:
        NotPermitted: the actor may not write orders; or set prices, where a line has one.
        NotFound: no such channel, customer or published variant.
        InvalidInput, WrongCurrency: see `check_lines` and `checked_codes`.
        IdempotencyInProgress, IdempotencyKeyReused: as the key's rules say.
    """
    ctx.require(Scope.ORDERS_WRITE)
    if request.currency not in MINOR_DIGITS:
        raise WrongCurrency("We do not trade in this currency.", "currency")
    check_lines(ctx, request.lines, request.currency)
    codes = checked_codes(request.coupon_codes)
    code = text(request.channel, "channel", longest=CODE_LENGTH_MAX)
    note = text(request.note, "note", longest=NOTE_LENGTH_MAX, required=False)
    gift, draft_id = gift_text(request.gift_message), new_id()
    address = sealed_address(draft_id, request.address)
    async with in_transaction():
        claimed = await claim(ctx, "orders.create_draft", idempotency_key, request)
        if claimed.replay_of:
            return await DraftOrder.get(id=claimed.replay_of)
        channel = await SalesChannel.get_or_none(code=code)
        if channel is None:
            raise NotFound("channel", request.channel)
        wanted = request.customer_id
        if wanted and not await Customer.filter(id=wanted, erased_at=None).exists():
            raise NotFound("customer", wanted)
        draft = DraftOrder(
            id=draft_id,
            number=await sql.value(NEXT_NUMBER),
            version=1,
            channel_id=channel.id,
            customer_id=wanted,
            currency=request.currency,
            coupon_codes=codes,
            shipping_address=address,
            note=note,
            gift_message=sealed_gift(draft_id, gift),
            creator_id=ctx.actor.id if ctx.actor.kind is ActorKind.STAFF else None,
            created_at=ctx.now,
            updated_at=ctx.now,
        )
        lines = await written_lines(ctx, draft, channel.code, request.lines)
        await draft.save(force_create=True)
        await DraftOrderLine.bulk_create(lines)
        await append(
            ctx,
            DraftCreated.of(
                draft,
                channel_id=channel.id,
                customer_id=wanted,
                currency=draft.currency,
                lines=len(lines),
            ),
        )
        await claimed.settle(draft.id)
        return draft
