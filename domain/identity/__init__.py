"""Who may do what: staff and their roles, how anybody signs in, keys, tokens of other machines.

Staff: `hire`, `set_roles`, `deactivate`, `reactivate`, `end_sessions`.
Roles: `create_role`, `update_role`, `delete_role`.
Sessions: `start_session`, `rotate`, `end_session`; signing in and passwords are processes.
Machines: `create_api_token`, `revoke_api_token`.
Keys: `ensure_key`, `rotate_key`, `retire_key`; `KeyRing` is what a process knows of them.
Tokens: `issue_token`, `issue_access_token`, `read_token`, `issue_tracking_token`,
`read_tracking_token`; `as_it_stands`.
Actors: `actor_of_staff`, `actor_of_customer`, `actor_of_integration`.
"""
