"""Inputs that decide how long data is kept."""

from typing import Any

from tests.schema.stage import Input, Stage


async def retention_rule_set(stage: Stage) -> Input:
    return {"rule": "SESSIONS", "keptDays": 30, "expectedVersion": 0}


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
