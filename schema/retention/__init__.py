"""How long data is kept, on the wire."""
