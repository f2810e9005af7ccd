"""Who asks: a context for each operation, beginning at the instant it is made."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from starlette.types import Scope

from api.addresses import Addresses, household_of
from api.headers import Headers, locale_of, request_id_of
from api.leaky import Buckets, Purse
from api.sessions import Sessions
from domain.audit.entries import AuditKind, entry_of
from domain.identity.errors import TokenExpired
from domain.identity.keys import KeyRing
from domain.identity.tokens import Session
from domain.shared.context import ANONYMOUS, Actor, Context
from domain.shared.disclosures import Disclosures
from domain.shared.ids import new_name
from domain.webhooks.addresses import STRICT, Policy
from realtime.gauges import Gauges
from realtime.groups import Groups
from realtime.hub import Hub
from realtime.presence import Presence
from schema.shared.context import GraphContext
from schema.shared.record import Record, note_refusal
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
        keys: KeyRing,
        groups: Groups,
        gauges: Callable[[], Gauges],
        tools: bool,
        buckets: Buckets | None,
        addresses: Addresses,
        audit: Record,
        webhook_policy: Policy = STRICT,
    ) -> None:
        self._hub = hub
        self._presence = presence
        self._sessions = sessions
        self._secret = secret
        self._keys = keys
        self._groups = groups
        self._gauges = gauges
        self._tools = tools
        self._buckets = buckets
        self._addresses = addresses
        self._audit = audit
        self._together = Together()
        self._webhook_policy = webhook_policy

    async def of(self, headers: Headers, scope: Scope) -> GraphContext:
        """Who asks, as the headers say, and from where, as the connection does.

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
            address=self._addresses.of(scope),
        )
        return GraphContext(
            domain=domain,
            hub=self._hub,
            presence=self._presence,
            secret=self._secret,
            keys=self._keys,
            cursor=self._groups.place_text,
            gauges=self._gauges,
            tools=self._tools,
            purse=self.purse(domain.actor, domain.address),
            together=self._together,
            webhook_policy=self._webhook_policy,
            audit=self._audit,
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
            refusal = TokenExpired()
            note_refusal(context, refusal.code, "")
            raise refusal
        domain = replace(context.domain, now=now, request_id=new_name(), disclosures=Disclosures())
        return replace(
            context,
            domain=domain,
            cursor=self._groups.place_text,
            loaders={},
            done=None,
            purse=self.purse(context.domain.actor, context.domain.address),
            is_paid=False,
        )

    def of_stranger(self, scope: Scope) -> Purse | None:
        """From which somebody pays who is not signed in."""
        return None if self._buckets is None else self.purse(ANONYMOUS, self._addresses.of(scope))

    def of_asker(self, context: GraphContext) -> Purse | None:
        """From which whoever asks pays."""
        return self.purse(context.domain.actor, context.domain.address)

    def purse(self, actor: Actor, address: str | None) -> Purse | None:
        """From which somebody pays; strangers as many as come from one place."""
        if self._buckets is None:
            return None
        return self._buckets.purse(actor.key if actor.id else household_of(address))

    def refused(self, headers: Headers, scope: Scope, code: str, operation: str = "") -> None:
        """Note that somebody was turned away at the door, whose name is not known."""
        domain = Context(
            actor=ANONYMOUS,
            now=datetime.now(UTC),
            request_id=request_id_of(headers),
            address=self._addresses.of(scope),
        )
        self._audit.note(entry_of(domain, AuditKind.REFUSED, operation, code=code))

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
