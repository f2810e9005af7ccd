"""Many goods at once: items of one request, and files of a hundred thousand rows.

Verbs: `upsert_products`, `create_import`, `receive_import`, `apply_import`, `cancel_import`. The
worker takes files up with `claim_import` and goes through them batch by batch: see
`domain.processes.run_import`. Reads: `queries.py`, and `export.py` for what goes out.
"""
