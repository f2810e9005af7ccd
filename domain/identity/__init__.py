"""Who may do what: staff, roles as sets of scopes, signed tokens.

Verbs: `issue_token`, `issue_tracking_token`; reads: `actor_of`.
"""
