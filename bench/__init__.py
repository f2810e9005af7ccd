"""What the product claims, measured: `make show-spine` writes every figure down.

Nothing imports this package but the test of faults, which plays `bench.soak` in its short form.
Each part of the spine has one function, `measure`, that returns rows.
"""
