"""What a token is worth now: what it says, measured by what we know of whoever carries it."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from domain.identity.errors import SessionEnded
from domain.identity.tokens import Session
from domain.shared.context import Actor


@dataclass(frozen=True, slots=True)
class TokenCard:
    """What is kept of another machine's token."""

    token_hash: str
    created_at: datetime
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class Standing:
    """What we know of somebody who carries tokens.

    `actor` is who they are now, where we know better than their tokens. Tokens issued before
    `valid_from` are refused, and those of sessions that `ended` since tokens were given out that
    are still good.
    """

    is_active: bool = True
    valid_from: datetime | None = None
    actor: Actor | None = None
    ended: frozenset[UUID] = frozenset()
    token: TokenCard | None = None

    def is_good(self, now: datetime) -> bool:
        """Whether what they asked for is still to be done: nobody shut them out, and the token that
        they came with, if it was one with an end, has not come to it.
        """
        ends_at = self.token.expires_at if self.token else None
        return self.is_active and (ends_at is None or now < ends_at)


def valid_from(now: datetime, before: datetime | None) -> datetime:
    """Since when tokens are good if sessions end now. What was ended once stays ended, also if
    two requests end them at once and the earlier comes to its turn later.
    """
    return now if before is None else max(now, before)


def as_it_stands(session: Session, standing: Standing | None) -> Session:
    """The session with what its actor may do now. Of whom nothing is known, the token is right.

    Raises:
        SessionEnded: they were signed out since the token was issued, or are here no more.
    """
    if standing is None:
        return session
    if not standing.is_active:
        raise SessionEnded
    if standing.valid_from is not None and session.issued_at < standing.valid_from:
        raise SessionEnded
    if session.id in standing.ended:
        raise SessionEnded
    return replace(session, actor=standing.actor or session.actor)
