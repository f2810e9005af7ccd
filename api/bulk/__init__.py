"""Files of rows at the edge: how they come in, are read by the worker, and go out."""
