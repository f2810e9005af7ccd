"""Tokens that were verified before are not verified again: a signature stays right for ever."""

import hashlib
from collections import OrderedDict
from datetime import datetime

from domain.identity.tokens import Session, read_token

KNOWN_LIMIT = 10_000  # tokens
LENGTH_MAX = 4_096  # characters; a longer one is verified each time


class Tokens:
    """What the tokens of late said. Known by their digests: they themselves are nowhere kept."""

    def __init__(self, secret: str) -> None:
        self._secret = secret
        self._known: OrderedDict[bytes, Session] = OrderedDict()

    def read(self, token: str, now: datetime) -> Session:
        """Who a token stands for, and until when, by what the token says.

        Raises:
            InvalidToken: not ours, for another purpose, or not good yet.
            TokenExpired: it was good once.
        """
        if len(token) > LENGTH_MAX:
            return read_token(self._secret, token, now)
        digest = hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
        known = self._known.get(digest)
        if known is not None and now < known.expires_at:
            self._known.move_to_end(digest)
            return known
        session = read_token(self._secret, token, now)
        self._known[digest] = session
        if len(self._known) > KNOWN_LIMIT:
            self._known.popitem(last=False)
        return session
