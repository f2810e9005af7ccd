"""What is said about the product, and the programs that write the parts which must not be stale."""
