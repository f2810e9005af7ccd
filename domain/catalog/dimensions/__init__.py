"""Further ways to sort goods beside the shelves: by use, season, audience. A dimension has values,
and a product has as many of them as it likes.

Verbs: `create_dimension`, `add_dimension_value`, `set_product_dimensions`. Reads: `queries.py`.
"""
