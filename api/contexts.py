"""Who asks: a context for each operation, beginning at the instant it is made."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from api.headers import Headers, locale_of, request_id_of
from api.sessions import Sessions
from domain.identity.errors import TokenExpired
from domain.identity.tokens import Session
from domain.shared.context import ANONYMOUS, Context
from domain.shared.disclosures import Disclosures
from domain.shared.ids import new_name
from realtime.gauges import Gauges
from realtime.groups import Groups
from realtime.hub import Hub
from realtime.presence import Presence
from schema.shared.context import GraphContext
from schema.shared.together import Together


class Contexts:
    """Makes them, of one process."""

    def __init__(
        self,
        *,
        hub: Hub,
        presence: Presence,
        sessions: Sessions,
        secret: str,
        groups: Groups,
        gauges: Callable[[], Gauges],
    ) -> None:
        self._hub = hub
        self._presence = presence
        self._sessions = sessions
        self._secret = secret
        self._groups = groups
        self._gauges = gauges
        self._together = Together()

    async def of(self, headers: Headers) -> GraphContext:
        """Who asks, as the headers say.

        Raises:
            DomainError: their token is none, or good no longer.
        """
        token = headers.get("authorization")
        session = await self.session(token) if token else None
        domain = Context(
            actor=session.actor if session else ANONYMOUS,
            now=datetime.now(UTC),
            locale=locale_of(headers),
            request_id=request_id_of(headers),
        )
        return GraphContext(
            domain=domain,
            hub=self._hub,
            presence=self._presence,
            secret=self._secret,
            cursor=self._groups.place.text,
            gauges=self._gauges,
            together=self._together,
            session=session,
            session_expires_at=session.expires_at if session else None,
            resume_after=headers.get("last-event-id"),
        )

    def renew(self, context: GraphContext) -> GraphContext:
        """The same asker at the beginning of another operation.

        Raises:
            TokenExpired: the session has ended.
        """
        now, until = datetime.now(UTC), context.session_expires_at
        if until is not None and until <= now:
            raise TokenExpired
        return replace(
            context,
            domain=replace(
                context.domain, now=now, request_id=new_name(), disclosures=Disclosures()
            ),
            cursor=self._groups.place.text,
            loaders={},
            done=None,
        )

    async def session(self, authorization: object) -> Session | None:
        """The session a `Bearer` token stands for; None without a token.

        Raises:
            InvalidToken: it is none of ours.
            TokenExpired: it was good once.
            SessionEnded: its bearer was signed out.
        """
        if authorization is None or authorization == "":
            return None
        scheme, _, token = str(authorization).partition(" ")
        if scheme.lower() != "bearer":
            token = ""
        return await self._sessions.session(token.strip())
