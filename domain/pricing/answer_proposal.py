"""Answering a proposal: somebody agrees to a price that a rule would set, or does not."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.catalog.models import ProductVariant, VariantPrice
from domain.catalog.queries import lock_product
from domain.catalog.states import PriceCause
from domain.identity.scopes import Scope
from domain.pricing.errors import OwnProposal, ProposalOutdated
from domain.pricing.models import PriceProposal, PricingRule
from domain.pricing.moving import move_proposal
from domain.pricing.price_variant import price_variant
from domain.pricing.queries import lock_proposal, proposals_by_ids
from domain.pricing.states import PRICE_PROPOSAL, ProposalAction
from domain.shared.context import Context
from domain.shared.errors import NotFound
from domain.shared.money import Money
from domain.shared.states import expect_version


async def answer_proposal(
    ctx: Context,
    proposal_id: UUID,
    action: ProposalAction,
    *,
    expected_version: int | None = None,
) -> PriceProposal:
    """Approve a proposal, and with it set the price; or reject it; or withdraw it.

    Raises:
        NotPermitted: the actor may not write prices, or the catalog where one is to be set.
        NotFound: no such proposal.
        VersionConflict: it changed since `expected_version`.
        InvalidTransition: it was answered.
        OwnProposal: the actor wrote some of the rule, and another has to approve it.
        ProposalOutdated: the price is not any more what it was proposed for.
    """
    ctx.require(Scope.PRICING_WRITE)
    if action is ProposalAction.APPROVE:
        ctx.require(Scope.CATALOG_WRITE)
    known = (await proposals_by_ids(ctx, [proposal_id])).get(proposal_id)
    if known is None:
        raise NotFound("price proposal", proposal_id)
    async with in_transaction():
        # The product before the proposal, as whoever applies a rule does.
        variant = await ProductVariant.get(id=known.variant_id)
        await lock_product(ctx.as_system(), variant.product_id)
        row = await lock_proposal(ctx, proposal_id)
        expect_version(row, "price proposal", expected_version)
        PRICE_PROPOSAL.target(row.status, action)
        if action is ProposalAction.APPROVE:
            if ctx.actor.key in (await PricingRule.get(id=row.rule_id)).authors:
                raise OwnProposal
            await _set(ctx, row)
        await move_proposal(ctx, row, action)
        return row


async def _set(ctx: Context, row: PriceProposal) -> None:
    price = await VariantPrice.get_or_none(variant_id=row.variant_id, currency=row.currency)
    if price is None or price.amount_minor != row.before_minor:
        raise ProposalOutdated
    await price_variant(
        ctx,
        row.variant_id,
        Money(row.amount_minor, row.currency),
        cause=PriceCause.RULE,
        reference_id=row.decision_id,
    )
