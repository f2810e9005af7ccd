"""Sending webhooks: over HTTP, to the very machine that was looked at, and never where a redirect
or a second answer of a name server leads.
"""

import asyncio
import logging
import socket
import ssl
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from ipaddress import IPv6Address, ip_address
from typing import Self

import httpx

from domain.shared.errors import InvalidInput
from domain.webhooks.addresses import IP, STRICT, Address, Policy, admitted, parse
from domain.webhooks.redaction import KEPT_MAX
from domain.webhooks.states import AttemptError
from domain.webhooks.telling import Answer, Outgoing

TOTAL_SECONDS = 15.0  # of one attempt, whatever it waits for
CONNECT_SECONDS = 5.0
READ_SECONDS = 10.0  # between two pieces of an answer's head
BODY_SECONDS = 2.0  # for the beginning of its body; the status has decided by then
MACHINES_MAX = 3  # of one name that are tried, where they cannot be reached
CONNECTIONS_MAX = 200
TIMEOUT = httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS)
HEADERS = {
    "content-type": "application/json",
    "user-agent": "Tradegraph-Webhooks/1",
    "accept": "*/*",
    "accept-encoding": "identity",
}

Resolve = Callable[[str, int], Awaitable[list[IP]]]
logging.getLogger("httpx").setLevel(logging.WARNING)  # it would log addresses, and what is in them


async def resolve(host: str, port: int) -> list[IP]:
    """All machines behind a name, as the system's resolver says.

    Raises:
        OSError: there are none.
    """
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [ip_address(each[4][0]) for each in found]


class HttpSender:
    """A `Sender` over HTTP. Names are resolved and judged anew at each attempt."""

    def __init__(
        self,
        policy: Policy = STRICT,
        *,
        resolve: Resolve = resolve,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._policy = policy
        self._resolve = resolve
        # No connection is kept: the next attempt may be to another name on the same machine.
        limits = httpx.Limits(max_connections=CONNECTIONS_MAX, max_keepalive_connections=0)
        transport = httpx.AsyncHTTPTransport(verify=tls or True, trust_env=False, limits=limits)
        self._http = httpx.AsyncClient(
            transport=transport, trust_env=False, follow_redirects=False, timeout=TIMEOUT
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.aclose()

    async def send(self, outgoing: Outgoing) -> Answer:
        """Make a request and say what came of it. Whatever others do is an answer, never raised."""
        clock = asyncio.get_running_loop().time
        begun = clock()
        found = _failed(AttemptError.TIMED_OUT)
        with suppress(TimeoutError):
            async with asyncio.timeout(TOTAL_SECONDS):
                found = await self._attempt(outgoing)
        return found(round((clock() - begun) * 1000))

    async def _attempt(self, outgoing: Outgoing) -> "Told":
        try:
            address = parse(outgoing.url)
        except InvalidInput:
            return _failed(AttemptError.ADDRESS_REFUSED)
        try:
            literal = address.literal
            found = [literal] if literal else await self._resolve(address.host, address.port)
        except (OSError, UnicodeError):
            return _failed(AttemptError.NAME_NOT_RESOLVED)
        machines = admitted(address, found, self._policy)
        told = _failed(AttemptError.ADDRESS_REFUSED)
        for machine in machines[:MACHINES_MAX]:
            try:
                return await self._post(address, machine, outgoing)
            except httpx.ConnectError as error:
                told = _failed(_why(error))
            except httpx.ConnectTimeout:
                told = _failed(AttemptError.TIMED_OUT)
            except httpx.TimeoutException:
                return _failed(AttemptError.TIMED_OUT)
            except (httpx.HTTPError, httpx.InvalidURL):
                return _failed(AttemptError.CONNECTION_LOST)
        return told

    async def _post(self, address: Address, machine: IP, outgoing: Outgoing) -> "Told":
        """Connect to this machine and no other; the name stays in `Host` and in the handshake."""
        place = f"[{machine}]" if isinstance(machine, IPv6Address) else str(machine)
        async with self._http.stream(
            "POST",
            f"{address.scheme}://{place}:{address.port}{address.target}",
            content=outgoing.body,
            headers={**HEADERS, **outgoing.headers, "host": _host(address)},
            extensions={"sni_hostname": address.host.rstrip(".")},
        ) as response:
            text = await _beginning(response)
            return _told(response, text)


Told = Callable[[int], Answer]  # given how long it took, in milliseconds


def _failed(error: AttemptError) -> Told:
    return lambda duration_ms: Answer(duration_ms, error=error)


def _told(response: httpx.Response, text: str) -> Told:
    error = None
    if response.has_redirect_location or 300 <= response.status_code < 400:
        error = AttemptError.REDIRECTED
    elif not response.is_success:
        error = AttemptError.REJECTED
    retry_after = retry_after_of(response.headers.get("retry-after"), datetime.now(UTC))
    return lambda duration_ms: Answer(
        duration_ms, response.status_code, error, text, None if error is None else retry_after
    )


async def _beginning(response: httpx.Response) -> str:
    """The first kilobyte of an answer, or what of it comes in time."""
    found = b""
    with suppress(TimeoutError, httpx.HTTPError):
        async with asyncio.timeout(BODY_SECONDS):
            async for part in response.aiter_raw(KEPT_MAX):
                found += part
                if len(found) >= KEPT_MAX:
                    break
    return found[:KEPT_MAX].decode(errors="replace")


def retry_after_of(text: str | None, now: datetime) -> timedelta | None:
    """What a receiver asks for, in seconds or as a date; None where it says nothing useful."""
    if not text:
        return None
    if text.isascii() and text.isdigit():
        return timedelta(seconds=min(int(text[:9]), 10**8))
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max(timedelta(), at - now)


def _host(address: Address) -> str:
    host = f"[{address.host}]" if ":" in address.host else address.host
    return f"{host}:{address.port}" if address.port not in (80, 443) else host


def _why(error: BaseException) -> AttemptError:
    """Whether it was the handshake: the reason lies at the bottom of the chain."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return AttemptError.TLS_FAILED
        cause = cause.__cause__ or cause.__context__
    return AttemptError.CONNECTION_FAILED
