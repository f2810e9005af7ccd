"""Goods that come back: asked for, agreed to, counted, looked at unit by unit.

Verbs: `request_return`, `approve_return`, `decline_return`, `cancel_return`, `create_label`,
`mark_sent`, `receive_return`, `inspect_return`, `close_return`; reads: `queries`. What becomes of
the money is a matter of `finance.refunds`, and `processes` join the two.
"""
