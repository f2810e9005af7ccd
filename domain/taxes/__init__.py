"""What the state takes: classes of goods, the rates of places, and which of them an order owes.

Verbs: `create_class`, `assign_class`, `put_rate`, `remove_rate`, `set_channel_taxes`. The
arithmetic is in `arithmetic`; orders are told the rules of the moment by `in_force`.
"""
