"""What is shown once and kept as a hash: random, and long enough that a plain hash will do."""

import hashlib
import secrets

LENGTH = 32  # bytes of randomness


def new_secret(prefix: str) -> str:
    """A secret that says by its beginning what it is for."""
    return prefix + secrets.token_urlsafe(LENGTH)


def hash_of(secret: str) -> str:
    """What is kept of it."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
