"""Ids that sort by time."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from domain.shared.ids import new_id, new_name

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def test_an_id_is_a_uuid_of_version_seven() -> None:
    made = new_id()

    assert made.version == 7
    assert made.variant == "specified in RFC 4122"


def test_ids_sort_by_the_time_they_were_made_for() -> None:
    instants = [NOON + timedelta(milliseconds=n) for n in range(100)]

    ids = [new_id(at) for at in instants]

    assert ids == sorted(ids)
    assert [made.int >> 80 for made in ids] == [int(at.timestamp() * 1000) for at in instants]


def test_ids_of_one_instant_differ() -> None:
    assert len({new_id(NOON) for _ in range(10_000)}) == 10_000


def test_a_name_is_written_like_an_id_of_this_instant() -> None:
    before, name, after = new_id(), new_name(), new_id()

    made = UUID(name)

    assert (str(made), made.version, made.variant) == (name, 7, before.variant)
    assert before.int >> 80 <= made.int >> 80 <= after.int >> 80


def test_no_two_names_are_the_same() -> None:
    assert len({new_name() for _ in range(10_000)}) == 10_000
