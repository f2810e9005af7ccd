"""Changing what prices are made of."""

import strawberry

from domain.catalog.queries import get_variant
from domain.pricing.activate_price_list import activate_price_list
from domain.pricing.answer_proposal import answer_proposal
from domain.pricing.cancel_scheduled_price import cancel_scheduled_price
from domain.pricing.close_anomaly import close_anomaly
from domain.pricing.create_price_list import create_price_list
from domain.pricing.deactivate_price_list import deactivate_price_list
from domain.pricing.errors import OwnProposal, PriceListOver, ProposalOutdated
from domain.pricing.record_cost import record_cost
from domain.pricing.report_competitor_price import report_competitor_price
from domain.pricing.schedule_price import schedule_price
from domain.pricing.set_list_prices import ListPrice, set_list_prices
from domain.pricing.set_pricing_rule import RuleTerms, set_pricing_rule
from domain.pricing.states import AnomalyAction, ProposalAction
from domain.shared.errors import AlreadyTaken
from domain.shared.money import WrongCurrency
from schema.catalog.mutations import VariantPayload
from schema.catalog.types import ProductVariant
from schema.pricing.inputs import (
    CompetitorPriceReportInput,
    PriceAnomalyDismissInput,
    PriceAnomalyResolveInput,
    PriceListActivateInput,
    PriceListCreateInput,
    PriceListDeactivateInput,
    PriceListSetPricesInput,
    PriceProposalApproveInput,
    PriceProposalRejectInput,
    PriceProposalWithdrawInput,
    PriceScheduleCancelInput,
    PriceScheduleInput,
    PricingRuleUpsertInput,
    VariantCostRecordInput,
)
from schema.pricing.types import (
    CompetitorPrice,
    PriceAnomaly,
    PriceList,
    PriceProposal,
    PricingRule,
    ScheduledPrice,
)
from schema.shared.context import Info
from schema.shared.ids import key_of, maybe_key
from schema.shared.mutations import Input, Payload, changed, mutation


@strawberry.type(description="The list as it is now.")
class PriceListPayload(Payload):
    """What came of it."""

    price_list: PriceList | None = changed("The list.")


@strawberry.type(description="The planned price as it is now.")
class ScheduledPricePayload(Payload):
    """What came of it."""

    scheduled_price: ScheduledPrice | None = changed("The planned price.")


@strawberry.type(description="The observation as it is kept.")
class CompetitorPricePayload(Payload):
    """What came of it."""

    competitor_price: CompetitorPrice | None = changed("The observation.")


@strawberry.type(description="The rule as it is now.")
class PricingRulePayload(Payload):
    """What came of it."""

    rule: PricingRule | None = changed("The rule.")


@strawberry.type(description="The proposal as it is now.")
class PriceProposalPayload(Payload):
    """What came of it."""

    proposal: PriceProposal | None = changed("The proposal.")


@strawberry.type(description="The anomaly as it is now.")
class PriceAnomalyPayload(Payload):
    """What came of it."""

    anomaly: PriceAnomaly | None = changed("The anomaly.")


