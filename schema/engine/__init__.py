"""The compiler of reads: a document becomes a plan once, then SQL and bytes each time.

`mapping` is the vocabulary of the tables beside the Strawberry types (`schema/*/reads.py`);
`compiler` turns a document into a plan by them; `plan` runs it; `engine` keeps plans, and hands
what they do not cover to graphql-core.
"""
