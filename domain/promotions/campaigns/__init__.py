"""Campaigns: promotions under one plan, which somebody else approved, with one budget.

Verbs: `create_campaign`, `update_campaign`, `approve_campaign`, `start_campaign`, `pause_campaign`,
`end_campaign`, `turn_campaigns` (what time brings about), `create_task`, `update_task`,
`close_task`. What orders take of a budget is in `budget`, who is left out to compare with in
`hold_out`. What came of a campaign is measured in `domain.marketing`.
"""
