"""Money that moved: captured towards an order, and given back.

Verbs: `capture_payment`, `refund_payment`, `refund_all`, `refund_surplus`, `move_money`,
`move_payments`; reads: `queries`.
"""
