"""Goods that come back, and the money for them, in the graph."""
