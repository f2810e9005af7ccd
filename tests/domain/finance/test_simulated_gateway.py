"""The simulated gateway: one fate for each key and seed, and books of its own that hold."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.finance.gateways.book import Book
from domain.finance.gateways.port import Ask, BadMessage, GatewayUnavailable
from domain.finance.gateways.simulated import NO_FAULTS, Faults, SimulatedGateway
from domain.finance.states import TransactionState, TransactionType
from domain.shared.money import Money
from tests.world.payments import SECRET

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
T, S = TransactionType, TransactionState


def opened(faults: Faults = NO_FAULTS, *, seed: int = 1) -> SimulatedGateway:
    return SimulatedGateway(Book(), SECRET, lambda: NOON, seed=seed, faults=faults)


def ask(
    key: str, type_: TransactionType = T.AUTHORIZATION, minor: int = 100, begun: str = ""
) -> Ask:
    return Ask(key, type_, Money(minor, "USD"), begun or key, "", NOON, "ORD-1")


async def story(gateway: SimulatedGateway, keys: int) -> AsyncIterator[str]:
    for number in range(keys):
        try:
            yield str((await gateway.perform(ask(f"key {number}"))).state)
        except GatewayUnavailable as lost:
            yield str(lost)


async def test_the_same_seed_tells_the_same_story() -> None:
    faults = Faults(declined=0.2, slow=0.2, action=0.2, unheard=0.1, unanswered=0.1)

    first, again, other = [
        [each async for each in story(opened(faults, seed=seed), 60)] for seed in (7, 7, 8)
    ]

    assert first == again != other
    assert len(set(first)) == 6, "of everything that can happen, something did"


async def test_asked_twice_at_once_it_does_a_thing_once() -> None:
    gateway = opened()

    said = await asyncio.gather(*(gateway.perform(ask("k")) for _ in range(3)))

    assert len({each.reference for each in said}) == 1
    assert len(gateway.book.movements()) == 1


@pytest.mark.parametrize(("type_", "minor"), [(T.CAPTURE, 101), (T.REFUND, 1), (T.CAPTURE, 10**9)])
async def test_its_own_books_refuse_what_does_not_add_up(
    type_: TransactionType, minor: int
) -> None:
    gateway = opened()
    await gateway.perform(ask("held"))

    refused = await gateway.perform(ask("more", type_, minor, "held"))

    assert (refused.state, refused.failure_code) == (S.FAILED, "too_much")


async def test_what_it_never_heard_of_it_does_not_find_and_a_void_keeps_it_from_coming() -> None:
    gateway = opened()
    assert await gateway.find(ask("lost")) is None

    void = await gateway.perform(ask("void", T.VOID, 100, "lost"))
    late = await gateway.perform(ask("lost"))

    assert (void.state, late.state) == (S.SUCCEEDED, S.EXPIRED)


async def test_each_message_is_sent_once_and_read_only_with_its_signature() -> None:
    gateway = opened(replace(NO_FAULTS, late=1))
    await gateway.perform(ask("k"))

    assert gateway.messages(NOON) == []
    (message,) = gateway.messages(NOON + timedelta(minutes=2))
    assert gateway.messages(NOON + timedelta(minutes=2)) == []
    (news,) = gateway.read(message.headers, message.body)
    assert (news.key, news.type, news.outcome.state) == ("k", T.AUTHORIZATION, S.SUCCEEDED)
    with pytest.raises(BadMessage):
        gateway.read(message.headers, message.body.replace(b"100", b"900"))


async def test_what_is_lost_is_counted_and_what_is_repeated_is_sent_twice() -> None:
    faults = replace(NO_FAULTS, unheard=0.3, unanswered=0.3, late=1, repeated=1, late_seconds=5)
    gateway = opened(faults)

    told = [each async for each in story(gateway, 60)]

    lost = [each for each in told if "lost" in each]
    assert gateway.book.calls() == (60, len(lost))
    assert {"the question was lost", "the answer was lost"} == set(lost)
    sent = gateway.messages(NOON + timedelta(seconds=11))
    done = gateway.book.movements()
    assert len(sent) == 2 * len(done)
    assert [(all_, were_sent) for _, all_, were_sent in gateway.book.letters()] == [(2, 2)] * len(
        done
    )
    firsts = list(dict.fromkeys(each.headers["webhook-id"] for each in sent))
    assert firsts != [id_ for id_, _, _ in gateway.book.letters()], "and not in order"


async def test_what_is_answered_later_takes_as_long_as_it_is_said_to_take() -> None:
    now = NOON
    faults = replace(NO_FAULTS, slow=1, slow_seconds=3)
    gateway = SimulatedGateway(Book(), SECRET, lambda: now, faults=faults)

    states = [(await gateway.perform(ask("k"))).state]
    for seconds in (2, 3):
        now = NOON + timedelta(seconds=seconds)
        found = await gateway.find(ask("k"))
        assert found is not None
        states.append(found.state)

    assert states == [S.PENDING, S.PENDING, S.SUCCEEDED]
