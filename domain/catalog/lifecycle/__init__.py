"""A product from its launch to its end: stages, proposals from evidence, clearance, launch plans.

Verbs: `move_lifecycle`, `propose_moves`, `accept_suggestion`, `dismiss_suggestion`, `plan_launch`.
What the figures speak for is a pure function: `detector.py`. Who reads them stands higher up:
`domain/processes/suggest_lifecycles.py`.
"""
