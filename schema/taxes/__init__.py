"""Taxes, on the wire."""
