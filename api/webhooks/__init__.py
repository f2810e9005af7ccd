"""Webhooks at the edge: what is written to receivers, who sends it, and what comes in."""
