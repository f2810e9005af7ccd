"""Bundles: a variant made of other variants, so many of each.

Verb: `set_components`. Reads: `queries.py`.
"""