@strawberry.type(description="Changing what prices are made of.")
class PricingMutations:
    """All need pricing:write."""

    @mutation("Make a price list, as a draft without prices. Needs pricing:write.", WrongCurrency)
    async def price_list_create(
        self, info: Info, input: Input[PriceListCreateInput]
    ) -> PriceListPayload:
        made = await create_price_list(
            info.context.domain,
            input.name,
            input.currency,
            channel_id=maybe_key("SalesChannel", input.channel_id),
            group_id=maybe_key("CustomerGroup", input.group_id),
            priority=input.priority,
            starts_at=input.starts_at,
            ends_at=input.ends_at,
            idempotency_key=input.idempotency_key,
        )
        return PriceListPayload(price_list=PriceList.of(made))

    @mutation("Write prices into a list, and take prices out. Needs pricing:write.", WrongCurrency)
    async def price_list_set_prices(
        self, info: Info, input: Input[PriceListSetPricesInput]
    ) -> PriceListPayload:
        prices = [
            ListPrice(
                key_of("ProductVariant", one.variant_id),
                None if one.price is None else one.price.read("prices", str(place), "price"),
                one.min_quantity,
            )
            for place, one in enumerate(input.prices)
        ]
        row = await set_list_prices(
            info.context.domain,
            key_of("PriceList", input.id),
            prices,
            expected_version=input.expected_version,
        )
        return PriceListPayload(price_list=PriceList.of(row))

    @mutation(
        "Have a list count, now or from its beginning on. Needs pricing:write.", PriceListOver
    )
    async def price_list_activate(
        self, info: Info, input: Input[PriceListActivateInput]
    ) -> PriceListPayload:
        key, version = key_of("PriceList", input.id), input.expected_version
        row = await activate_price_list(info.context.domain, key, expected_version=version)
        return PriceListPayload(price_list=PriceList.of(row))

    @mutation("Have a list count no more. Needs pricing:write.")
    async def price_list_deactivate(
        self, info: Info, input: Input[PriceListDeactivateInput]
    ) -> PriceListPayload:
        key, version = key_of("PriceList", input.id), input.expected_version
        row = await deactivate_price_list(info.context.domain, key, expected_version=version)
        return PriceListPayload(price_list=PriceList.of(row))

    @mutation("Plan what a variant shall cost. Needs pricing:write.", WrongCurrency)
    async def price_schedule(
        self, info: Info, input: Input[PriceScheduleInput]
    ) -> ScheduledPricePayload:
        row = await schedule_price(
            info.context.domain,
            key_of("ProductVariant", input.variant_id),
            input.price.read("price"),
            input.takes_effect_at,
            idempotency_key=input.idempotency_key,
        )
        return ScheduledPricePayload(scheduled_price=ScheduledPrice.of(row))

    @mutation("Give up a planned price. Needs pricing:write.")
    async def price_schedule_cancel(
        self, info: Info, input: Input[PriceScheduleCancelInput]
    ) -> ScheduledPricePayload:
        key, version = key_of("ScheduledPrice", input.id), input.expected_version
        row = await cancel_scheduled_price(info.context.domain, key, expected_version=version)
        return ScheduledPricePayload(scheduled_price=ScheduledPrice.of(row))

    @mutation("Write down what a variant costs us. Needs pricing:write.", WrongCurrency)
    async def variant_cost_record(
        self, info: Info, input: Input[VariantCostRecordInput]
    ) -> VariantPayload:
        ctx, key = info.context.domain, key_of("ProductVariant", input.variant_id)
        cost = input.cost.read("cost")
        await record_cost(ctx, key, cost, idempotency_key=input.idempotency_key)
        return VariantPayload(variant=ProductVariant.of(await get_variant(ctx, key)))

    @mutation("Report what somebody else asks. Needs pricing:write.", WrongCurrency)
    async def competitor_price_report(
        self, info: Info, input: Input[CompetitorPriceReportInput]
    ) -> CompetitorPricePayload:
        ctx = info.context.domain
        row = await report_competitor_price(
            ctx,
            key_of("ProductVariant", input.variant_id),
            input.price.read("price"),
            competitor=input.competitor,
            observed_at=ctx.now if input.observed_at is None else input.observed_at,
            idempotency_key=input.idempotency_key,
        )
        return CompetitorPricePayload(competitor_price=CompetitorPrice.of(row))

    @mutation(
        "Make a pricing rule, or say anew what one says: the one of this id, else of this name."
        " Needs pricing:write.",
        AlreadyTaken,
        WrongCurrency,
    )
    async def pricing_rule_upsert(
        self, info: Info, input: Input[PricingRuleUpsertInput]
    ) -> PricingRulePayload:
        ceiling = None if input.ceiling is None else input.ceiling.read("ceiling")
        terms = RuleTerms(
            name=input.name,
            currency=input.currency,
            strategy=input.strategy,
            strategy_bp=input.strategy_bp,
            margin_bp=input.margin_bp,
            daily_move_bp=input.daily_move_bp,
            approval_above_bp=input.approval_above_bp,
            cool_down_minutes=input.cool_down_minutes,
            ceiling=ceiling,
            downward=input.downward,
            is_active=input.is_active,
            category_ids=[key_of("Category", each) for each in input.category_ids or []],
            brand_ids=[key_of("Brand", each) for each in input.brand_ids or []],
            variant_ids=[key_of("ProductVariant", each) for each in input.variant_ids or []],
        )
        row = await set_pricing_rule(
            info.context.domain,
            terms,
            rule_id=maybe_key("PricingRule", input.id),
            expected_version=input.expected_version,
        )
        return PricingRulePayload(rule=PricingRule.of(row))

    @mutation(
        "Agree to a price that a rule of others proposes, and set it. Needs pricing:write and"
        " catalog:write.",
        OwnProposal,
        ProposalOutdated,
    )
    async def price_proposal_approve(
        self, info: Info, input: Input[PriceProposalApproveInput]
    ) -> PriceProposalPayload:
        return await _answer(info, input.id, ProposalAction.APPROVE, input.expected_version)

    @mutation("Do not agree to a proposed price. Needs pricing:write.")
    async def price_proposal_reject(
        self, info: Info, input: Input[PriceProposalRejectInput]
    ) -> PriceProposalPayload:
        return await _answer(info, input.id, ProposalAction.REJECT, input.expected_version)

    @mutation("Take a proposed price back. Needs pricing:write.")
    async def price_proposal_withdraw(
        self, info: Info, input: Input[PriceProposalWithdrawInput]
    ) -> PriceProposalPayload:
        return await _answer(info, input.id, ProposalAction.WITHDRAW, input.expected_version)

    @mutation("Say that an odd price was put right. Needs pricing:write.")
    async def price_anomaly_resolve(
        self, info: Info, input: Input[PriceAnomalyResolveInput]
    ) -> PriceAnomalyPayload:
        return await _close(info, input, AnomalyAction.RESOLVE)

    @mutation("Say that an odd price is meant so. Needs pricing:write.")
    async def price_anomaly_dismiss(
        self, info: Info, input: Input[PriceAnomalyDismissInput]
    ) -> PriceAnomalyPayload:
        return await _close(info, input, AnomalyAction.DISMISS)


async def _answer(
    info: Info, id: str, action: ProposalAction, version: int | None
) -> PriceProposalPayload:
    key = key_of("PriceProposal", id)
    row = await answer_proposal(info.context.domain, key, action, expected_version=version)
    return PriceProposalPayload(proposal=PriceProposal.of(row))


async def _close(
    info: Info, input: PriceAnomalyResolveInput | PriceAnomalyDismissInput, action: AnomalyAction
) -> PriceAnomalyPayload:
    row = await close_anomaly(
        info.context.domain,
        key_of("PriceAnomaly", input.id),
        action,
        note=input.note,
        expected_version=input.expected_version,
    )
    return PriceAnomalyPayload(anomaly=PriceAnomaly.of(row))
