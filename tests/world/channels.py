"""Channels in the small world: messages of the shapes that public documentation describes, built
here; none was recorded from anybody's shop.
"""

from collections.abc import Sequence
from typing import Any

import orjson

from domain.channels.messages import Message
from domain.channels.models import ChannelImport, SalesChannel
from domain.channels.receive_messages import receive_messages
from domain.channels.set_channel import ChannelTerms, set_channel
from domain.channels.set_listings import Listed, set_listings
from domain.channels.states import ChannelFormat, ChannelKind, MessageKind
from domain.processes.take_in_channel_orders import take_in_channel_orders
from tests.world.orders import OrdersWorld

SECRET = "shpss_test"


def generic(id: str = "A-1", sku: str = "THEIRS-1", units: int = 1, **more: Any) -> dict[str, Any]:
    """An order in our own shape: so many units at 9.99, paid."""
    total = f"{units * 999 / 100:.2f}"
    return {
        "id": id,
        "placedAt": "2026-03-02T08:30:00+00:00",
        "currency": "USD",
        "total": total,
        "paid": total,
        "lines": [{"sku": sku, "quantity": units, "unitPrice": "9.99"}],
        **more,
    }


def shopify(id: int = 5001, sku: str = "THEIRS-1", units: int = 1, **more: Any) -> dict[str, Any]:
    """An order as shopify.dev documents the order resource, with the fields that we read."""
    return {
        "id": id,
        "created_at": "2026-03-02T03:30:00-05:00",
        "updated_at": "2026-03-02T03:30:00-05:00",
        "currency": "USD",
        "financial_status": "paid",
        "taxes_included": True,
        "total_price": f"{units * 999 / 100 + 5:.2f}",
        "line_items": [
            {"sku": sku, "quantity": units, "price": "9.99", "discount_allocations": []}
        ],
        "shipping_lines": [{"price": "5.00"}],
        "shipping_address": {
            "name": "Ann Lee",
            "address1": "1 High Street",
            "city": "Springfield",
            "province": "Illinois",
            "zip": "62701",
            "country_code": "US",
        },
        **more,
    }


def taobao(id: str = "1234567890123456789", **more: str) -> dict[str, str]:
    """A row of an export of Taobao, one for each sub-order."""
    return {
        "订单编号": id,
        "订单状态": "买家已付款,等待卖家发货",
        "订单创建时间": "2026-03-02 16:30:00",
        "商家编码": "THEIRS-1",
        "购买数量": "1",
        "价格": "9.99",
        "买家应付货款": "9.99",
        "买家应付邮费": "0.00",
        "收货人姓名": "王小明",
        "联系手机": "'13800001234",
        "收货地址": "浙江省 杭州市 西湖区文三路 1 号",
        **more,
    }


class ChannelsWorld(OrdersWorld):
    """A marketplace, what it calls our goods, and what it says."""

    async def marketplace(
        self,
        code: str = "mart",
        format: ChannelFormat = ChannelFormat.GENERIC,
        *,
        units: int = 10,
        **terms: Any,
    ) -> SalesChannel:
        """A channel that calls a variant of ours THEIRS-1, of which there are so many units."""
        channel = await self.channel(code)
        kind = ChannelKind.MARKETPLACE
        channel = await set_channel(
            self.ctx, channel.id, ChannelTerms(kind=kind, format=format, secret=SECRET, **terms)
        )
        variant = await self.stocked(units)
        await set_listings(self.ctx, channel.id, [Listed("THEIRS-1", variant.id)])
        return channel

    async def channel_says(
        self,
        channel: SalesChannel,
        *orders: Any,
        kind: MessageKind = MessageKind.CREATED,
        source_id: str | None = None,
    ) -> None:
        """Write down what a channel says."""
        messages = [
            Message(orjson.dumps(one).decode(), self.id_of(one), kind, source_id) for one in orders
        ]
        await receive_messages(self.ctx, channel, channel.format, messages)

    @staticmethod
    def id_of(order: Any) -> str:
        """What the channel calls the order."""
        return str(order[0]["订单编号"] if isinstance(order, list) else order["id"])

    async def take_in(self) -> None:
        """Sweep until nothing waits."""
        while (await take_in_channel_orders(self.ctx)).found:
            pass

    async def channel_messages(self) -> Sequence[ChannelImport]:
        """The inbox, as it came."""
        return await ChannelImport.all().order_by("received_at", "id")
