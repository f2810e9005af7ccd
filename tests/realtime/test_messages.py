"""Messages and cursors survive the journey; anything else is refused politely."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from domain.shared.ids import new_id
from domain.shared.outbox import AggregateType
from realtime import messages, topics
from realtime.bus import SHARDS, shard_of
from realtime.cursor import Cursor, Fate, classify
from realtime.messages import (
    Batch,
    Heartbeat,
    Lag,
    Malformed,
    Message,
    Person,
    PresenceActivity,
    Present,
    Resync,
    StoredEvent,
)

EPOCH = UUID("01890a5d-ac96-774b-bcce-b302099a8057")
FACT = StoredEvent(
    seq=2**53 + 1,
    aggregate_type="order",
    aggregate_id=UUID("01890a5d-ac96-774b-bcce-b302099a8058"),
    version=3,
    type="orders.order_noted",
    payload={"reason": "缺货", "units": 7, "parts": [{"a": None}]},
    actor="system",
    occurred_at=datetime(2026, 3, 2, 9, 0, 0, 123456, tzinfo=UTC),
)
SUN = Person(EPOCH, "孙丽", PresenceActivity.EDITING, FACT.occurred_at)


@pytest.mark.parametrize(
    "message",
    [
        Batch(EPOCH, (FACT, FACT)),
        Batch(EPOCH, ()),
        Heartbeat(EPOCH, 7),
        Heartbeat(EPOCH, 7, Lag(3, 0.25)),
        Resync(),
        Present(EPOCH, 2.5, {"ticket:1": (SUN, SUN), "order:1": ()}),
    ],
)
def test_a_message_arrives_as_it_was_sent(message: Message) -> None:
    assert messages.decode(messages.encode(message)) == message


@pytest.mark.parametrize(
    "text",
    [
        *("", "{", "null", "7", "[]", "{}", '{"kind":1}', '{"kind":"events"}'),
        '{"kind":"present"}',
        f'{{"kind":"present","process":"{EPOCH}","holds_seconds":2.5,"places":[]}}',
        f'{{"kind":"present","process":"{EPOCH}","holds_seconds":2.5,"places":{{"a":[{{}}]}}}}',
    ],
)
def test_what_is_no_message_is_malformed(text: str) -> None:
    with pytest.raises(Malformed):
        messages.decode(text)


def test_a_thing_keeps_its_shard_in_every_process_and_release() -> None:
    assert shard_of(EPOCH) == 4
    assert {shard_of(new_id()) for _ in range(1_000)} == set(range(SHARDS))


def test_a_cursor_is_short_and_comes_back_as_it_was() -> None:
    cursor = Cursor(EPOCH, 2**62)

    assert Cursor.read(cursor.text) == cursor
    assert len(cursor.text) == 32
    assert cursor.text.replace("-", "").replace("_", "").isalnum()


@pytest.mark.parametrize("text", ["", "x", "x" * 31, "x" * 33, "=" * 32, "ö" * 32, "\0" * 32])
def test_what_is_no_cursor_reads_as_none(text: str) -> None:
    assert Cursor.read(text) is None


@pytest.mark.parametrize(
    ("cursor", "fate"),
    [
        (Cursor(EPOCH, 5), Fate.OK),
        (Cursor(EPOCH, 9), Fate.OK),
        (Cursor(EPOCH, 4), Fate.EXPIRED),
        (Cursor(EPOCH, 10), Fate.UNKNOWN),
        (Cursor(new_id(), 7), Fate.UNKNOWN),
        (None, Fate.UNKNOWN),
    ],
)
def test_the_fate_of_a_cursor_in_a_log_that_keeps_5_to_9(cursor: Cursor | None, fate: Fate) -> None:
    assert classify(cursor, epoch=EPOCH, floor=5, newest=9) is fate


def test_a_fact_is_told_to_those_of_its_kind_and_of_its_thing() -> None:
    assert set(topics.of(FACT)) == {topics.orders(), topics.order(FACT.aggregate_id)}


@pytest.mark.parametrize("kind", AggregateType)
def test_every_kind_of_thing_can_be_followed(kind: AggregateType) -> None:
    wanted = [topics.every(kind), topics.one(kind, EPOCH)]

    assert topics.split(wanted) == ([kind.value], [(kind.value, EPOCH)])
