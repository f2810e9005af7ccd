"""Applying a rule to a variant: its price is set, or proposed, or left, and why is written down."""

from uuid import UUID

from tortoise.transactions import in_transaction

from domain.catalog.models import ProductVariant, VariantPrice
from domain.catalog.queries import lock_product
from domain.catalog.states import PriceCause
from domain.identity.scopes import Scope
from domain.pricing.deciding import Decision, Signals, decide
from domain.pricing.events import PriceProposed
from domain.pricing.models import PriceDecision, PriceProposal, PricingRule
from domain.pricing.moving import move_proposal
from domain.pricing.price_variant import price_variant
from domain.pricing.rules import rails_of
from domain.pricing.states import DecisionOutcome, ProposalAction, ProposalStatus
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.money import Money
from domain.shared.outbox import append

CHANGING = {DecisionOutcome.SET, DecisionOutcome.PROPOSED}
# Held, so that whoever stops or rewrites a rule waits for the price that is being set, and no other
# is set by it after that. Rules that are applied side by side do not wait for one another.
STANDS = """
SELECT TRUE FROM pricing_rule WHERE id = $1 AND version = $2 AND is_active FOR SHARE
"""


async def apply_rule(
    ctx: Context, rule: PricingRule, variant_id: UUID, signals: Signals
) -> PriceDecision | None:
    """Do what a rule comes to for a variant. None where the price is not any more what the signals
    say, where the rule was stopped or rewritten since it was read, or where nothing is new: what
    was kept, or proposed, is so again for the same reason.

    Two at once do it once: the product is held, and the second finds another price, or what the
    first wrote.

    Raises:
        NotPermitted: the actor may not write prices.
        NotFound: the variant is gone.
    """
    ctx.require(Scope.PRICING_WRITE)
    decision = decide(signals, rails_of(rule))
    async with in_transaction():
        variant = await ProductVariant.get(id=variant_id)
        await lock_product(ctx, variant.product_id)
        price = await VariantPrice.get_or_none(variant_id=variant_id, currency=rule.currency)
        if price is None or price.amount_minor != signals.price:
            return None
        if not await sql.value(STANDS, rule.id, rule.version):
            return None
        if await _is_known(rule, variant_id, signals.price, decision):
            return None
        written = await PriceDecision.create(
            rule_id=rule.id,
            variant_id=variant_id,
            currency=rule.currency,
            outcome=decision.outcome,
            before_minor=signals.price,
            amount_minor=decision.price,
            steps=[step.told() for step in decision.steps],
            decided_at=ctx.now,
        )
        if decision.outcome in CHANGING:
            await _withdraw_older(ctx, written)
        if decision.outcome is DecisionOutcome.PROPOSED:
            await _propose(ctx, written)
        if decision.outcome is DecisionOutcome.SET:
            await price_variant(
                ctx,
                variant_id,
                Money(decision.price, rule.currency),
                cause=PriceCause.RULE,
                reference_id=written.id,
            )
        return written


async def _is_known(rule: PricingRule, variant_id: UUID, price: int, decision: Decision) -> bool:
    """Whether the rule came to the same before, at the same price, for the same reason."""
    if decision.outcome is DecisionOutcome.SET:
        return False
    decided = PriceDecision.filter(rule_id=rule.id, variant_id=variant_id)
    last = await decided.order_by("-decided_at", "-id").first()
    return last is not None and (
        last.outcome,
        last.before_minor,
        last.amount_minor,
        last.steps[-1]["code"],
    ) == (decision.outcome, price, decision.price, decision.steps[-1].code)


async def _withdraw_older(ctx: Context, decision: PriceDecision) -> None:
    """What was proposed before is out of date."""
    waiting = PriceProposal.filter(
        variant_id=decision.variant_id,
        currency=decision.currency,
        status=ProposalStatus.PENDING,
    ).select_for_update(no_key=True)
    for row in await waiting:
        await move_proposal(ctx, row, ProposalAction.WITHDRAW)


async def _propose(ctx: Context, decision: PriceDecision) -> None:
    row = await PriceProposal.create(
        version=1,
        decision_id=decision.id,
        rule_id=decision.rule_id,
        variant_id=decision.variant_id,
        currency=decision.currency,
        before_minor=decision.before_minor,
        amount_minor=decision.amount_minor,
        created_at=ctx.now,
        updated_at=ctx.now,
    )
    await append(
        ctx,
        PriceProposed(
            aggregate_id=row.id,
            version=1,
            variant_id=row.variant_id,
            currency=row.currency,
            amount_minor=row.amount_minor,
            status=ProposalStatus.PENDING,
        ),
    )
