"""An identity provider that is simulated: OpenID Connect over real HTTP, with the faults that such
providers, and those who stand between, have. For tests and for trying things out; it asks nobody
for a password, but signs in `who` is at the browser.
"""

import asyncio
import base64
import hashlib
import hmac
import secrets
import time
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from urllib.parse import parse_qsl, urlencode

import orjson
from joserfc import jwk, jwt
from joserfc.jwk import KeyParameters
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

LASTS_SECONDS = 300
LONG = 1024 * 1024  # bytes of an answer that has no end, nearly


def _new_key(algorithm: str = "ES256") -> jwk.Key:
    options: KeyParameters = {"use": "sig", "alg": algorithm}
    if algorithm.startswith("ES"):
        return jwk.ECKey.generate_key("P-256", options, auto_kid=True)
    return jwk.RSAKey.generate_key(2048, options, auto_kid=True)


class Fault(StrEnum):
    """What is wrong on purpose."""

    WRONG_NONCE = "wrong nonce"
    NO_NONCE = "no nonce"
    WRONG_AUDIENCE = "wrong audience"
    FOREIGN_PARTY = "an audience of two, given to the other"
    WRONG_ISSUER = "wrong issuer"
    EXPIRED = "expired"
    FROM_THE_FUTURE = "from the future"
    NO_SUBJECT = "no subject"
    WRONG_ACCESS_TOKEN = "the hash of another access token"
    WRONG_SIGNATURE = "signed with another key under our key's name"
    ALG_NONE = "alg none"
    ALG_HS256 = "HS256 with the public key"
    NO_TOKEN = "no ID token"
    NO_PKCE = "the verifier of a code is not looked at"
    ANSWERS_500 = "500"
    ANSWERS_NONSENSE = "no JSON"
    ANSWERS_LONG = "an answer without end"
    REDIRECTS = "a redirect to elsewhere"
    SLOW = "no answer"


@dataclass(frozen=True, slots=True)
class Claims:
    """Somebody at the provider."""

    email: str
    email_verified: object = True
    sub: str = "248289761001"


@dataclass(frozen=True, slots=True)
class _Given:
    """What a code stands for."""

    who: Claims
    nonce: str | None
    challenge: str | None
    redirect_uri: str


