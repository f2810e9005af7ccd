"""Promises to customers: what was ordered, at which price, how far it has come.

Verbs: `place_order`, `confirm_order`, `hold_order`, `release_hold`, `cancel_order`,
`expire_orders`, `warn_of_expiry`, `split_order`, `merge_orders`, `unmerge_orders`, those of
`editing`; and what other contexts tell an order: `record_payment`, `record_progress`,
`retract_progress`, `tell_order`, `complete_if_done`, `record_transfer`. How the house handles them
is in `handling`, what is no order yet in `drafts`.
"""
