"""How long what is no longer needed is kept: a table of rules, and what was made of each.

Verbs: `set_rule`. The worker does what the rules say: `domain.processes.apply_retention`.
"""
