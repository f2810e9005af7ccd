"""Signing in through an identity provider (OpenID Connect): for staff, where one is named.

`settings`: which provider, and who we are there. `provider`: asks it, and judges what it says.
`flow`: what a browser keeps meanwhile. `routes`: where it begins and ends.
"""
