"""Where signing in through an identity provider begins, `/auth/oidc/start`, and where it ends,
`/auth/oidc/callback`. Without a provider there is nothing here.

Browsers are sent to the provider, by it back to us, and nowhere else: no address that somebody
gives us is ever followed.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from hmac import compare_digest

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.answers import FOR_NOBODY_ELSE, refusal_of
from api.contexts import Contexts
from api.headers import headers_of
from api.leaky import Purse
from api.oidc.flow import Flow, Seal
from api.oidc.provider import IdentityProvider
from api.oidc.settings import CALLBACK_PATH, Oidc
from domain.identity.errors import SignInInvalid
from domain.identity.sessions import SignedIn
from domain.identity.tokens import ACCESS_LIFETIME, issue_access_token
from domain.processes.sign_in_by_provider import LASTS, claim_sign_in, sign_in_by_provider
from domain.shared.errors import DomainError
from schema.shared.context import GraphContext
from schema.shared.ids import global_id
from schema.shared.record import note_refused_sign_in, record_sign_in
from schema.shared.sentences import sentence

PATH = "/auth/oidc"
START_PATH = f"{PATH}/start"
COOKIE = "tradegraph-sign-in"
SECURE_COOKIE = f"__Secure-{COOKIE}"  # browsers take it over https alone
COST = 10  # of a step, as of a mutation
CODE_LENGTH_MAX = 4_096  # characters
OPERATION = "oidc callback"
STATUSES = {
    "SIGN_IN_INVALID": 400,
    "NOT_ADMITTED": 403,
    "TOO_MANY_ATTEMPTS": 429,
    "THROTTLED": 429,
    "PROVIDER_UNAVAILABLE": 503,
}
UNTOLD = frozenset({"THROTTLED", "PROVIDER_UNAVAILABLE"})  # nobody was refused for who they are
Step = Callable[[Request, GraphContext], Awaitable[Response]]


class SignInByProvider:
    """The two routes, of one process."""

    def __init__(self, oidc: Oidc | None, contexts: Contexts, secret: str) -> None:
        self._oidc = oidc
        self._contexts = contexts
        self._provider = None if oidc is None else IdentityProvider(oidc)
        self._seal = Seal(secret)
        self._cookie = SECURE_COOKIE if oidc is not None and oidc.is_https else COOKIE

    @property
    def routes(self) -> list[Route]:
        """What answers where."""
        return [Route(START_PATH, self.start), Route(CALLBACK_PATH, self.callback)]

    async def start(self, request: Request) -> Response:
        """Send a browser to the provider, and give it something to come back with."""
        return await self._answer(request, self._begin)

    async def callback(self, request: Request) -> Response:
        """Give a session to whom the provider vouches for. Whatever comes of it, what the browser
        had is used up.
        """
        response = await self._answer(request, self._end)
        if self._provider is not None and request.method == "GET":
            self._set_cookie(response, "", 0)
        return response

    async def _answer(self, request: Request, step: Step) -> Response:
        scope, headers = request.scope, headers_of(request.scope)
        headers.pop("authorization", None)  # whoever comes to the door is nobody yet
        if self._provider is None:
            return refusal_of(scope, headers, 404, "There is nothing here.", "NOT_FOUND")
        if request.method != "GET":  # HEAD comes along with it, and must not use anything up
            response = refusal_of(scope, headers, 405, "Ask with GET.")
            response.headers["Allow"] = "GET"
            return response
        context = await self._contexts.of(headers, scope)
        try:
            if isinstance(context.purse, Purse):
                context.purse.spend(COST)
            response = await step(request, context)
        except DomainError as refusal:
            if refusal.code not in STATUSES:
                raise
            if refusal.code not in UNTOLD:
                note_refused_sign_in(context, refusal.code, OPERATION)
            said = sentence(refusal, context.domain.locale)
            response = refusal_of(
                scope,
                headers,
                STATUSES[refusal.code],
                said,
                refusal.code,
                retryable=refusal.retryable,
            )
            after = refusal.facts.get("retry_after", refusal.facts.get("retry_after_seconds"))
            if after is not None:
                response.headers["Retry-After"] = str(after)
        response.headers.update(FOR_NOBODY_ELSE)
        return response

    async def _begin(self, request: Request, context: GraphContext) -> Response:
        assert self._provider is not None
        flow = Flow.begin(self._provider.oidc.issuer)
        address = await self._provider.address(flow)
        response = Response(status_code=303, headers={"Location": address})
        sealed = self._seal.seal(flow, context.domain.now)
        self._set_cookie(response, sealed, round(LASTS.total_seconds()))
        return response

    async def _end(self, request: Request, context: GraphContext) -> Response:
        assert self._provider is not None
        now = context.domain.now
        flow = self._seal.open(request.cookies.get(self._cookie), now)
        state, code, issuer = (_once(request, name) for name in ("state", "code", "iss"))
        if state is None or not compare_digest(state.encode(), flow.state.encode()):
            raise SignInInvalid
        if flow.issuer != self._provider.oidc.issuer:
            raise SignInInvalid
        await claim_sign_in(context.domain, flow.state)
        if not code or len(code) > CODE_LENGTH_MAX:  # the provider says no, in words of its own
            raise SignInInvalid
        vouched = await self._provider.vouched(flow, code, issuer, int(now.timestamp()))
        done = await sign_in_by_provider(context.domain, vouched)
        await record_sign_in(context, done.actor, OPERATION)
        return Response(
            orjson.dumps(_told(context, done, now)), media_type="application/json; charset=utf-8"
        )

    def _set_cookie(self, response: Response, value: str, seconds: int) -> None:
        response.set_cookie(
            self._cookie,
            value,
            max_age=seconds,
            path=PATH,
            secure=self._cookie == SECURE_COOKIE,
            httponly=True,
            samesite="lax",  # the provider's page leads back to us
        )


def _once(request: Request, name: str) -> str | None:
    """A parameter; None where it is not there.

    Raises:
        SignInInvalid: it is there twice.
    """
    given = request.query_params.getlist(name)
    if len(given) > 1:
        raise SignInInvalid
    return given[0] if given else None


def _told(context: GraphContext, done: SignedIn, now: datetime) -> dict[str, object]:
    """What `sessionCreate` answers, by the same names."""
    session = done.session
    return {
        "session": {
            "id": global_id("Session", session.id),
            "createdAt": session.created_at,
            "expiresAt": session.expires_at,
        },
        "accessToken": issue_access_token(context.keys, done.actor, session.id, now),
        "accessTokenExpiresAt": now + ACCESS_LIFETIME,
        "refreshToken": done.refresh_token,
    }
