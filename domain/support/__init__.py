"""Questions and complaints: tickets, what is said in them, and whose turn it is.

Verbs: `open_ticket`, `assign_ticket`, `send_message`, `resolve_ticket`, `reopen_ticket`,
`close_ticket`, `set_priority`.
"""
