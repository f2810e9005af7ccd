"""Changing an order after it was placed: what shall be changed, what comes of it, and its verbs."""
