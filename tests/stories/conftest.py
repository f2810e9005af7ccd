"""The graph, for stories that need no wire."""

from tests.schema.conftest import graph

__all__ = ["graph"]
