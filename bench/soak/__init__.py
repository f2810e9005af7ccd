"""The fault test: real processes are killed while many write and follow, and nothing is lost.

`play` stages it, long for `python -m bench.soak` and short for the tests.
"""
