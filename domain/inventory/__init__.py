"""What lies where, who it is promised to, and when to worry: stock as a ledger.

Verbs: `adjust_stock`, `reserve_stock`, `commit_reservations`, `release_reservations`,
`ship_reserved`, `split_reservations`, `move_reservations_to`, `create_warehouse`,
`set_alert_rule`, `acknowledge_alert`.
"""
