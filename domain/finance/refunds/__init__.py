"""Money that goes back: due, agreed to where it is much, given back by the payments.

Verbs: `refund_return`, `ask_approval`, `approve_refund`, `retry_refund`, `cancel_refund`; reads:
`queries`. `limits` says how much needs a second pair of eyes, and how much goes back before the
goods do.
"""
