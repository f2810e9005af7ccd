"""How long work takes: the steps of an order, their owners and targets, and what each order took.

Verbs: `set_step`.
"""
