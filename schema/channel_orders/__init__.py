"""What channels told us, in the graph: their orders on the way into ours, and the comparison."""
