"""Counting what is sent to the database, so that a test can say: no more for a longer list."""

from api.measuring import Statements, count_statements

__all__ = ["Statements", "count_statements"]
