"""What customers are told, on the wire."""
