"""What happens across contexts, one sentence in each file.

`confirm_order`: the shop takes an order on, and its warehouses get their work.
`hold_order`, `release_hold`: an order waits and goes on together with its work.
`cancel_order`: an order ends, its work is called off and its money goes back.
`split_order`, `merge_orders`, `unmerge_order`: its work, stock and money go where its units go.
`sign_in`, `sign_in_by_provider`, `refresh_session`: somebody comes to the door, and comes back.
`change_password`, `reset_password`: another password, known or forgotten the one before.
`apply_retention`, `preview_retention`: what was kept long enough goes, or would.
`sweep`: what time alone brings about.
"""
