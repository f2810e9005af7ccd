"""Many goods and prices at once on the wire: items of one request, and files of rows."""
