"""Where we sell: the own shop, an app, a marketplace, a till. Verbs:
`create_channel`, `set_payment_time`."""
