"""Rules that act on orders, and the log of what they did."""
