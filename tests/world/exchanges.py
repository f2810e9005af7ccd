"""Goods that are exchanged, for tests: brought to every state by what leads there."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from domain.catalog.models import ProductVariant
from domain.fulfillment.models import Fulfillment
from domain.fulfillment.states import TrackingStatus
from domain.orders.models import Order
from domain.orders.request import LineRequest
from domain.processes.approve_exchange import approve_exchange
from domain.processes.cancel_exchange import cancel_exchange
from domain.processes.follow_exchanges import follow_exchanges
from domain.returns.exchanges.models import Exchange
from domain.returns.exchanges.request_exchange import request_exchange
from domain.returns.exchanges.states import ExchangeStatus
from domain.returns.models import Return
from domain.returns.states import ReturnReason
from domain.shared.context import Context
from domain.shared.ids import new_id
from tests.world.claims import ClaimsWorld

Status = ExchangeStatus
THERE = [Status.REQUESTED, Status.APPROVED, Status.RECEIVED, Status.FULFILLED, Status.CLOSED]


class ExchangesWorld(ClaimsWorld):
    """Delivered orders, and what goes out for them instead."""

    async def swap(
        self,
        order: Order,
        *wanted: tuple[ProductVariant, int],
        back: int | Mapping[UUID, int] | None = None,
        ctx: Context | None = None,
        key: str | None = None,
    ) -> Exchange:
        """Ask for other goods in place of units of each line, or of all that was delivered."""
        if not isinstance(back, Mapping):
            back = {line.id: back or line.delivered for line in await self.lines(order)}
        return await request_exchange(
            ctx or self.clerk,
            order.id,
            quantities=back,
            wanted=[LineRequest(variant.id, units) for variant, units in wanted],
            reason=ReturnReason.CHANGED_MIND,
            note="Too small.",
            idempotency_key=key or str(new_id()),
        )

    async def exchange(
        self,
        status: ExchangeStatus = Status.REQUESTED,
        *,
        order: Order | None = None,
        wanted: Sequence[tuple[ProductVariant, int]] = (),
    ) -> Exchange:
        """An exchange of both units of a delivered order for one that is dearer, in any state."""
        order = order or await self.delivered()
        row = await self.swap(order, *(wanted or [(await self.stocked(price_minor=2_500), 1)]))
        if status is Status.CANCELED:
            row = await cancel_exchange(self.clerk, row.id, answer="It was worn.")
        for step in THERE[1 : THERE.index(status) + 1] if status in THERE else []:
            row = await self._next(row, step)
        assert row.status is status
        return row

    async def _next(self, row: Exchange, step: ExchangeStatus) -> Exchange:
        match step:
            case Status.APPROVED:
                await approve_exchange(self.clerk, row.id)
            case Status.RECEIVED:
                await self.comes_back(row)
            case Status.FULFILLED:
                await self.sends(row)
            case Status.CLOSED:
                await self.arrives(row)
        await follow_exchanges(self.ctx)
        return await Exchange.get(id=row.id)

    async def comes_back(self, row: Exchange, units: int | None = None) -> None:
        """What comes back is counted and goes on the shelf."""
        back = await self.count_goods(await Return.get(id=row.parent_id), units, is_last=True)
        await self.look_at(back)

    async def goods_of(self, row: Exchange) -> Order:
        """The order of what goes out."""
        row = await Exchange.get(id=row.id)
        assert row.replacement_id is not None, "it was agreed to"
        return await Order.get(id=row.replacement_id)

    async def sends(self, row: Exchange) -> None:
        """All that goes out leaves."""
        for work in await self.works_of(await self.goods_of(row)):
            await self.send(await self.parcel_of(work))

    async def arrives(self, row: Exchange) -> None:
        """All that left arrives."""
        for parcel in await Fulfillment.filter(order_id=(await self.goods_of(row)).id):
            await self.hear(parcel, TrackingStatus.DELIVERED)
