"""Asking an identity provider: what it says of itself, its keys, and whom a code stands for.

The protocol is Authlib's, the judging of tokens joserfc's, on which Authlib stands. Ours are the
bounds: how long it may take, how much it may say, how often it is asked.
"""

import asyncio
import logging
import ssl
import warnings
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from time import monotonic
from typing import Any, TypeVar

import httpx
import orjson
from joserfc import jwk, jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jws import JWSRegistry

from api.oidc.flow import Flow
from api.oidc.settings import Oidc
from domain.identity.errors import ProviderUnavailable, SignInInvalid
from domain.processes.sign_in_by_provider import Vouched

with warnings.catch_warnings():  # Authlib would rather stand on httpx2; what we have is httpx
    import authlib.deprecate

    warnings.simplefilter("ignore", authlib.deprecate.AuthlibDeprecationWarning)
    from authlib.integrations.httpx_client import AsyncOAuth2Client, OAuthError
    from authlib.oidc.core import CodeIDToken

TOTAL_SECONDS = 10.0  # of one sign-in, whatever it waits for
TIMEOUT = httpx.Timeout(5.0)
ANSWER_SIZE_MAX = 256 * 1024  # bytes
CONVERSATIONS_MAX = 20  # at once, of one process
KNOWN_SECONDS = 3600.0  # what it says of itself, and its keys, are believed so long
AGAIN_SECONDS = 10.0  # between two looks at its keys because one was not known
AWAY_SECONDS = 2.0  # after it did not answer, it is not asked what it says of itself
LEEWAY_SECONDS = 60  # by which its clock and ours may differ
KEYS_MAX = 50
SCOPE = "openid email"
BASIC = "client_secret_basic"  # the secret goes in a header, if the provider takes it there
DISCOVERY = "/.well-known/openid-configuration"
# With a public half each: nobody can sign with what anybody can read.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
SIGNING_KEYS = frozenset({"RSA", "EC"})

logging.getLogger("httpx").setLevel(logging.WARNING)  # it would log each request
logger = logging.getLogger(__name__)
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class _Known:
    """What a provider says of itself."""

    authorize: str
    token: str
    keys: str
    algorithms: tuple[str, ...]
    secret_goes: str  # how the client shows who it is
    names_itself: bool  # in the answers that browsers bring (RFC 9207)


