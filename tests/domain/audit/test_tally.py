"""What is refused again and again fills neither the disk nor the memory."""

from datetime import timedelta

from domain.audit.entries import AuditKind
from domain.audit.tally import KNOWN_MAX, MANY, STRANGERS_MAX, WINDOW, Tally
from domain.shared.ids import new_id
from tests.domain.audit.world import NOON, an_entry

SECOND = timedelta(seconds=1)


def refused(**said: object) -> object:
    told = {"kind": AuditKind.REFUSED, "actor": "anonymous", "code": "FORBIDDEN", "subjects": ()}
    return an_entry(**{**told, **said})


def test_the_first_is_told_at_once_and_the_others_when_the_minute_is_over() -> None:
    tally = Tally()

    told = [tally.count(refused(at=NOON + SECOND * step)) for step in range(5)]

    assert [each is not None for each in told] == [True, False, False, False, False]
    assert tally.due(NOON + WINDOW - SECOND) == []
    [more] = tally.due(NOON + WINDOW)
    assert (more.count, more.occurred_at) == (4, NOON + SECOND * 4)


def test_what_happened_once_is_told_once() -> None:
    tally = Tally()
    tally.count(refused())

    assert tally.due(NOON + WINDOW) == []


def test_another_minute_begins_anew() -> None:
    tally = Tally()
    tally.count(refused())
    tally.due(NOON + WINDOW)

    assert tally.count(refused(at=NOON + WINDOW)) is not None


def test_another_actor_address_or_code_is_another_line() -> None:
    tally = Tally()
    others = [{}, {"actor": "staff:1"}, {"address": "192.0.2.9"}, {"code": "TOKEN_EXPIRED"}]

    assert all(tally.count(refused(**other)) for other in others)


def test_very_many_strangers_are_one_line_without_a_name_or_an_address() -> None:
    tally = Tally()
    flood = [refused(address=f"192.0.2.{step}") for step in range(STRANGERS_MAX + 1000)]

    told = [line for entry in flood if (line := tally.count(entry))]

    assert len(told) == STRANGERS_MAX + 1
    assert (told[-1].address, told[-1].request_id) == (None, MANY)
    assert sum(line.count for line in (*told, *tally.close())) == len(flood)


def test_a_flood_of_strangers_hides_nobody_who_has_a_name() -> None:
    tally = Tally()
    for step in range(STRANGERS_MAX * 2):
        tally.count(refused(address=f"192.0.2.{step}"))

    known = refused(actor=f"staff:{new_id()}")

    assert tally.count(known) == known


def test_so_many_names_are_known_at_once_and_no_more() -> None:
    tally = Tally()
    told = [tally.count(refused(actor=f"customer:{step}")) for step in range(KNOWN_MAX + 10)]

    assert sum(each is not None for each in told) == KNOWN_MAX + 1
