"""From where a request comes: nobody is believed but the connection, and proxies of ours."""

from typing import Any

import pytest

from api.addresses import Addresses, networks
from api.settings import BadSetting, read_settings

OURS = networks(["10.0.0.0/8", "2001:db8::/32"])
PROXY = "10.1.2.3"


def seen(*headers: tuple[str, str], peer: str | None = PROXY, trusted: Any = OURS) -> str | None:
    scope = {
        "client": None if peer is None else (peer, 1),
        "headers": [(name.encode(), value.encode()) for name, value in headers],
    }
    return Addresses(trusted).of(scope)


def forwarded_for(*values: str) -> list[tuple[str, str]]:
    return [("x-forwarded-for", value) for value in values]


def test_without_proxies_it_is_the_other_end_of_the_connection() -> None:
    assert seen(*forwarded_for("198.51.100.9"), trusted=()) == PROXY


def test_whoever_is_no_proxy_of_ours_is_not_believed() -> None:
    forged = [*forwarded_for("198.51.100.9"), ("forwarded", "for=198.51.100.9")]

    assert seen(*forged, peer="203.0.113.5") == "203.0.113.5"


@pytest.mark.parametrize(
    ("lines", "address"),
    [
        (["203.0.113.5"], "203.0.113.5"),
        (["198.51.100.9, 203.0.113.5"], "203.0.113.5"),  # the first was written by the client
        (["198.51.100.9", "203.0.113.5"], "203.0.113.5"),  # and so in two lines
        (["198.51.100.9, 203.0.113.5, 10.9.9.9"], "203.0.113.5"),  # through two proxies
        (["203.0.113.5:4711"], "203.0.113.5"),
        (["[2001:db9::7]:4711"], "2001:db9::7"),
        (["::ffff:203.0.113.5"], "203.0.113.5"),
        (["10.0.0.1"], "10.0.0.1"),  # one of ours
        (["203.0.113.5, unknown"], PROXY),  # nobody saw what stands before
        (["203.0.113.5, <script>, 10.9.9.9"], "10.9.9.9"),
        (["fe80::1%" + "x" * 999], PROXY),
        ([""], PROXY),
        ([","], PROXY),
    ],
)
def test_of_a_proxys_list_the_last_that_is_not_ours_counts(lines: list[str], address: str) -> None:
    assert seen(*forwarded_for(*lines)) == address


@pytest.mark.parametrize(
    ("value", "address"),
    [
        ("for=203.0.113.5;proto=https", "203.0.113.5"),
        ('for=198.51.100.9, For="203.0.113.5:80"', "203.0.113.5"),
        ('by=10.0.0.1;for="[2001:db9::7]:47"', "2001:db9::7"),
        ("for=203.0.113.5, for=_hidden", PROXY),
        ("proto=https", PROXY),
    ],
)
def test_the_newer_header_says_the_same(value: str, address: str) -> None:
    assert seen(("forwarded", value)) == address


def test_two_headers_that_differ_are_both_not_believed() -> None:
    assert seen(*forwarded_for("203.0.113.5"), ("forwarded", "for=198.51.100.9")) == PROXY
    assert seen(*forwarded_for("203.0.113.5"), ("forwarded", "for=203.0.113.5")) == "203.0.113.5"


def test_a_socket_in_the_file_system_has_no_address() -> None:
    assert seen(peer=None) is None


def test_a_network_that_is_none_is_refused_at_the_start() -> None:
    assert read_settings({"TRUSTED_PROXIES": "10.0.0.0/8, ::1"}).trusted_proxies == networks(
        ["10.0.0.0/8", "::1"]
    )
    with pytest.raises(BadSetting, match="TRUSTED_PROXIES"):
        read_settings({"TRUSTED_PROXIES": "everybody"})
