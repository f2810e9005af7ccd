"""Machines of a warehouse in the graph: put up, heard, told."""
