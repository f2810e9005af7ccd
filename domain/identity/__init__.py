"""Who may do what: staff, roles as sets of scopes, signed tokens.

Verbs: `hire`, `set_roles`, `deactivate`, `reactivate`, `end_sessions`.
Tokens: `issue_token`, `read_token`, `issue_tracking_token`, `read_tracking_token`; `as_it_stands`.
Actors: `actor_of_staff`, `actor_of_customer`, `actor_of_integration`.
"""
