"""How goods are sent, on the wire."""
