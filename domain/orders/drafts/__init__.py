"""Orders that are not placed yet: colleagues put them together, customers accept their price.

A draft is no order: it has no number of one, holds no stock and is in no list, figure or stream of
orders. It becomes one by the code that places all of them.

Verbs: `create_draft`, `change_draft`, `complete_draft`, `cancel_draft`, `send_quote`,
`accept_quote`, `decline_quote`, `expire_quotes`.
"""
