"""Pictures, films and papers of products: how they come in, are made safe, and are shown.

Verbs: `create_upload`, `complete_upload`, `reorder_media`, `update_media`, `remove_media`,
`set_variant_media`; the worker's are `claim_files`, `settle_file` and `sweep_files`. Reads:
`queries.py`. Bytes lie behind the port in `storage.py`, and are made by the one in `rendering.py`.
"""
