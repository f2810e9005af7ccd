"""Collections: goods shown together, named one by one or by a rule.

What a rule selects is found out at each read, by the filter that lists of products have anyway.
It is never out of date, whoever changed a price, a tag or a shelf and by whatever door; and the
filter's indexes serve it. A kept membership would have to follow every such writer.

Verbs: `create_collection`, `update_collection`, `set_rule`, `add_products`, `remove_products`.
Reads: `queries.py`; the products of a collection are a condition of `product_list.py`.
"""
