"""What the product is made of: locked by hash, known by licence, looked up for known holes.

`make audit` says what is wrong, `make sbom` writes the list that others' tools read.
"""
