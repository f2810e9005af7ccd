"""What is said of goods in fields of their own: attributes, and the types of products that have
which of them.

Verbs: `create_attribute`, `update_attribute`, `delete_attribute`, `add_choice`, `remove_choice`,
`create_type`, `update_type`, `set_type`, `set_product_attributes`, `set_variant_attributes`,
`generate_variants`. Reads: `queries.py`.
"""
