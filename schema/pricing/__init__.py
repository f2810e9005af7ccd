"""Prices on the wire."""
