"""What scanners see: each unit is scanned when it is picked, when it is packed, and its parcel when
it leaves. A wrong item, and one too many, is refused before anything is written.

Verbs: `start_wave`, `scan_item`, `dispatch_parcel`. The rule, without a database: `counting`.
"""
