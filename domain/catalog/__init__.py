"""What is sold: products and their variants, categories, brands, tags, prices, and their words.

Verbs: `create_product`, `update_product`, `publish_product`, `unpublish_product`,
`translate_product`, `add_variant`, `set_price`, `create_category`, `translate_category`,
`create_brand`. Reads: `queries.py`, and `product_list.py` for lists of products.

What goods have beyond that stands in folders of its own: `attributes` and types of products,
`dimensions`, `collections`, `bundles`, and `listing`, how a product presents itself.
"""
