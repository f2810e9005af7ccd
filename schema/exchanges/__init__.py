"""Delivered goods for others, as clients see them."""
