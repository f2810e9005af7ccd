"""Servers that come as wheels: a real PostgreSQL and a real Valkey, with nothing to install.

They serve the laptop and the tests; production names its own in `DATABASE_URL` and `REDIS_URL`.
"""
