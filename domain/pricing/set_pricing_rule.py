"""Setting a rule: how prices shall move by themselves, and the rails they never leave."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from domain.catalog.queries import brands_by_ids, categories_by_ids, variants_by_ids
from domain.identity.scopes import Scope
from domain.pricing.deciding import WHOLE
from domain.pricing.events import PricingRuleSet
from domain.pricing.models import PricingRule
from domain.pricing.queries import visible_rules
from domain.pricing.states import DownwardMode, Strategy
from domain.shared import inputs
from domain.shared.context import Context
from domain.shared.errors import AlreadyTaken, InvalidInput, NotFound
from domain.shared.money import MINOR_DIGITS, Money, WrongCurrency
from domain.shared.outbox import append
from domain.shared.states import expect_version, raise_version

MARGIN_BP_MAX = 10 * WHOLE  # eleven times what it cost
COOL_DOWN_MINUTES_MAX = 60 * 24 * 30


@dataclass(frozen=True, slots=True)
class RuleTerms:
    """What a rule says. Shares are in basis points; None is no ceiling."""

    name: str
    currency: str
    strategy: Strategy
    strategy_bp: int
    margin_bp: int
    daily_move_bp: int
    approval_above_bp: int
    cool_down_minutes: int = 0
    ceiling: Money | None = None
    downward: DownwardMode = DownwardMode.FOLLOW_DOWN
    is_active: bool = True
    category_ids: Sequence[UUID] = field(default=())
    brand_ids: Sequence[UUID] = field(default=())
    variant_ids: Sequence[UUID] = field(default=())

    @property
    def scope(self) -> dict[str, list[str]]:
        """What the rule is about, as a row keeps it."""
        named = (
            ("categories", self.category_ids),
            ("brands", self.brand_ids),
            ("variants", self.variant_ids),
        )
        return {name: sorted(map(str, ids)) for name, ids in named}


async def set_pricing_rule(
    ctx: Context,
    terms: RuleTerms,
    *,
    rule_id: UUID | None = None,
    expected_version: int | None = None,
) -> PricingRule:
    """Make a rule, or say anew what one says: the one of this id, else the one of this name.
    Whoever wrote some of it does not approve what it proposes: see `answer_proposal`.

    Raises:
        NotPermitted: the actor may not write prices.
        InvalidInput: no name, no scope, or a number out of bounds.
        WrongCurrency: we do not trade in it.
        NotFound: no such rule, or something its scope names.
        AlreadyTaken: another rule has this name.
        VersionConflict: the rule changed since `expected_version`.
    """
    ctx.require(Scope.PRICING_WRITE)
    columns = _checked(terms)
    try:
        async with in_transaction():
            await _must_be_there(ctx, terms)
            row = await _lock(ctx, rule_id, columns["name"])
            if row is None:
                row = await PricingRule.create(
                    version=1,
                    authors=[ctx.actor.key],
                    created_at=ctx.now,
                    updated_at=ctx.now,
                    **columns,
                )
            else:
                expect_version(row, "pricing rule", expected_version)
                if all(getattr(row, name) == value for name, value in columns.items()):
                    return row
                authors = sorted({*row.authors, ctx.actor.key})
                await raise_version(row, "pricing rule", at=ctx.now, authors=authors, **columns)
            await append(
                ctx,
                PricingRuleSet(aggregate_id=row.id, version=row.version, is_active=terms.is_active),
            )
            return row
    except IntegrityError:
        raise AlreadyTaken("Another rule has this name.", "name") from None


async def _lock(ctx: Context, rule_id: UUID | None, name: str) -> PricingRule | None:
    held = visible_rules(ctx).select_for_update(no_key=True)
    if rule_id is None:
        return await held.get_or_none(name=name)
    row = await held.get_or_none(id=rule_id)
    if row is None:
        raise NotFound("pricing rule", rule_id)
    return row


def _checked(terms: RuleTerms) -> dict[str, Any]:
    """The rule as columns."""
    if terms.currency not in MINOR_DIGITS:
        raise WrongCurrency("We do not trade in this currency.", "currency")
    bounds: Mapping[str, tuple[int, str, int, int]] = {
        "strategy_bp": (terms.strategy_bp, "strategyBp", 0, WHOLE),
        "margin_bp": (terms.margin_bp, "marginBp", 0, MARGIN_BP_MAX),
        "daily_move_bp": (terms.daily_move_bp, "dailyMoveBp", 1, WHOLE),
        "approval_above_bp": (terms.approval_above_bp, "approvalAboveBp", 0, WHOLE),
        "cool_down_minutes": (
            terms.cool_down_minutes,
            "coolDownMinutes",
            0,
            COOL_DOWN_MINUTES_MAX,
        ),
    }
    numbers = {
        name: inputs.count(value, path, lowest=lowest, highest=highest)
        for name, (value, path, lowest, highest) in bounds.items()
    }
    if terms.ceiling is not None:
        if terms.ceiling.currency != terms.currency:
            raise WrongCurrency(f"This rule is in {terms.currency}.", "ceiling", "currencyCode")
        if inputs.price(terms.ceiling, "ceiling").minor == 0:
            raise InvalidInput("An amount is more than nothing.", "ceiling")
    scope = terms.scope
    for name, ids in (("categoryIds", "categories"), ("brandIds", "brands")):
        inputs.items(scope[ids], name)
    inputs.items(scope["variants"], "variantIds")
    if not any(scope.values()):
        raise InvalidInput("A rule names categories, brands or variants.", "variantIds")
    return {
        "name": inputs.text(terms.name, "name"),
        "currency": terms.currency,
        "scope": scope,
        "strategy": terms.strategy,
        "ceiling_minor": None if terms.ceiling is None else terms.ceiling.minor,
        "downward": terms.downward,
        "is_active": terms.is_active,
        **numbers,
    }


async def _must_be_there(ctx: Context, terms: RuleTerms) -> None:
    if missing := set(terms.category_ids) - set(await categories_by_ids(ctx, terms.category_ids)):
        raise NotFound("category", min(missing))
    if missing := set(terms.brand_ids) - set(await brands_by_ids(ctx, terms.brand_ids)):
        raise NotFound("brand", min(missing))
    if missing := set(terms.variant_ids) - set(await variants_by_ids(ctx, terms.variant_ids)):
        raise NotFound("variant", min(missing))
