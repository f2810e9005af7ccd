"""How a product presents itself: to search engines, to other systems, and to whoever judges it.

Verbs: `set_seo`, `set_metadata`, `set_external_refs`. `quality.py` scores a listing, purely; reads
are in `queries.py`.
"""
