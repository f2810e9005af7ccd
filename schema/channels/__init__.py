"""Where we sell, on the wire."""
