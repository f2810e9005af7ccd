"""The simulated gateway posts its messages to a server, signed, and a lost one is no accident."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from api.adapters.sandbox_messages import heard_by, post_messages
from domain.finance.gateways.book import Book
from domain.finance.gateways.port import Ask
from domain.finance.gateways.registry import use_gateways
from domain.finance.gateways.simulated import NO_FAULTS, SimulatedGateway
from domain.finance.states import TransactionType
from domain.processes.hear_sandbox import hear_sandbox
from domain.shared.context import SYSTEM, Context
from domain.shared.money import Money
from tests.receivers import Reply, receiving
from tests.world.payments import SECRET

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
CTX = Context(actor=SYSTEM, now=NOON + timedelta(minutes=1))


@pytest.fixture
def gateway() -> Iterator[SimulatedGateway]:
    found = SimulatedGateway(Book(), SECRET, lambda: NOON, faults=NO_FAULTS)
    use_gateways(found)
    yield found
    use_gateways()
    found.book.close()


async def asked(gateway: SimulatedGateway, *keys: str) -> None:
    for key in keys:
        amount = Money(100, "USD")
        await gateway.perform(Ask(key, TransactionType.CAPTURE, amount, key, "", NOON, "ORD-1"))


async def test_each_message_is_posted_once_to_the_gateways_own_address(
    gateway: SimulatedGateway,
) -> None:
    await asked(gateway, "one", "two")
    async with receiving(lambda heard: Reply(200 if len(receiver.heard) == 1 else 503)) as receiver:
        address = receiver.url.rpartition("/")[0]

        assert await post_messages(CTX, address) == 2
        assert await post_messages(CTX, address) == 0

        told = [gateway.read(heard.headers, heard.body)[0].key for heard in receiver.heard]
    assert told == ["one", "two"]


async def test_a_message_to_nobody_is_lost_and_the_others_are_sent(
    gateway: SimulatedGateway,
) -> None:
    await asked(gateway, "one")

    assert await post_messages(CTX, "http://127.0.0.1:1") == 0
    assert gateway.messages(CTX.now) == []


def test_without_an_address_it_is_heard_within_the_process() -> None:
    assert heard_by(None) is hear_sandbox
