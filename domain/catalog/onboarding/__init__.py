"""From a new product to one that may be shown: what is there, and what is missing, step by step.

Verbs: `estimate_stock`, `confirm_media`. Each step is computed from evidence: `checklist.py`.
"""
