"""Who did what, and who tried: what no fact tells, and a chain of seals over it and the facts.

Writing: `write` (entries), `Tally` (what is refused again and again), `Sealer` (the chain).
Reading: `trail_page`, `head`, `verify`.
"""
