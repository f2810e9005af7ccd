"""Where we sell: the own shop, an app, a marketplace, a till. Verb: `create_channel`."""