class IdentityProvider:
    """The provider as one process knows it."""

    def __init__(self, oidc: Oidc, clock: Callable[[], float] = monotonic) -> None:
        self.oidc = oidc
        self._clock = clock
        self._tls: ssl.SSLContext | None = None
        self._known: _Known | None = None
        self._known_until = self._away_until = 0.0
        self._keys: jwk.KeySet | None = None
        self._keys_until = self._keys_not_before = 0.0
        self._reading = asyncio.Lock()
        self._under_way = 0

    async def address(self, flow: Flow) -> str:
        """Where to send a browser.

        Raises:
            ProviderUnavailable: it does not answer as it should.
        """
        known = await self._bounded(self._itself)
        async with self._client(known) as client:
            url, _ = client.create_authorization_url(
                known.authorize,
                state=flow.state,
                nonce=flow.nonce,
                code_verifier=flow.verifier,
            )
        return str(url)

    async def vouched(self, flow: Flow, code: str, said_issuer: str | None, now: int) -> Vouched:
        """Whom the code stands for that a browser brought, as the provider says it to us.

        Raises:
            ProviderUnavailable: it does not answer as it should.
            SignInInvalid: it knows no such code, or the token is not for us and this sign-in.
        """

        async def ask() -> Vouched:
            known = await self._itself()
            if said_issuer != self.oidc.issuer and (said_issuer is not None or known.names_itself):
                raise SignInInvalid
            given = await self._exchange(known, flow, code)
            return await self._judged(known, flow, given, now)

        return await self._bounded(ask)

    async def _bounded(self, ask: Callable[[], Awaitable[Found]]) -> Found:
        """What came of it, in time; whatever the provider does wrong is said in our words."""
        if self._under_way >= CONVERSATIONS_MAX:
            raise ProviderUnavailable
        self._under_way += 1
        try:
            async with asyncio.timeout(TOTAL_SECONDS):
                return await ask()
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, OSError) as error:
            logger.warning("The identity provider did not answer well: %s", type(error).__name__)
            raise ProviderUnavailable from None
        finally:
            self._under_way -= 1

    async def _exchange(self, known: _Known, flow: Flow, code: str) -> dict[str, Any]:
        async with self._client(known) as client:
            try:
                given = await client.fetch_token(
                    known.token,
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=flow.verifier,
                )
            except OAuthError as refused:
                if refused.error == "invalid_grant":  # the code is not good, or not ours
                    raise SignInInvalid from None
                logger.warning("The identity provider refuses us: %.40r", refused.error)
                raise ProviderUnavailable from None
        return dict(given)

    async def _judged(self, known: _Known, flow: Flow, given: dict[str, Any], now: int) -> Vouched:
        text = given.get("id_token")
        if not isinstance(text, str):
            raise SignInInvalid
        try:
            try:
                token = _decoded(text, await self._key_set(known), known.algorithms)
            except InvalidKeyIdError:
                token = _decoded(text, await self._keys_again(known), known.algorithms)
            claims = self._claims(token, flow, given.get("access_token"), now)
        except JoseError as wrong:
            logger.info("A token of the identity provider does not do: %s", wrong.error)
            raise SignInInvalid from None
        except (ValueError, TypeError, AttributeError, RecursionError):
            raise SignInInvalid from None
        email = claims.get("email")
        return Vouched(
            email if isinstance(email, str) else None,
            is_verified=claims.get("email_verified") is True,
        )

    def _claims(
        self, token: jwt.Token, flow: Flow, access_token: object, now: int
    ) -> dict[str, Any]:
        """What the token says, if it is of this provider, for us, for this sign-in, and in time."""
        options = {
            "iss": {"essential": True, "value": self.oidc.issuer},
            "aud": {"essential": True, "value": self.oidc.client_id},
            "sub": {"essential": True},
            "nonce": {"essential": True, "value": flow.nonce},
        }
        params = {
            "nonce": flow.nonce,
            "client_id": self.oidc.client_id,
            "access_token": access_token,
        }
        claims = CodeIDToken(token.claims, token.header, options, params)
        claims.validate(now=now, leeway=LEEWAY_SECONDS)
        return dict(claims)

    async def _itself(self) -> _Known:
        async with self._reading:
            if self._known is None or self._clock() >= self._known_until:
                if self._clock() < self._away_until:
                    raise ProviderUnavailable
                try:
                    said = await self._read(self.oidc.issuer.rstrip("/") + DISCOVERY)
                    self._known = self._understood(said)
                except BaseException:
                    self._away_until = self._clock() + AWAY_SECONDS
                    raise
                self._known_until = self._clock() + KNOWN_SECONDS
            return self._known

    def _understood(self, said: dict[str, Any]) -> _Known:
        """Its discovery document; one that is not its own is worth nothing.

        Raises:
            Nonsense: what is needed is not there.
        """
        authorize, token, keys = (
            said.get(name) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")
        )
        offered = said.get("id_token_signing_alg_values_supported") or ["RS256"]
        ways = said.get("token_endpoint_auth_methods_supported") or [BASIC]
        known = _Known(
            str(authorize),
            str(token),
            str(keys),
            algorithms=tuple(name for name in ALGORITHMS if name in offered),
            secret_goes=BASIC if BASIC in ways else "client_secret_post",
            names_itself=said.get("authorization_response_iss_parameter_supported") is True,
        )
        if (
            said.get("issuer") != self.oidc.issuer
            or not all(self.oidc.may_be_asked(each) for each in (authorize, token, keys))
            or not known.algorithms
        ):
            raise Nonsense
        return known

    async def _key_set(self, known: _Known) -> jwk.KeySet:
        async with self._reading:
            if self._keys is None or self._clock() >= self._keys_until:
                await self._read_keys(known)
            assert self._keys is not None
            return self._keys

    async def _keys_again(self, known: _Known) -> jwk.KeySet:
        """Its keys, for it may have a new one; but not each time somebody names one."""
        async with self._reading:
            if self._clock() >= self._keys_not_before:
                await self._read_keys(known)
            assert self._keys is not None
            return self._keys

    async def _read_keys(self, known: _Known) -> None:
        self._keys_not_before = self._clock() + AGAIN_SECONDS
        self._keys = _keys_in(await self._read(known.keys))
        self._keys_until = self._clock() + KNOWN_SECONDS

    async def _read(self, url: str) -> dict[str, Any]:
        async with httpx.AsyncClient(**self._manners()) as http:
            response = await http.get(url, headers={"accept": "application/json"})
            response.raise_for_status()
        try:
            found = orjson.loads(response.content)
        except ValueError:
            raise Nonsense from None
        if not isinstance(found, dict):
            raise Nonsense
        return found

    def _client(self, known: _Known) -> Any:
        return AsyncOAuth2Client(
            client_id=self.oidc.client_id,
            client_secret=self.oidc.client_secret,
            token_endpoint_auth_method=known.secret_goes,
            redirect_uri=self.oidc.callback,
            scope=SCOPE,
            code_challenge_method="S256",
            **self._manners(),
        )

    def _manners(self) -> dict[str, Any]:
        """No proxies of the environment, no redirects, and no more than is needed. Certificates of
        one's own are found as everywhere, by SSL_CERT_FILE.
        """
        self._tls = self._tls or httpx.create_ssl_context()
        return {
            "transport": Bounded(self._tls),
            "trust_env": False,
            "follow_redirects": False,
            "timeout": TIMEOUT,
        }


