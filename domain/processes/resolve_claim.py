"""When a claim is resolved, the customer gets their money back, or new goods."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.finance.refund_surplus import refund_surplus
from domain.identity.scopes import Scope
from domain.orders.models import Order
from domain.orders.replace_goods import replace_goods
from domain.processes.confirm_order import confirm_order
from domain.returns.claims.locks import lock_claim
from domain.returns.claims.models import Claim, ClaimLine
from domain.returns.claims.settle_claim import settle_claim
from domain.returns.claims.states import CLAIM, ClaimAction, ClaimResolution
from domain.shared.context import Context
from domain.shared.states import expect_version


async def resolve_claim(
    ctx: Context, claim_id: UUID, *, expected_version: int | None = None
) -> Claim:
    """Do what was decided of a claim, once: credit the order and give back what was paid too much
    for it, above the limit with somebody else's approval; or order new goods for nothing, and give
    the warehouses their work.

    Raises:
        NotSignedIn, NotPermitted: the actor may not write orders.
        NotFound: the actor can see no such claim; or what shall be sent anew is not for sale any
            more.
        InvalidTransition: it was not agreed to, or is over.
        InsufficientStock: there is too little to send anew; nothing is written.
        InvalidInput: no parcel would find the address of the order.
        VersionConflict: it changed since the actor looked.
    """
    ctx.require(Scope.ORDERS_WRITE)
    async with in_transaction():
        row = await lock_claim(ctx, claim_id)
        expect_version(row, CLAIM.kind, expected_version)
        CLAIM.target(row.status, ClaimAction.RESOLVE)
        if row.resolution is ClaimResolution.REPLACE:
            await settle_claim(ctx, row, await _replaced(ctx, row))
            return row
        await settle_claim(ctx, row, None)
        await refund_surplus(
            ctx.as_system(), row.order_id, row.amount_minor, asked_by=ctx.actor.key
        )
        return row


async def _replaced(ctx: Context, row: Claim) -> UUID:
    units = {line.order_line_id: line.quantity for line in await ClaimLine.filter(parent_id=row.id)}
    order = await replace_goods(ctx, await Order.get(id=row.order_id), units)
    return (await confirm_order(ctx, order.id)).id
