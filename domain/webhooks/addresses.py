"""Where we may send: which addresses are well written, and which machines are nobody's business.

Pure: names are resolved elsewhere, and every address that comes of it is judged here.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from urllib.parse import urlsplit

from domain.shared.errors import InvalidInput

IP = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

URL_LENGTH_MAX = 2_000  # characters
HOST_LENGTH_MAX = 253
PORT_LEAST = 1_024  # but for the scheme's own: below live mail, remote shells and the like
PORTS = {"https": 443, "http": 80}
LABEL = r"(?!-)[a-z0-9_-]{1,63}(?<!-)"
NAME = re.compile(rf"{LABEL}(\.{LABEL})*\.?")
# What browsers read as a number: only the four decimal parts of an IPv4 address may end so.
NUMERIC = re.compile(r"(.*\.)?([0-9]+|0x[0-9a-f]*)\.?")
URL_TEXT = re.compile(r"[!-\[\]-~]+")  # visible ASCII without the backslash
# What no registry calls global, and what is global by name but leads inside: relays and
# translations from IPv6 to IPv4, and what clouds answer their own machines at.
INSIDE: tuple[Network, ...] = tuple(
    ip_network(text)
    for text in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "168.63.129.16/32",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/3",
        "::/8",
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "100::/64",
        "2001::/23",
        "2001:db8::/32",
        "2002::/16",
        "3fff::/20",
        "5f00::/16",
        "fc00::/7",
        "fe80::/9",
        "ff00::/8",
    )
)


@dataclass(frozen=True, slots=True)
class Policy:
    """Private networks that may be told nevertheless, and without TLS: for tests and the demo."""

    networks: tuple[Network, ...] = ()

    def allows(self, ip: IP) -> bool:
        """Whether we may connect to a machine."""
        ip = plain(ip)
        if self.is_named(ip):
            return True
        return ip.is_global and not ip.is_multicast and not any(ip in inside for inside in INSIDE)

    def is_named(self, ip: IP) -> bool:
        """Whether a machine is in a network that was allowed by name."""
        return any(plain(ip) in network for network in self.networks)


STRICT = Policy()


@dataclass(frozen=True, slots=True)
class Address:
    """An address in its parts. `target` is the path and what follows it."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def literal(self) -> IP | None:
        """The machine, where it is named by its number."""
        return _literal(self.host)


def parse(url: str) -> Address:
    """The parts of an address that is written in the one way that cannot be misread.

    Raises:
        InvalidInput: any other spelling; the message says what is wrong.
    """
    if len(url) > URL_LENGTH_MAX or not URL_TEXT.fullmatch(url):
        raise InvalidInput("An address is at most 2000 visible ASCII characters.", "url")
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname or ""
    except ValueError:
        raise InvalidInput("This is no address of the web.", "url") from None
    if parts.scheme not in PORTS:
        raise InvalidInput("An address begins with https://.", "url")
    if "@" in parts.netloc or "#" in url:
        raise InvalidInput("An address has no user, no password and no fragment.", "url")
    if not _is_host(host) or ("[" in parts.netloc) is not (":" in host):
        raise InvalidInput("The host is a name or an IP address in its usual form.", "url")
    port = PORTS[parts.scheme] if port is None else port
    if port != PORTS[parts.scheme] and port < PORT_LEAST:
        raise InvalidInput("The port is the usual one, or 1024 and above.", "url")
    target = parts.path or "/"
    return Address(parts.scheme, host, port, f"{target}?{parts.query}" if parts.query else target)


def checked_url(url: str, policy: Policy) -> str:
    """An address that facts may be sent to, as far as can be said without resolving its name.

    Raises:
        InvalidInput: it is badly written, not https, or a machine inside.
    """
    url = url.strip()
    address = parse(url)
    if address.scheme != "https" and not policy.networks:
        raise InvalidInput("An address begins with https://.", "url")
    literal = address.literal
    if literal is not None and not policy.allows(literal):
        raise InvalidInput("Nothing is sent to addresses inside.", "url")
    return url


def admitted(address: Address, found: Iterable[IP], policy: Policy) -> list[IP]:
    """The machines behind a name: all of them, if we may connect to every one; else none.

    Without TLS only networks that were allowed by name are told anything.
    """
    machines = list(dict.fromkeys(found))
    judge = policy.allows if address.scheme == "https" else policy.is_named
    return machines if all(judge(each) for each in machines) else []


def plain(ip: IP) -> IP:
    """An IPv4 address that is written as IPv6 (::ffff:1.2.3.4) as what it is."""
    mapped = ip.ipv4_mapped if isinstance(ip, IPv6Address) else None
    return mapped or ip


def _is_host(host: str) -> bool:
    if ":" in host:
        return "%" not in host and _literal(host) is not None
    if NUMERIC.fullmatch(host):
        return _literal(host) is not None
    return len(host) <= HOST_LENGTH_MAX and NAME.fullmatch(host) is not None


def _literal(host: str) -> IP | None:
    if host.rstrip(".").rpartition(".")[2] == "localhost":
        return IPv4Address("127.0.0.1")
    try:
        return ip_address(host)
    except ValueError:
        return None
