"""What campaigns bring about: their figures while they run, and what came of them in the end.

Verbs: `tell_figures` (what time brings about), `evaluate_campaign`.
"""
