"""The same for many orders at once, in the graph."""
