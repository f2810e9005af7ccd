"""Telling customers what happened to their orders: what is written, where it goes, what came of it.

Verbs: `upsert_template`, `reset_template`, `set_preference`, `set_own_webhook`, `mark_read`,
`retry_notification`.
The machine: `enqueue_notifications`, `claim_notifications`, `record_outcome`.
"""
