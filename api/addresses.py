"""From where somebody asks."""

from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address

from starlette.types import Scope

Networks = tuple[IPv4Network | IPv6Network, ...]
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


def behind(scope: Scope, proxies: Networks) -> Scope:
    """A request as it came to the first of our own proxies: from the last address that they do not
    answer for themselves. What others say of where they come from is not believed.
    """
    address = address_of(scope)
    said = b",".join(value for name, value in scope["headers"] if name == b"x-forwarded-for")
    hops = [hop.strip() for hop in said.decode("latin-1").split(",") if hop.strip()]
    while hops and address is not None and _is_of(address, proxies):
        address = hops.pop()
    return {**scope, "client": None if address is None else (address, 0)}


def _is_of(address: str, networks: Networks) -> bool:
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return any(found in network for network in networks)
