"""Pending edits of products: written down, reviewed by somebody else, and then made true.

Verbs: `begin_revision`, `update_revision`, `submit_revision`, `request_changes`,
`approve_revision`, `reject_revision`, `withdraw_revision`, `publish_revision`. What a revision may
change stands in `content.py`; whether the shop insists on them in `policy.py`.
"""
