"""Somebody's browser between the shop and the provider, and both of them on real sockets."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

import httpx

from api.oidc.settings import Oidc
from api.simulation.identity_provider import Claims, SimulatedProvider
from tests.wire import DEADLINE_SECONDS, answering, serving

ADA = "ada@staff.test"
CLIENT_ID = "tradegraph"
CLIENT_SECRET = "known to both & to nobody else: %"
# Where browsers are sent back to. Nothing listens there: browsers of tests know better.
PUBLIC_URL = "http://127.0.0.1:1"
START, CALLBACK = "/auth/oidc/start", "/auth/oidc/callback"


@dataclass
class Browser:
    """It keeps cookies and follows nothing by itself."""

    address: str
    http: httpx.AsyncClient = field(
        default_factory=lambda: httpx.AsyncClient(
            trust_env=False, timeout=DEADLINE_SECONDS, follow_redirects=False
        )
    )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.http.aclose()

    async def start(self) -> str:
        """Begin; where the provider is, with what it is asked."""
        answer = await self.http.get(self.address + START)
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    async def at_the_provider(self, there: str) -> dict[str, str]:
        """Be there; what one is sent back with."""
        answer = await self.http.get(there)
        back = urlsplit(answer.headers["location"])
        assert f"{back.scheme}://{back.netloc}{back.path}" == PUBLIC_URL + CALLBACK
        return {name: values[0] for name, values in parse_qs(back.query).items()}

    async def come_back(self, query: Any, **headers: str) -> httpx.Response:
        """End it."""
        return await self.http.get(self.address + CALLBACK, params=query, headers=headers)

    async def sign_in(self, **headers: str) -> httpx.Response:
        """All of it."""
        return await self.come_back(await self.at_the_provider(await self.start()), **headers)


@asynccontextmanager
async def providing() -> AsyncIterator[SimulatedProvider]:
    """A provider at which Ada is signed in."""
    provider = SimulatedProvider(CLIENT_ID, CLIENT_SECRET, Claims(ADA))
    async with answering(provider.app) as address:
        provider.issuer = address
        try:
            yield provider
        finally:
            provider.go_on()


@asynccontextmanager
async def open_to_staff_of(
    provider: SimulatedProvider, database: dict[str, Any], public_url: str = PUBLIC_URL
) -> AsyncIterator[str]:
    """A shop whose staff are known there; its address."""
    oidc = Oidc(provider.issuer, CLIENT_ID, CLIENT_SECRET, public_url)
    async with serving(database, with_worker=False, oidc=oidc) as address:
        yield address


def code_of(answer: httpx.Response) -> tuple[int, str]:
    """How a request was refused."""
    return answer.status_code, answer.json()["errors"][0]["extensions"]["code"]
