"""Clients of other systems, each behind a port that the domain declares."""