class Nonsense(OSError):
    """The provider answers, but not as one that can be used."""


class Bounded(httpx.AsyncBaseTransport):
    """A transport that reads answers up to a size."""

    def __init__(self, tls: ssl.SSLContext) -> None:
        self._inner = httpx.AsyncHTTPTransport(verify=tls, trust_env=False)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """One request, and all of its answer.

        Raises:
            httpx.HTTPError: there is none, or too much of it.
        """
        request.headers["accept-encoding"] = "identity"
        response = await self._inner.handle_async_request(request)
        body = b""
        try:
            if response.headers.get("content-encoding", "identity") != "identity":
                raise httpx.ReadError("an encoded answer", request=request)
            async for part in response.aiter_raw():
                body += part
                if len(body) > ANSWER_SIZE_MAX:
                    raise httpx.ReadError("too long an answer", request=request)
        finally:
            await response.aclose()
        return httpx.Response(response.status_code, headers=response.headers, content=body)

    async def aclose(self) -> None:
        """Leave."""
        await self._inner.aclose()


def _decoded(text: str, keys: jwk.KeySet, algorithms: tuple[str, ...]) -> jwt.Token:
    registry = JWSRegistry(algorithms=list(algorithms), strict_check_header=False)
    return jwt.decode(text, keys, registry=registry)


def _keys_in(said: dict[str, Any]) -> jwk.KeySet:
    """Those of its keys that can sign and have a public half; others are left.

    Raises:
        Nonsense: there is none.
    """
    found: list[jwk.Key] = []
    listed = said.get("keys")
    for each in listed[:KEYS_MAX] if isinstance(listed, list) else ():
        if not isinstance(each, dict) or each.get("kty") not in SIGNING_KEYS:
            continue
        if each.get("use", "sig") != "sig":
            continue
        try:
            found.append(jwk.import_key(each))
        except (JoseError, ValueError, TypeError):
            continue
    if not found:
        raise Nonsense
    return jwk.KeySet(found)
