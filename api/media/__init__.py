"""Media at the edge: how bytes come in and are shown, where they lie, and who opens them."""
