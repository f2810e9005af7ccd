"""How long work takes, on the wire."""
