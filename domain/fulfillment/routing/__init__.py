"""Which warehouse sends what: ordered rules that people keep, applied by pure functions, explained.

Verbs: `upsert_rule`, `remove_rule`, `reorder_rules`. Parts of other verbs: `decide`. Pure: `route`,
over the table of `rules`. Reads: `queries`.
"""