@dataclass
class SimulatedProvider:
    """One provider with one client. Set `issuer` once it is known where it listens."""

    client_id: str
    client_secret: str
    who: Claims
    issuer: str = ""
    fault: Fault | None = None
    says_of_itself: dict[str, Any] = field(default_factory=dict)  # in place of the truth
    asked: Counter[str] = field(default_factory=Counter)  # how often, by path
    _codes: dict[str, _Given] = field(default_factory=dict)
    also_listed: list[Any] = field(default_factory=list)  # among its keys
    algorithm: str = "ES256"
    _key: jwk.Key = field(default_factory=_new_key)
    _waiting: asyncio.Event = field(default_factory=asyncio.Event)
    _go_on: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def app(self) -> Starlette:
        """What answers."""
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._describe),
                Route("/authorize", self._authorize),
                Route("/token", self._token, methods=["POST"]),
                Route("/jwks", self._jwks),
            ]
        )

    @property
    def key_id(self) -> str | None:
        """The name of the key that signs."""
        return self._key.kid

    def rotate(self, algorithm: str | None = None) -> None:
        """Another key signs from now on, and the one before is forgotten."""
        self.algorithm = algorithm or self.algorithm
        self._key = _new_key(self.algorithm)

    async def has_somebody_waiting(self) -> None:
        """Return once somebody was left without an answer."""
        await self._waiting.wait()

    def go_on(self) -> None:
        """Who was left waiting is answered."""
        self._go_on.set()

    async def _describe(self, request: Request) -> Response:
        self.asked["description"] += 1
        return JSONResponse(
            {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/jwks",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": [self.algorithm, "HS256", "none"],
                "authorization_response_iss_parameter_supported": True,
                **self.says_of_itself,
            }
        )

    async def _authorize(self, request: Request) -> Response:
        """Somebody is signed in here already, and is sent back with a code."""
        asked = request.query_params
        code = secrets.token_urlsafe(16)
        self._codes[code] = _Given(
            self.who, asked.get("nonce"), asked.get("code_challenge"), asked["redirect_uri"]
        )
        answer = {"code": code, "state": asked["state"], "iss": self.issuer}
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(answer)}", status_code=303)

    async def _token(self, request: Request) -> Response:
        self.asked["token"] += 1
        match self.fault:
            case Fault.ANSWERS_500:
                return Response("out of order", status_code=500)
            case Fault.ANSWERS_NONSENSE:
                return Response("<html>", media_type="text/html")
            case Fault.ANSWERS_LONG:
                return Response(b" " * LONG, media_type="application/json")
            case Fault.REDIRECTS:
                return RedirectResponse(f"{self.issuer}/elsewhere", status_code=307)
            case Fault.SLOW:
                self._waiting.set()
                await self._go_on.wait()
        said = dict(parse_qsl((await request.body()).decode()))
        expected = base64.b64encode(f"{self.client_id}:{self.client_secret}".encode()).decode()
        if request.headers.get("authorization") != f"Basic {expected}":
            return JSONResponse({"error": "invalid_client"}, status_code=401)
        given = self._codes.pop(str(said.get("code")), None)  # a code is good once
        if given is None or given.redirect_uri != said.get("redirect_uri"):
            return JSONResponse({"error": "invalid_grant"}, status_code=400)
        challenge = _base64(hashlib.sha256(str(said.get("code_verifier")).encode()).digest())
        if self.fault is not Fault.NO_PKCE and given.challenge != challenge:
            return JSONResponse({"error": "invalid_grant"}, status_code=400)
        access_token = secrets.token_urlsafe(16)
        answer = {"access_token": access_token, "token_type": "Bearer", "expires_in": 60}
        if self.fault is not Fault.NO_TOKEN:
            answer["id_token"] = self._id_token(given, access_token)
        return JSONResponse(answer, headers={"Cache-Control": "no-store"})

    async def _jwks(self, request: Request) -> Response:
        self.asked["keys"] += 1
        return JSONResponse({"keys": [*self.also_listed, self._key.as_dict(private=False)]})

    def _id_token(self, given: _Given, access_token: str) -> str:
        claims = self._claims(given, access_token)
        header = {"alg": self.algorithm, "kid": self._key.kid}
        match self.fault:
            case Fault.ALG_NONE:
                return _by_hand({**header, "alg": "none"}, claims, None)
            case Fault.ALG_HS256:
                assert isinstance(self._key, jwk.ECKey | jwk.RSAKey)
                public = self._key.as_pem(private=False)
                return _by_hand({**header, "alg": "HS256"}, claims, public)
            case Fault.WRONG_SIGNATURE:
                return self._signed(header, claims, _new_key(self.algorithm))
        return self._signed(header, claims, self._key)

    def _signed(self, header: dict[str, Any], claims: dict[str, Any], key: jwk.Key) -> str:
        return jwt.encode(header, claims, key, algorithms=[self.algorithm])

    def _claims(self, given: _Given, access_token: str) -> dict[str, Any]:
        now = int(time.time())
        claims: dict[str, Any] = {
            "iss": self.issuer,
            "aud": self.client_id,
            "sub": given.who.sub,
            "iat": now,
            "exp": now + LASTS_SECONDS,
            "nonce": given.nonce,
            "at_hash": _half_hash(access_token),
            "email": given.who.email,
            "email_verified": given.who.email_verified,
        }
        match self.fault:
            case Fault.WRONG_NONCE:
                claims["nonce"] = "of another sign-in"
            case Fault.NO_NONCE:
                del claims["nonce"]
            case Fault.WRONG_AUDIENCE:
                claims["aud"] = "another client"
            case Fault.FOREIGN_PARTY:
                claims |= {"aud": [self.client_id, "another client"], "azp": "another client"}
            case Fault.WRONG_ISSUER:
                claims["iss"] = f"{self.issuer}/"
            case Fault.EXPIRED:
                claims |= {"iat": now - 2 * LASTS_SECONDS, "exp": now - LASTS_SECONDS}
            case Fault.FROM_THE_FUTURE:
                claims["iat"] = now + LASTS_SECONDS
            case Fault.NO_SUBJECT:
                del claims["sub"]
            case Fault.WRONG_ACCESS_TOKEN:
                claims["at_hash"] = _half_hash("another one")
        return claims


def _by_hand(header: dict[str, Any], claims: dict[str, Any], key: bytes | None) -> str:
    """A token that no library would sign; without a key there is no signature."""
    text = f"{_base64(orjson.dumps(header))}.{_base64(orjson.dumps(claims))}"
    signature = b"" if key is None else hmac.digest(key, text.encode(), "sha256")
    return f"{text}.{_base64(signature)}"


def _half_hash(text: str) -> str:
    return _base64(hashlib.sha256(text.encode()).digest()[:16])


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
