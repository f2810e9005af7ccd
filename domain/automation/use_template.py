"""Making a rule of one that is ready."""

from dataclasses import replace
from uuid import UUID

from domain.automation.models import AutomationRule
from domain.automation.templates import TEMPLATES
from domain.automation.upsert_rule import upsert_rule
from domain.automation.vocabulary import AutomationTemplateKind
from domain.shared.context import Context


async def use_template(
    ctx: Context,
    template: AutomationTemplateKind,
    *,
    name: str | None = None,
    promotion_id: UUID | None = None,
    is_enabled: bool = False,
) -> AutomationRule:
    """Make a rule as a template has it, under its name in the actor's language if none is given; it
    rests unless it `is_enabled`. Done again, it is as the template has it again.

    Raises:
        Others: as `upsert_rule`; InvalidInput too where a promotion is needed, or is not.
    """
    draft = TEMPLATES[template].draft(ctx.locale, name, promotion_id)
    return await upsert_rule(ctx, replace(draft, is_enabled=is_enabled))
