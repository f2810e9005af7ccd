"""The journey of one order, step by step, each step by the one whose work it is."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bench.client import Client
from bench.shop import Shop

CARRIER = "swift"
WORK = """
query($order: ID!) { fulfillmentOrders(where: {order: {eq: $order}}) { nodes { id status } } }
"""


@dataclass(frozen=True)
class Journey:
    """Who takes part. The steps are to be taken from top to bottom."""

    shop: Shop
    customer: Client
    agent: Client
    picker: Client

    async def place(self, variant: str, units: int = 2) -> dict[str, Any]:
        """The customer orders."""
        order = self.shop.order((variant, units))
        placed: dict[str, Any] = await self.customer.do(
            "orderCreate", order, "order { id status version eventCursor }"
        )
        return placed

    async def pay(self, order: str) -> None:
        """The customer pays all of it."""
        payment = {
            "orderId": order,
            "method": "SIMULATED",
            "reference": f"tx-{self.shop.number()}",
            "idempotencyKey": f"pay-{self.shop.number()}",
        }
        await self.customer.do("paymentCapture", payment, "order { paymentStatus }")

    async def confirm(self, order: str) -> str:
        """The agent takes it on; the work that comes of it."""
        await self.agent.do("orderConfirm", {"id": order}, "order { status }")
        [work] = (await self.picker.ask(WORK, order=order))["fulfillmentOrders"]["nodes"]
        return str(work["id"])

    async def pick(self, work: str) -> None:
        """The picker walks."""
        show = "fulfillmentOrder { status }"
        await self.picker.do("fulfillmentOrderStartPicking", {"id": work}, show)
        for progress in ("PICKED", "PACKED"):
            report = {"id": work, "progress": progress}
            await self.picker.do("fulfillmentOrderReportProgress", report, show)

    async def pack(self, work: str) -> dict[str, Any]:
        """A parcel, with the token for everybody with the link."""
        parcel = {"fulfillmentOrderId": work, "idempotencyKey": f"parcel-{self.shop.number()}"}
        made: dict[str, Any] = await self.picker.do(
            "fulfillmentCreate", parcel, "fulfillment { id trackingToken }"
        )
        return made

    async def ship(self, parcel: str) -> str:
        """With a carrier's label on it, it leaves; the waybill's number."""
        label = {"fulfillmentId": parcel, "carrier": CARRIER}
        shown = await self.picker.do("waybillCreate", label, "fulfillment { waybillNumber }")
        await self.picker.do("fulfillmentShip", {"id": parcel}, "fulfillment { status }")
        return str(shown["waybillNumber"])

    async def track(self, waybill: str, status: str) -> None:
        """The carrier reports."""
        news = {
            "carrier": CARRIER,
            "waybillNumber": waybill,
            "status": status,
            "occurredAt": datetime.now(UTC).isoformat(),
            "location": "Leeds",
        }
        await self.picker.do("trackingEventReport", news, "fulfillment { trackingStatus }")
