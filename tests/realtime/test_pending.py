"""What waits for somebody who follows the state of many things and takes nothing now."""

from uuid import UUID

from realtime.cursor import Cursor
from realtime.items import Item
from realtime.pending import Latest

EPOCH = UUID(int=1)
FEW = 8
MOST = 16


def item(seq: int, subject: int | None) -> Item:
    return Item(b"", Cursor(EPOCH, seq), UUID(int=subject) if subject else None)


def sent(waiting: Latest) -> list[int]:
    """The numbers of all that waits, in the order in which it goes out."""
    return [each.at.seq for _ in range(len(waiting)) if (each := waiting.pop())]


def test_while_few_wait_nothing_is_left_out() -> None:
    waiting = Latest(FEW, MOST)

    assert all(waiting.keep(item(seq, subject=1)) for seq in range(1, FEW + 1))

    assert sent(waiting) == list(range(1, FEW + 1))


def test_of_more_the_latest_of_each_thing_waits_in_the_order_of_the_log() -> None:
    waiting = Latest(FEW, MOST)

    assert all(waiting.keep(item(seq, subject=1 + seq % 3)) for seq in range(1, FEW + 2))

    assert sent(waiting) == [FEW - 1, FEW, FEW + 1]


def test_what_tells_of_no_thing_is_replaced_by_nothing() -> None:
    waiting = Latest(FEW, MOST)

    waiting.keep(item(1, subject=None))
    waiting.keep(item(2, subject=None))
    for seq in range(3, FEW + 2):
        waiting.keep(item(seq, subject=1))

    assert sent(waiting) == [1, 2, FEW + 1]


def test_too_many_things_find_no_room() -> None:
    waiting = Latest(FEW, MOST)

    kept = [waiting.keep(item(seq, subject=seq)) for seq in range(1, 3 * MOST)]

    assert kept[:MOST] == [True] * MOST
    assert False in kept
    assert kept.index(False) <= 2 * MOST


def test_the_thing_that_changes_most_is_told_even_to_somebody_who_is_always_behind() -> None:
    busiest, others = 1, range(2, MOST)
    waiting = Latest(FEW, MOST)
    seq = 0
    told: list[UUID | None] = []

    for _ in range(FEW):
        for each in others:
            for subject in (each, busiest):
                seq += 1
                assert waiting.keep(item(seq, subject))
        for _ in range(2):
            gone = waiting.pop()
            assert gone is not None
            told.append(gone.subject)

    assert UUID(int=busiest) in told
