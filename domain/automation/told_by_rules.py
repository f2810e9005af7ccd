"""What rules tell customers, so that the shop does not tell the same by itself."""

from domain.automation.actions import Action
from domain.automation.models import AutomationRule
from domain.automation.triggers import TYPES
from domain.notifications.enqueue_notifications import Told


async def told_by_rules() -> Told:
    """The kinds of notifications that rules at work see to, and of which facts: one statement.

    Whatever their conditions are: a shop that asks for reviews by a rule asks as the rule says.
    """
    return {
        (fact, action.notification)
        for rule in await AutomationRule.filter(deleted_at=None, enabled_at__isnull=False)
        for action in map(Action.of, rule.actions)
        if action.notification
        for fact in TYPES[rule.event]
    }
