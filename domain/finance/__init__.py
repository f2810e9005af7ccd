"""Money that moved, and money that a gateway was asked to move.

Verbs: `capture_payment` (by hand), `authorize_payment`, `capture_authorized`, `void_payment`,
`refund_payment`, `refund_all`, `refund_surplus`, `move_money`, `move_payments`; reads: `queries`. A
movement through a gateway is written down first (`intents`), then asked for (`carry_out`), and its
answer written down (`settle`), whoever brings it: the call itself, a message (`hear_gateway`), or a
question asked later (`look_after`).
"""
