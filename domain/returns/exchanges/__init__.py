"""Exchanges: delivered goods come back, and others go out for them.

What comes back is a return, what goes out an order; an exchange holds them together. Verbs:
`request_exchange`, and in `domain.processes` `approve_exchange`, `cancel_exchange`,
`receive_exchange` and `follow_exchanges`; reads: `queries`.
"""
