"""How the house handles an order: notes, tags, and who sees to it. None of it moves the order.

Verbs: `add_note`, `edit_note`, `remove_note`, `add_tags`, `remove_tags`, `assign_order`.
"""
