"""Inputs that decide how work is meant to go."""

from typing import Any

from domain.analytics.models import OrderStepRule
from domain.analytics.steps import OrderStep
from tests.schema.stage import Input, Stage


async def order_step_set(stage: Stage) -> Input:
    rule = await OrderStepRule.get_or_none(step=OrderStep.PICK)
    version = rule.version if rule is not None else 0
    return {
        "step": "PICK",
        "owner": "service_agent",
        "targetMinutes": 90,
        "expectedVersion": version,
    }


INPUTS = {"orderStepSet": order_step_set}

# What comes of them.
RESULTS: dict[str, Any] = {
    "orderStepSet": {
        "step": {
            "step": "PICK",
            "what": "Take the units from the shelf.",
            "owner": "service_agent",
            "targetMinutes": 90,
            "defaultOwner": "warehouse_operator",
            "defaultMinutes": 240,
            "version": 1,
        }
    }
}
