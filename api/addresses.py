"""Where a request comes from: the other end of the connection, or what a proxy of ours says."""

from collections.abc import Iterable
from functools import lru_cache
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

from starlette.types import Scope

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
HOPS_MAX = 20  # of a header that are looked at, from its end
HOME_BITS = 64  # of an IPv6 address: what one household or server has at its disposal
KEPT_MAX = 10_000  # addresses of which it is remembered whether they are proxies of ours
SAYING = (b"x-forwarded-for", b"forwarded")


def networks(texts: Iterable[str]) -> tuple[Network, ...]:
    """Networks, or single addresses, as they are written.

    Raises:
        ValueError: one is neither.
    """
    return tuple(ip_network(text.strip(), strict=False) for text in texts if text.strip())


class Addresses:
    """Knows whom to believe.

    Only a proxy of ours is believed, and of what it says only what it saw itself: each hop stands
    at the end of the list when it is added, so from the end on the first that is none of ours is
    the client. All before that anybody may have written. Of the two headers the proxy writes one;
    if both are there and differ, a client wrote the other, and neither is believed.
    """

    def __init__(self, trusted: tuple[Network, ...] = ()) -> None:
        self._trusted = trusted
        self._is_ours = lru_cache(KEPT_MAX)(self._look)

    def of(self, scope: Scope) -> str | None:
        """The address; None where there is none, as of a socket in the file system."""
        peer = scope.get("client")
        if peer is None:
            return None
        host = str(peer[0])
        return host if not self._trusted or not self._is_ours(host) else self._behind(host, scope)

    def _behind(self, peer: str, scope: Scope) -> str:
        said = {
            name: b",".join(value for each, value in scope["headers"] if each == name).decode(
                "latin-1"
            )
            for name in SAYING
        }
        plain, newer = said[b"x-forwarded-for"], said[b"forwarded"]
        found = {
            self._client(peer, hops)
            for hops in (plain and plain.split(","), newer and _hops_of_forwarded(newer))
            if hops
        }
        return found.pop() if len(found) == 1 else peer

    def _client(self, peer: str, hops: list[str]) -> str:
        """The last hop that is none of ours; where one is no address, whoever told of it."""
        known = peer
        for hop in reversed(hops[-HOPS_MAX:]):
            address = _address(hop)
            if address is None:
                return known
            known = str(address)
            if not self._is_ours(known):
                return known
        return known

    def _look(self, host: str) -> bool:
        address = _address(host)
        return address is not None and any(address in network for network in self._trusted)


def household_of(address: str | None) -> str:
    """What counts as one asker where nobody is signed in: an IPv4 address, or an IPv6 network."""
    parsed = None if address is None else _address(address)
    if isinstance(parsed, IPv6Address):
        shift = 128 - HOME_BITS
        return f"{IPv6Address(int(parsed) >> shift << shift)}/{HOME_BITS}"
    return str(parsed)


def _address(text: str) -> Address | None:
    """An address, perhaps in quotes, in brackets, or with a port."""
    text = text.strip().strip('"')
    if "%" in text:  # a zone is of one machine, and as long as somebody likes
        return None
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ip_address(text)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def _hops_of_forwarded(text: str) -> list[str]:
    """The `for` of each element (RFC 7239); an element without one is no address."""
    return [
        next(
            (
                value
                for name, _, value in (pair.strip().partition("=") for pair in element.split(";"))
                if name.lower() == "for"
            ),
            "",
        )
        for element in text.split(",")
    ]
