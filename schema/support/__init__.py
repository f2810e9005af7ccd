"""Tickets on the wire."""
