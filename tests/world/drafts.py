"""Drafts for tests, in every state, by the verbs that lead there."""

from datetime import datetime, timedelta
from uuid import UUID

from domain.catalog.models import ProductVariant
from domain.customers.models import Customer
from domain.orders.drafts.cancel_draft import cancel_draft
from domain.orders.drafts.complete_draft import complete_draft
from domain.orders.drafts.create_draft import create_draft
from domain.orders.drafts.decline_quote import decline_quote
from domain.orders.drafts.expire_quotes import expire_quotes
from domain.orders.drafts.models import DraftOrder
from domain.orders.drafts.request import CreateDraft, DraftLineRequest
from domain.orders.drafts.send_quote import send_quote
from domain.orders.drafts.states import DraftStatus
from domain.orders.drafts.tokens import quote_token
from domain.orders.request import ShippingAddress
from domain.shared.context import Context
from domain.shared.ids import new_id
from domain.shared.money import Money
from tests.world.orders import OrdersWorld

SOMEWHERE = ShippingAddress(recipient="Olga", line1="2 Low Street", city="York", country="GB")


class DraftsWorld(OrdersWorld):
    """Drafts and quotes."""

    async def draft_of(
        self,
        *lines: tuple[ProductVariant, int] | tuple[ProductVariant, int, int],
        customer: Customer | None = None,
        address: ShippingAddress | None = SOMEWHERE,
        coupons: tuple[str, ...] = (),
        gift: str = "",
        ctx: Context | None = None,
        key: str | None = None,
    ) -> DraftOrder:
        """A draft; a line's third part is a price of one's own."""
        request = CreateDraft(
            channel=self.web.code,
            currency="USD",
            lines=[
                DraftLineRequest(
                    line[0].id,
                    line[1],
                    Money(line[2], "USD") if len(line) > 2 else None,
                    "a good customer" if len(line) > 2 else "",
                )
                for line in lines
            ],
            customer_id=customer and customer.id,
            address=address,
            gift_message=gift,
            coupon_codes=coupons,
        )
        return await create_draft(ctx or self.ctx, request, idempotency_key=key or str(new_id()))

    async def quote(
        self, draft: DraftOrder | UUID, *, until: datetime | None = None
    ) -> tuple[DraftOrder, str]:
        """The draft, quoted for a week, and the token of its link."""
        draft_id = draft if isinstance(draft, UUID) else draft.id
        week = self.now + timedelta(days=7)
        quoted = await send_quote(self.ctx, draft_id, valid_until=until or week)
        return quoted, quote_token(quoted.id, quoted.quote_round)

    async def drafted(self, status: DraftStatus = DraftStatus.DRAFT) -> DraftOrder:
        """A draft of two units at 12.50 for a customer, in some state."""
        customer = await self.customer()
        draft = await self.draft_of((await self.stocked(), 2), customer=customer)
        match status:
            case DraftStatus.QUOTED:
                await self.quote(draft)
            case DraftStatus.DECLINED:
                _, token = await self.quote(draft)
                await decline_quote(self.ctx, token)
            case DraftStatus.EXPIRED:
                await self.quote(draft, until=self.now + timedelta(minutes=1))
                await expire_quotes(self.ctx.at(self.now + timedelta(minutes=1)))
            case DraftStatus.COMPLETED:
                await complete_draft(self.ctx, draft.id)
            case DraftStatus.CANCELED:
                await cancel_draft(self.ctx, draft.id)
        found = await DraftOrder.get(id=draft.id)
        assert found.status is status
        return found
