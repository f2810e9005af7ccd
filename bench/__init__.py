"""What the product claims, measured: `make show-spine` writes every figure down.

Nothing imports this package. Each part has one function, `measure`, that returns rows.
"""
