"""From where somebody asks."""

from ipaddress import IPv6Address, ip_address

from starlette.types import Scope

HOME_BITS = 64  # of an IPv6 address: what one household or server has at its disposal


def address_of(scope: Scope) -> str | None:
    """The address of the client's end of the connection; None over a socket file."""
    client = scope.get("client")
    return client[0] if client else None


def household_of(address: str | None) -> str:
    """What counts as one asker where nobody is signed in: an IPv4 address, or an IPv6 network."""
    if address is None:
        return "somewhere"
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        shift = 128 - HOME_BITS
        return f"{IPv6Address(int(parsed) >> shift << shift)}/{HOME_BITS}"
    return address
