"""What prices are made of, for tests, by the verbs themselves."""

from datetime import datetime, timedelta
from typing import Any

from domain.catalog.models import ProductVariant
from domain.channels.models import SalesChannel
from domain.customers.create_group import create_group
from domain.customers.groups import CustomerGroup
from domain.customers.join_group import join_group
from domain.customers.models import Customer
from domain.customers.states import GroupKind
from domain.pricing.activate_price_list import activate_price_list
from domain.pricing.create_price_list import create_price_list
from domain.pricing.deactivate_price_list import deactivate_price_list
from domain.pricing.models import (
    CompetitorPrice,
    PriceAnomaly,
    PriceList,
    PriceProposal,
    PricingRule,
    ScheduledPrice,
)
from domain.pricing.price_variant import price_variant
from domain.pricing.record_cost import record_cost
from domain.pricing.report_competitor_price import report_competitor_price
from domain.pricing.schedule_price import schedule_price
from domain.pricing.set_list_prices import ListPrice, set_list_prices
from domain.pricing.set_pricing_rule import RuleTerms, set_pricing_rule
from domain.pricing.states import (
    AnomalyStatus,
    PriceListStatus,
    Strategy,
)
from domain.processes.reprice import apply_to_all
from domain.shared.context import Context
from domain.shared.ids import new_id
from domain.shared.money import Money


class PricingWorld:
    """Lists, plans, costs, competitors, rules and what comes of them, in USD."""

    now: datetime
    ctx: Any
    as_system: Any
    as_staff: Any
    variant: Any
    web: SalesChannel

    async def group(
        self, *members: Customer, kind: GroupKind = GroupKind.GROUP, code: str = ""
    ) -> CustomerGroup:
        """Customers who are treated alike."""
        ctx: Context = self.ctx
        code = code or f"group-{new_id().hex[-8:]}"
        group = await create_group(ctx, kind=kind, code=code, name="Friends")
        for member in members:
            group = await join_group(ctx, group.id, member.id)
        return group

    async def price_list(
        self,
        *prices: tuple[ProductVariant, int, int],
        status: PriceListStatus = PriceListStatus.ACTIVE,
        **given: Any,
    ) -> PriceList:
        """A list of prices: of what, from how many on, and how many cents."""
        ctx: Context = self.ctx
        if status is PriceListStatus.SCHEDULED:
            given.setdefault("starts_at", self.now + timedelta(days=1))
        made = await create_price_list(ctx, "Prices", "USD", **given)
        written = [
            ListPrice(variant.id, Money(minor, "USD"), least) for variant, least, minor in prices
        ]
        made = await set_list_prices(ctx, made.id, written)
        if status is not PriceListStatus.DRAFT:
            made = await activate_price_list(ctx, made.id)
        if status is PriceListStatus.INACTIVE:
            made = await deactivate_price_list(ctx, made.id)
        return made

    async def scheduled(
        self, variant: ProductVariant, minor: int = 990, **ahead: float
    ) -> ScheduledPrice:
        """A price that is planned, for tomorrow unless said otherwise."""
        at = self.now + timedelta(**(ahead or {"days": 1}))
        ctx: Context = self.ctx
        return await schedule_price(ctx, variant.id, Money(minor, "USD"), at)

    async def cost(self, variant: ProductVariant, minor: int = 800) -> None:
        """What it costs us from now on."""
        await record_cost(self.ctx, variant.id, Money(minor, "USD"))

    async def seen(
        self, variant: ProductVariant, minor: int = 1190, competitor: str = "Corner shop"
    ) -> CompetitorPrice:
        """What somebody else asks."""
        return await report_competitor_price(
            self.ctx,
            variant.id,
            Money(minor, "USD"),
            competitor=competitor,
            observed_at=self.now,
        )

    async def rule(self, *variants: ProductVariant, **given: Any) -> PricingRule:
        """A rule of a colleague's that undercuts others by 1 %, keeps 10 % and moves 20 % a day."""
        terms: dict[str, Any] = {
            "name": f"Rule {new_id().hex[-8:]}",
            "currency": "USD",
            "strategy": Strategy.UNDERCUT_COMPETITOR,
            "strategy_bp": 100,
            "margin_bp": 1_000,
            "daily_move_bp": 2_000,
            "approval_above_bp": 1_500,
            "variant_ids": [variant.id for variant in variants],
        }
        colleague = self.as_staff("catalog:read", "pricing:read", "pricing:write")
        return await set_pricing_rule(colleague, RuleTerms(**{**terms, **given}))

    async def proposal(self, variant: ProductVariant) -> PriceProposal:
        """A price of the rule's that somebody must agree to: 12.50 would fall to 11.78."""
        await self.cost(variant)
        await self.seen(variant)
        rule = await self.rule(variant, approval_above_bp=0)
        await apply_to_all(self.as_system, rule)
        return await PriceProposal.get(rule_id=rule.id)

    async def anomaly(self, variant: ProductVariant) -> PriceAnomaly:
        """A price that lost a decimal, and nobody has seen to it."""
        ctx: Context = self.ctx
        await price_variant(ctx, variant.id, Money(125, "USD"))
        return await PriceAnomaly.get(variant_id=variant.id, status=AnomalyStatus.OPEN)
