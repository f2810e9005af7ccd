"""The express lane: one operation, asked plainly, answered by its plan and written at once.

A stranger who asks what another has asked a moment ago is answered with the very same bytes. What
the engine leaves goes on to graphql-core, with the same context and the operation already read.
"""

from collections.abc import Callable

import orjson
from starlette.types import Receive, Scope, Send
from strawberry.http import GraphQLRequestData

from api.answers import say, say_kept
from api.contexts import Contexts
from api.deadlines import InTime
from api.documents import Documents
from api.headers import Headers, locale_of, media_type_of
from api.kept import Kept, Key, may_be_kept
from api.leaky import LEAST, Purse
from api.negotiation import JSON
from api.requests import CONTEXT, OPERATION, body_of, operation, read_address, read_body
from domain.shared.context import ActorKind
from schema.shared.context import GraphContext
from schema.shared.schema import Schema

Wanted = Callable[[object, object, str | None], object]


class Plain:
    """Answers requests that want one answer in JSON."""

    def __init__(
        self, schema: Schema, contexts: Contexts, documents: Documents, kept: Kept
    ) -> None:
        self._schema = schema
        self._contexts = contexts
        self._documents = documents
        self._kept = kept

    async def answer(self, scope: Scope, headers: Headers, receive: Receive, send: Send) -> bool:
        """Whether it was answered; else the scope has who asks, and what, for graphql-core.

        Raises:
            HTTPException: nothing that can be read.
            DocumentRefused: a document that is not known, or not trusted.
            DomainError: a token that is none, or good no longer; or too much was asked for.
        """
        is_posted = scope["method"] == "POST"
        if headers.get("authorization"):
            context = await self._context(scope, headers)
            asked = await self._read(
                scope, headers, receive, context.domain.actor.kind, self._contexts.of_asker(context)
            )
        else:
            purse = self._contexts.of_stranger(scope)
            if purse is not None:
                purse.must_have()
            asked = await self._read(scope, headers, receive, ActorKind.ANONYMOUS, purse)
            key = key_of(asked, headers) if self._kept.is_on else None
            if key is not None:
                if await self._again(key, scope, headers, send):
                    if purse is not None:
                        purse.spend(LEAST)
                    return True
                if not self._kept.passes_by(key):
                    return await self._first(key, asked, scope, headers, send)
            context = await self._context(scope, headers)
        body = await self._run(asked, context, is_posted=is_posted)
        if body is not None:
            await say(scope, send, body, media_type_of(headers) or JSON)
        return body is not None

    async def _context(self, scope: Scope, headers: Headers) -> GraphContext:
        """Who asks. Whoever has spent all they had is sent away before anything is read.

        Raises:
            DomainError: a token that is none, or nothing left to ask with.
        """
        context = await self._contexts.of(headers, scope)
        purse = self._contexts.of_asker(context)
        if purse is not None:
            purse.must_have()
        scope[CONTEXT] = context
        return context

    async def _read(
        self,
        scope: Scope,
        headers: Headers,
        receive: Receive,
        kind: ActorKind,
        purse: Purse | None,
    ) -> GraphQLRequestData:
        if scope["method"] == "POST":
            body = await body_of(receive)
            if purse is not None:
                purse.weigh(len(body))
            fields = read_body(headers, body)
        else:
            fields = read_address(scope["query_string"])
        asked = operation(fields, "http", self.wanted(kind))
        scope[OPERATION] = asked
        return asked

    async def _run(
        self, asked: GraphQLRequestData, context: GraphContext, *, is_posted: bool
    ) -> bytes | None:
        query, name = asked.query or "", asked.operation_name
        if not self._schema.was_read(query, name):
            await self._schema.read(query, name)
        return await InTime(
            self._schema.engine.answer(query, asked.variables, name, context, posted=is_posted)
        )

    async def _again(self, key: Key, scope: Scope, headers: Headers, send: Send) -> bool:
        """Say what somebody else was told, if it is fresh enough."""
        found = self._kept.find(key)
        if found is None:
            return False
        await say_kept(scope, send, found, self._kept.seconds_left(found), headers)
        return True

    async def _first(
        self,
        key: Key,
        asked: GraphQLRequestData,
        scope: Scope,
        headers: Headers,
        send: Send,
    ) -> bool:
        """Answer a stranger, and keep the answer if every stranger would be told the same."""
        begun = self._kept.begin()
        context = await self._context(scope, headers)
        body = await self._run(asked, context, is_posted=scope["method"] == "POST")
        if body is None:
            return False
        reads = self._schema.engine.shared(
            asked.query or "", asked.variables, asked.operation_name, context
        )
        if not may_be_kept(reads):
            self._kept.pass_by(key)
            await say(scope, send, body, media_type_of(headers) or JSON)
            return True
        answer = self._kept.answer(body, reads, begun)
        self._kept.keep(key, answer)
        await say_kept(scope, send, answer, self._kept.seconds_left(answer), headers)
        return True

    def wanted(self, kind: ActorKind) -> Wanted:
        """Which document somebody wants to run, and may."""

        def wanted(query: object, extensions: object, name: str | None) -> object:
            return self._documents.wanted(
                query,
                extensions,
                kind,
                lambda document: self._schema.checked(document, name) is not None,
            )

        return wanted


def key_of(asked: GraphQLRequestData, headers: Headers) -> Key:
    """What an answer to strangers depends on, but for the rows."""
    variables = asked.variables
    written = orjson.dumps(variables, option=orjson.OPT_SORT_KEYS) if variables else b""
    return asked.query or "", asked.operation_name, written, locale_of(headers)
