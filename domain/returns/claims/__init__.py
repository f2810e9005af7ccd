"""Claims: something about delivered goods is wrong, and nothing needs to come back.

Verbs: `open_claim`, `approve_claim`, `deny_claim`, `cancel_claim`; what joins them with money and
new goods is `domain.processes.resolve_claim`; reads: `queries`.
"""
