"""Bundles: a variant made of other variants, so many of each.

Whoever buys one takes the stock of what is in it: see `inventory/allocation_of_bundles.py`.

Verb: `set_components`. Reads: `queries.py`.
"""
