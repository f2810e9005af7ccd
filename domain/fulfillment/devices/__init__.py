"""Machines of a warehouse: what they may say, and what they are told to do.

Verbs: `upsert_device`, `retire_device`, `instruct`, `settle_instruction`, `expire_instructions`,
`sort_parcel`, `report_pick_failure`; reads: `queries`. What a machine says comes in by the process
`ingest_device_events`; what it is told goes out as a fact, by webhooks.
"""
