"""How goods can be sent, where, and for how much: zones of places, and the methods of channels.

Verbs: `put_zone`, `put_method`. How an order can be sent, and at which charge, is in `choosing`.
"""
