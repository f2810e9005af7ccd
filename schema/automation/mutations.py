"""Making rules, putting them to work and to rest."""

import strawberry

from domain.automation.delete_rule import delete_rule
from domain.automation.set_rule_enabled import set_rule_enabled
from domain.automation.upsert_rule import upsert_rule
from domain.automation.use_template import use_template
from domain.automation.vocabulary import AutomationTemplateKind
from domain.shared.money import WrongCurrency
from schema.automation.inputs import AutomationRuleUpsertInput, draft_of
from schema.automation.types import AutomationRule
from schema.shared.context import Info
from schema.shared.ids import key_of, maybe_key
from schema.shared.mutations import Input, Payload, changed, expected_version, mutation, optional


@strawberry.input(description="A rule to put to work, or to rest.")
class AutomationRuleSetEnabledInput:
    """Which."""

    id: strawberry.ID = strawberry.field(description="Which rule.")
    is_enabled: bool = strawberry.field(description="Whether it acts.")
    expected_version: int | None = expected_version()


@strawberry.input(description="A rule to delete.")
class AutomationRuleDeleteInput:
    """Which."""

    id: strawberry.ID = strawberry.field(description="Which rule.")
    expected_version: int | None = expected_version()


@strawberry.input(description="A rule that is ready, to make one of.")
class AutomationTemplateUseInput:
    """Which."""

    template: AutomationTemplateKind = strawberry.field(description="Which template.")
    name: str | None = optional("What to call it; without, as the template does.")
    promotion_id: strawberry.ID | None = optional(
        "The promotion of its coupons, where the template needs one."
    )
    is_enabled: bool = optional("Whether it acts at once.", default=False)


@strawberry.type(description="The rule as it is now.")
class AutomationRulePayload(Payload):
    """What came of it."""

    rule: AutomationRule | None = changed("The rule.")


@strawberry.type(description="Making rules, putting them to work and to rest.")
class AutomationMutations:
    """For whoever may change rules, and may do what they do."""

    @mutation(
        "Make a rule, or change one. There is one rule of a name. Needs automation:read and"
        " automation:write, and what its actions need: orders:write, promotions:write for coupons,"
        " notifications:write to tell customers.",
        WrongCurrency,
    )
    async def automation_rule_upsert(
        self, info: Info, input: Input[AutomationRuleUpsertInput]
    ) -> AutomationRulePayload:
        rule = await upsert_rule(
            info.context.domain,
            draft_of(input),
            maybe_key("AutomationRule", input.id),
            expected_version=input.expected_version,
        )
        return AutomationRulePayload(rule=AutomationRule.of(rule))

    @mutation(
        "Have a rule act from now on, or no more. Needs automation:write, and to put one to work"
        " what its actions need."
    )
    async def automation_rule_set_enabled(
        self, info: Info, input: Input[AutomationRuleSetEnabledInput]
    ) -> AutomationRulePayload:
        rule = await set_rule_enabled(
            info.context.domain,
            key_of("AutomationRule", input.id),
            is_enabled=input.is_enabled,
            expected_version=input.expected_version,
        )
        return AutomationRulePayload(rule=AutomationRule.of(rule))

    @mutation("Delete a rule. What waits for it is skipped; its runs stay. Needs automation:write.")
    async def automation_rule_delete(
        self, info: Info, input: Input[AutomationRuleDeleteInput]
    ) -> AutomationRulePayload:
        rule = await delete_rule(
            info.context.domain,
            key_of("AutomationRule", input.id),
            expected_version=input.expected_version,
        )
        return AutomationRulePayload(rule=AutomationRule.of(rule))

    @mutation(
        "Make a rule of one that is ready; used again, the rule is as it was then. Needs"
        " automation:read, automation:write and what its actions need."
    )
    async def automation_template_use(
        self, info: Info, input: Input[AutomationTemplateUseInput]
    ) -> AutomationRulePayload:
        rule = await use_template(
            info.context.domain,
            input.template,
            name=input.name,
            promotion_id=maybe_key("Promotion", input.promotion_id),
            is_enabled=input.is_enabled,
        )
        return AutomationRulePayload(rule=AutomationRule.of(rule))
