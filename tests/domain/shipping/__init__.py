"""Ways of sending."""
