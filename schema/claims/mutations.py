"""Making good what is wrong with delivered goods."""

import strawberry

from domain.inventory.errors import InsufficientStock
from domain.orders.errors import ClaimExceedsDelivered
from domain.orders.queries import orders_by_ids
from domain.processes.resolve_claim import resolve_claim
from domain.returns.claims import models
from domain.returns.claims.approve_claim import approve_claim
from domain.returns.claims.cancel_claim import cancel_claim
from domain.returns.claims.deny_claim import deny_claim
from domain.returns.claims.open_claim import open_claim
from domain.shared.money import WrongCurrency
from schema.claims.inputs import (
    ClaimApproveInput,
    ClaimCancelInput,
    ClaimDenyInput,
    ClaimOpenInput,
    ClaimResolveInput,
)
from schema.claims.types import Claim
from schema.orders.types import Order
from schema.returns.inputs import units
from schema.shared.context import Info
from schema.shared.ids import key_of
from schema.shared.mutations import Input, Payload, changed, mutation


@strawberry.type(description="The claim and its order as they are now.")
class ClaimPayload(Payload):
    """What came of it."""

    claim: Claim | None = changed("The claim.")
    order: Order | None = changed("The order.")


async def _shown(info: Info, row: models.Claim) -> ClaimPayload:
    order = await info.context.one(orders_by_ids, row.order_id)
    return ClaimPayload(claim=Claim.of(row), order=Order.maybe(order))


@strawberry.type(description="Making good what is wrong with delivered goods.")
class ClaimMutations:
    """Open, answer, resolve."""

    @mutation(
        "Say that something about delivered goods is wrong. Needs orders:write; customers do it for"
        " their own orders.",
        ClaimExceedsDelivered,
    )
    async def claim_open(self, info: Info, input: Input[ClaimOpenInput]) -> ClaimPayload:
        row = await open_claim(
            info.context.domain,
            key_of("Order", input.order_id),
            quantities=units(input.lines),
            reason=input.reason,
            note=input.note,
            idempotency_key=input.idempotency_key,
        )
        return await _shown(info, row)

    @mutation(
        "Agree to a claim and decide what is done about it; nothing moves yet. Needs orders:write.",
        WrongCurrency,
    )
    async def claim_approve(self, info: Info, input: Input[ClaimApproveInput]) -> ClaimPayload:
        row = await approve_claim(
            info.context.domain,
            key_of("Claim", input.id),
            resolution=input.resolution,
            amount=input.amount.read("amount") if input.amount else None,
            expected_version=input.expected_version,
        )
        return await _shown(info, row)

    @mutation("Do not agree to a claim, and say why. Needs orders:write.")
    async def claim_deny(self, info: Info, input: Input[ClaimDenyInput]) -> ClaimPayload:
        row = await deny_claim(
            info.context.domain,
            key_of("Claim", input.id),
            answer=input.answer,
            expected_version=input.expected_version,
        )
        return await _shown(info, row)

    @mutation(
        "Do what was decided of a claim: money goes back, above the limit with somebody else's"
        " approval, or an order of new goods is made and confirmed. Needs orders:write.",
        InsufficientStock,
    )
    async def claim_resolve(self, info: Info, input: Input[ClaimResolveInput]) -> ClaimPayload:
        row = await resolve_claim(
            info.context.domain,
            key_of("Claim", input.id),
            expected_version=input.expected_version,
        )
        return await _shown(info, row)

    @mutation(
        "Take a claim back before it is resolved. Needs orders:write; customers do it with their"
        " own, while nobody has decided."
    )
    async def claim_cancel(self, info: Info, input: Input[ClaimCancelInput]) -> ClaimPayload:
        row = await cancel_claim(
            info.context.domain,
            key_of("Claim", input.id),
            expected_version=input.expected_version,
        )
        return await _shown(info, row)
