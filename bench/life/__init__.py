"""A day in the life of a shop, over HTTP only: people, what each of them does, and what must hold
in the evening. `bench.day` plays it.
"""
