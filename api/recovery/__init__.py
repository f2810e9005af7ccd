"""Backups and what is made of them: sealed, listed, verified, forgotten, restored.

A backup is a directory with a manifest and one sealed file: a dump of the database, or a base
copy of the whole cluster. Beside the base copies lies the log that the server wrote since; the two
together lead to any instant in between. What to do when stands in docs/recovery.md.
"""
