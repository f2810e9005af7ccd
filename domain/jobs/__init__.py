"""Long work over many things: what was asked, how far it is, and what became of each.

Verbs: `create_job`, `claim_job`, `settle_item`, `advance_job`, `cancel_job`. What is done to each
thing is said in `domain.processes.run_jobs`.
"""
