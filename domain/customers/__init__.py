"""Who buys: customers, where they live, and who may know it.

Verbs: `create_customer`, `update_customer`, `add_address`, `set_default_address`,
`remove_address`, `record_consent`, `end_sessions`, `create_group`, `join_group`, `leave_group`.
"""
