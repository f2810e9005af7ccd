"""Inputs that make rules, and put them to work and to rest."""

from typing import Any

from domain.automation.vocabulary import AutomationField, AutomationOperator
from domain.promotions.models import PromotionRow
from schema.shared.ids import global_id
from tests.schema.stage import Input, Stage, gid
from tests.world.automation import TAG


def _action(kind: str, **knows: Any) -> Input:
    """An action with every field that actions have."""
    blank = dict.fromkeys(["holdReason", "cancelReason", "text", "tags", "notification"])
    return {"kind": kind, **blank, "validDays": None, **knows}


async def _giving(stage: Stage) -> PromotionRow:
    known = await PromotionRow.all().count()
    return await stage.shop.draft(name=f"Sorry {known}", needs_coupon=True)


async def upsert(stage: Stage) -> Input:
    asked = (AutomationField.UNITS, AutomationOperator.AT_LEAST, ["3"])
    rule = await stage.shop.automation_rule("Large", asked, actions=[TAG])
    return {
        "id": gid(rule),
        "name": "Large",
        "event": "DELIVERY_DELAYED",
        "delayMinutes": 30,
        "match": "ANY",
        "groups": [
            {
                "match": "ALL",
                "comparisons": [
                    {"field": "TOTAL", "operator": "AT_LEAST", "values": ["500 USD"]},
                    {"field": "TAGS", "operator": "NONE_OF", "values": ["VIP"]},
                ],
            }
        ],
        "actions": [
            _action("HOLD", holdReason="FRAUD", text="Large."),
            _action("ADD_TAGS", tags=["large"]),
            _action("ASSIGN"),
            _action("ISSUE_COUPON", validDays=30),
            _action("NOTIFY", notification="DELAY_APOLOGY"),
        ],
        "assigneeId": gid(await stage.shop.colleague()),
        "promotionId": _promotion(await _giving(stage)),
        "position": 7,
        "isEnabled": False,
        "expectedVersion": rule.version,
    }


def _promotion(row: PromotionRow) -> str:
    return global_id("Promotion", row.id)


async def set_enabled(stage: Stage) -> Input:
    rule = await stage.shop.automation_rule("Rests")
    return {"id": gid(rule), "isEnabled": False, "expectedVersion": rule.version}


async def delete(stage: Stage) -> Input:
    rule = await stage.shop.automation_rule("Goes")
    return {"id": gid(rule), "expectedVersion": rule.version}


async def use_template(stage: Stage) -> Input:
    return {
        "template": "DELAY_APOLOGY",
        "name": "We are sorry",
        "promotionId": _promotion(await _giving(stage)),
        "isEnabled": True,
    }


INPUTS = {
    "automationRuleUpsert": upsert,
    "automationRuleSetEnabled": set_enabled,
    "automationRuleDelete": delete,
    "automationTemplateUse": use_template,
}

# What comes of them.
RESULTS: dict[str, Any] = {
    "automationRuleUpsert": {
        "rule": {
            "name": "Large",
            "event": "DELIVERY_DELAYED",
            "match": "ANY",
            "position": 7,
            "isEnabled": False,
            "version": 2,
            "groups": [
                {
                    "match": "ALL",
                    "comparisons": [
                        {"field": "TOTAL", "operator": "AT_LEAST", "values": ["500.00 USD"]},
                        {"field": "TAGS", "operator": "NONE_OF", "values": ["vip"]},
                    ],
                }
            ],
        }
    },
    "automationRuleSetEnabled": {"rule": {"isEnabled": False, "version": 2}},
    "automationRuleDelete": {"rule": {"isDeleted": True, "isEnabled": False}},
    "automationTemplateUse": {
        "rule": {"name": "We are sorry", "event": "DELIVERY_DELAYED", "isEnabled": True}
    },
}
