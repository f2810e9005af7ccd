"""What is wrong with delivered goods, for tests: brought to every state by the verbs."""

from collections.abc import Mapping
from uuid import UUID

from domain.orders.models import Order
from domain.processes.resolve_claim import resolve_claim
from domain.returns.claims.approve_claim import approve_claim
from domain.returns.claims.cancel_claim import cancel_claim
from domain.returns.claims.deny_claim import deny_claim
from domain.returns.claims.models import Claim
from domain.returns.claims.open_claim import open_claim
from domain.returns.claims.states import ClaimReason, ClaimResolution, ClaimStatus
from domain.shared.context import Context
from domain.shared.ids import new_id
from domain.shared.money import Money
from tests.world.returns import ReturnsWorld


class ClaimsWorld(ReturnsWorld):
    """Delivered orders, and what somebody says of them."""

    async def complain(
        self,
        order: Order,
        units: int | Mapping[UUID, int] | None = None,
        *,
        ctx: Context | None = None,
        key: str | None = None,
    ) -> Claim:
        """Claim units of each line, or all that was delivered."""
        if not isinstance(units, Mapping):
            units = {line.id: units or line.delivered for line in await self.lines(order)}
        return await open_claim(
            ctx or self.clerk,
            order.id,
            quantities=units,
            reason=ClaimReason.DAMAGED,
            note="The corner is broken.",
            idempotency_key=key or str(new_id()),
        )

    async def agree_to(
        self,
        row: Claim,
        resolution: ClaimResolution = ClaimResolution.REFUND,
        minor: int | None = None,
    ) -> Claim:
        amount = None if minor is None else Money(minor, row.currency)
        return await approve_claim(self.clerk, row.id, resolution=resolution, amount=amount)

    async def claim(
        self,
        status: ClaimStatus = ClaimStatus.OPEN,
        resolution: ClaimResolution = ClaimResolution.REFUND,
        *,
        order: Order | None = None,
        units: int | None = None,
        minor: int | None = None,
    ) -> Claim:
        """A claim about a delivered order, in any state."""
        row = await self.complain(order or await self.delivered(), units)
        match status:
            case ClaimStatus.DENIED:
                row = await deny_claim(self.clerk, row.id, answer="It is meant to be so.")
            case ClaimStatus.CANCELED:
                row = await cancel_claim(self.clerk, row.id)
            case ClaimStatus.APPROVED:
                row = await self.agree_to(row, resolution, minor)
            case ClaimStatus.RESOLVED:
                await self.agree_to(row, resolution, minor)
                row = await resolve_claim(self.clerk, row.id)
        assert row.status is status
        return row
