"""Money on the wire."""
