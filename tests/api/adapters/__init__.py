"""Clients of other systems, against what these systems say."""
