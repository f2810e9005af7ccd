"""What is sold before it is there: by whose policy, who waits for it, and in which order.

Verb: `set_policy`. Parts of other verbs: `beyond` (how much of an order may wait), `keep` (rows of
those that wait), `queue` (whose turn it is).
"""
