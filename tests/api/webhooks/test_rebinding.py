"""Names that lead somewhere else the second time: what was looked at is what is connected to."""

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from api.adapters.receivers import HttpSender
from domain.webhooks.addresses import IP, STRICT, Policy
from domain.webhooks.states import AttemptError
from domain.webhooks.telling import Answer, Outgoing
from tests.receivers import receiving
from tests.world.webhooks import HERE

NAME = "receiver.example"


class Names:
    """A name server that answers something else each time."""

    def __init__(self, *answers: list[str]) -> None:
        self._answers: Iterator[list[str]] = iter(answers)
        self.asked = 0

    async def resolve(self, host: str, port: int) -> list[IP]:
        self.asked += 1
        return [ip_address(each) for each in next(self._answers)]


async def sent(url: str, names: Names, policy: Policy = HERE, **given: ssl.SSLContext) -> Answer:
    async with HttpSender(policy, resolve=names.resolve, **given) as sender:
        return await sender.send(Outgoing(url, {"webhook-id": "msg_1"}, b"{}"))


async def test_the_machine_that_was_looked_at_is_the_one_that_is_told() -> None:
    async with receiving() as receiver:
        names = Names(["127.0.0.1"], ["10.0.0.1"])

        answer = await sent(f"http://{NAME}:{receiver.port}/", names)

        assert answer.is_good
        assert names.asked == 1, "there is no second answer that could be another"
        assert receiver.heard[0].headers["host"] == f"{NAME}:{receiver.port}"


async def test_a_name_is_looked_at_anew_at_each_attempt() -> None:
    async with receiving() as receiver:
        names = Names(["127.0.0.1"], ["10.0.0.1"])
        async with HttpSender(HERE, resolve=names.resolve) as sender:
            message = Outgoing(f"http://{NAME}:{receiver.port}/", {}, b"{}")

            assert (await sender.send(message)).is_good
            assert (await sender.send(message)).error is AttemptError.ADDRESS_REFUSED

        assert len(receiver.heard) == 1


@pytest.mark.parametrize(
    "machines", [["127.0.0.1"], ["8.8.8.8", "127.0.0.1"], ["::ffff:127.0.0.1"], ["::1"], []]
)
async def test_a_name_that_leads_inside_is_told_nothing(machines: list[str]) -> None:
    async with receiving() as receiver:
        answer = await sent(f"https://{NAME}:{receiver.port}/", Names(machines), STRICT)

        assert answer.error is AttemptError.ADDRESS_REFUSED
        assert receiver.heard == []


async def test_proxies_of_the_environment_are_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    async with receiving() as proxy, receiving() as receiver:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")

        answer = await sent(f"http://{NAME}:{receiver.port}/", Names(["127.0.0.1"]))

        assert answer.is_good
        assert proxy.heard == []


async def test_the_certificate_is_asked_for_the_name_though_the_number_is_connected_to(
    tmp_path: Path,
) -> None:
    server, trusting = certificate(tmp_path, NAME)
    async with receiving(tls=server) as receiver:
        url = f"https://{NAME}:{receiver.port}/"
        good = await sent(url, Names(["127.0.0.1"]), tls=trusting)
        wrong = await sent(url.replace(NAME, "other.example"), Names(["127.0.0.1"]), tls=trusting)
        strange = await sent(url, Names(["127.0.0.1"]))

        assert good.is_good
        assert wrong.error is AttemptError.TLS_FAILED
        assert strange.error is AttemptError.TLS_FAILED, "nobody we trust has signed it"
        assert len(receiver.heard) == 1


def certificate(folder: Path, name: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's certificate of its own making, and a client that trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    text = made.public_bytes(serialization.Encoding.PEM)
    path = folder / "server.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + text
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(path)
    return server, ssl.create_default_context(cadata=text.decode())


def test_the_networks_of_tests_are_this_machine() -> None:
    assert HERE.networks == (ip_network("127.0.0.0/8"),)
