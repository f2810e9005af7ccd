"""The judge of the fault test: nothing is excused but what was told to be missing, or replaced."""

from uuid import UUID

from bench.soak.feeds import Fact
from bench.soak.followers import Gap
from bench.soak.ledger import judge
from realtime.cursor import Cursor

EPOCH = UUID(int=1)
TEA, CUP = "tea", "cup"
FACTS = [
    Fact(11, TEA, 1),
    Fact(12, CUP, 1),
    Fact(13, TEA, 2),
    Fact(14, TEA, 3),
    Fact(15, CUP, 2),
]


def told(*seqs: int) -> list[Fact | Gap]:
    return [fact for fact in FACTS if fact.seq in seqs]


def test_who_is_told_all_of_it_lost_nothing() -> None:
    verdict = judge(10, told(11, 12, 13, 14, 15), FACTS)

    assert (verdict.told, verdict.lost, verdict.untold) == (5, [], [])


def test_what_was_left_out_in_silence_is_lost() -> None:
    verdict = judge(10, told(11, 12, 14, 15), FACTS)

    assert verdict.lost == [str(Fact(13, TEA, 2))]
    assert verdict.untold == []


def test_what_lies_behind_the_last_place_is_still_to_come() -> None:
    verdict = judge(10, told(11, 13), FACTS)

    assert verdict.lost == [str(Fact(12, CUP, 1))]
    assert verdict.untold == [str(Fact(14, TEA, 3)), str(Fact(15, CUP, 2))]


def test_who_was_told_nothing_lost_nothing_yet() -> None:
    verdict = judge(10, [], FACTS)

    assert (verdict.lost, len(verdict.untold)) == ([], len(FACTS))


def test_a_newer_fact_of_the_same_thing_replaces_only_for_whom_the_latest_is_enough() -> None:
    heard = told(11, 12, 14, 15)

    assert judge(10, heard, FACTS).replaced == 0
    verdict = judge(10, heard, FACTS, latest_only=True)

    assert (verdict.lost, verdict.replaced) == ([], 1)


def test_the_last_fact_of_a_thing_is_replaced_by_nothing() -> None:
    verdict = judge(10, told(11, 12, 13, 15), FACTS, latest_only=True)

    assert verdict.lost == [str(Fact(14, TEA, 3))]


def test_a_told_gap_excuses_what_lies_in_it_and_no_more() -> None:
    before, behind = Cursor(EPOCH, 11), Cursor(EPOCH, 13)
    gap = Gap("SLOW_CONSUMER", before.text, before.text, behind.text, behind.text, None, 0)

    verdict = judge(10, [*told(11), gap, *told(15)], FACTS)

    assert verdict.told_missing == 2
    assert verdict.lost == [str(Fact(14, TEA, 3))]
