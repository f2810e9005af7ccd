"""Parcels on the wire."""
