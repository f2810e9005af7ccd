"""Inputs that decide how long data is kept."""

from typing import Any

from domain.retention.models import RetentionRule
from domain.retention.rules import RetentionKind
from tests.schema.stage import Input, Stage


async def retention_rule_set(stage: Stage) -> Input:
    rule = await RetentionRule.get_or_none(kind=RetentionKind.SESSIONS)
    version = rule.version if rule is not None else 0
    return {"rule": "SESSIONS", "keptDays": 30, "expectedVersion": version}


INPUTS = {"retentionRuleSet": retention_rule_set}

# What comes of them.
RESULTS: dict[str, Any] = {
    "retentionRuleSet": {
        "rule": {
            "kind": "SESSIONS",
            "keptDays": 30,
            "defaultDays": 7,
            "isOwn": True,
            "dueAt": "2026-03-02T10:00:00Z",
            "version": 1,
        }
    }
}
