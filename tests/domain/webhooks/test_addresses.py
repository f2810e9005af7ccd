"""Where nothing is sent: every way to write an address inside, and every address that is."""

from ipaddress import ip_address, ip_network

import pytest

from domain.shared.errors import InvalidInput
from domain.webhooks.addresses import STRICT, Address, Policy, admitted, checked_url, parse

GOOD = [
    ("https://shop.example/hook", Address("https", "shop.example", 443, "/hook")),
    ("https://Shop.Example:8443/a?b=c", Address("https", "shop.example", 8443, "/a?b=c")),
    ("https://xn--fiqs8s.example", Address("https", "xn--fiqs8s.example", 443, "/")),
    ("https://shop.example.", Address("https", "shop.example.", 443, "/")),
    ("https://8.8.8.8/", Address("https", "8.8.8.8", 443, "/")),
    ("https://[2606:4700::1111]/", Address("https", "2606:4700::1111", 443, "/")),
]
MISWRITTEN = [
    "",
    "shop.example",
    "//shop.example/",
    "ftp://shop.example/",
    "file:///etc/passwd",
    "gopher://shop.example/",
    "javascript:alert(1)",
    "https://",
    "https:///hook",
    "https://user@shop.example/",
    "https://user:word@shop.example/",
    "https://shop.example@127.0.0.1/",
    "https://shop.example#@127.0.0.1/",
    "https://shop.example/#fragment",
    "https://shop.example\\@127.0.0.1/",
    "https://shop example/",
    "https://shop.example/ hook",
    "https://shop.example/\r\nhost: inside",
    "https://shop.example/\x00",
    "https://münchen.example/",
    "https://127。0。0。1/",
    "https://①②⑦.0.0.1/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0x7f.0.0.1/",
    "https://017700000001/",
    "https://0177.0.0.1/",
    "https://127.1/",
    "https://127.0.1/",
    "https://127.0.0.1./",
    "https://127.0.0.01/",
    "https://0x/",
    "https://shop.0x7f/",
    "https://[::1%25lo]/",
    "https://[::1/",
    "https://[v1.a]/",
    "https://shop..example/",
    "https://-shop.example/",
    "https://%6c%6fcalhost/",
    "https://shop.example:22/",
    "https://shop.example:25/",
    "https://shop.example:0/",
    "https://shop.example:65536/",
    "https://shop.example:https/",
    "https://" + "a" * 2_000 + ".example/",
    "https://" + "a." * 130 + "example/",
]
INSIDE = [
    "0.0.0.0",
    "10.0.0.1",
    "100.64.0.1",
    "127.0.0.1",
    "127.255.255.254",
    "168.63.129.16",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.170",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:a9fe:a9fe::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fec0::1",
    "ff02::1",
]
OUTSIDE = ["8.8.8.8", "1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "::ffff:8.8.8.8"]


@pytest.mark.parametrize(("url", "address"), GOOD)
def test_an_address_in_its_parts(url: str, address: Address) -> None:
    assert parse(url) == address
    assert checked_url(url, STRICT) == url


@pytest.mark.parametrize("url", MISWRITTEN)
def test_what_could_be_read_in_two_ways_is_refused(url: str) -> None:
    with pytest.raises(InvalidInput):
        parse(url)
    with pytest.raises(InvalidInput) as refused:
        checked_url(url, Policy((ip_network("0.0.0.0/0"), ip_network("::/0"))))
    assert refused.value.field == ["url"]


@pytest.mark.parametrize("machine", INSIDE)
def test_a_machine_inside_is_refused_at_once_and_again_when_a_name_leads_there(
    machine: str,
) -> None:
    ip = ip_address(machine)
    host = f"[{machine}]" if ":" in machine else machine

    assert not STRICT.allows(ip)
    with pytest.raises(InvalidInput):
        checked_url(f"https://{host}/", STRICT)
    assert admitted(parse("https://shop.example/"), [ip], STRICT) == []
    assert admitted(parse("https://shop.example/"), [ip_address("8.8.8.8"), ip], STRICT) == []


@pytest.mark.parametrize("machine", OUTSIDE)
def test_a_machine_outside_is_told(machine: str) -> None:
    ip = ip_address(machine)

    assert STRICT.allows(ip)
    assert admitted(parse("https://shop.example/"), [ip], STRICT) == [ip]


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "localhost.", "a.localhost"])
def test_this_very_machine_by_its_name(host: str) -> None:
    with pytest.raises(InvalidInput):
        checked_url(f"https://{host}/", STRICT)


def test_without_tls_only_networks_that_were_allowed_by_name() -> None:
    here = Policy((ip_network("127.0.0.0/8"),))
    address = parse("http://shop.example/")

    with pytest.raises(InvalidInput):
        checked_url("http://shop.example/", STRICT)
    assert checked_url("http://127.0.0.1:8000/", here)
    assert admitted(address, [ip_address("8.8.8.8")], here) == []
    assert admitted(address, [ip_address("127.0.0.1")], here)
    assert admitted(address, [ip_address("10.0.0.1")], here) == []


def test_a_name_that_leads_nowhere_is_told_nothing() -> None:
    assert admitted(parse("https://shop.example/"), [], STRICT) == []
