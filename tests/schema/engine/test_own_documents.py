"""The project's own documents, those too that are wrong on purpose: every tier answers alike."""

import pytest
from graphql import OperationType

from tests.schema.engine.documents import Question
from tests.schema.engine.own_documents import Own, own_documents, queries, variables_of
from tests.schema.engine.tiers import Tiers, assert_same
from tests.schema.shapes import QUERIES

FAST_SHARE = 0.95  # of those documents that are meant to be answered
ASKERS = ("admin", "owner", "nobody")


def test_they_are_found_wherever_they_stand() -> None:
    found = own_documents()
    sound = [own for own in found if own.is_sound]

    assert {own.place.partition("/")[0] for own in found} >= {"tests", "bench", "docs"}
    assert {kind for own in sound for kind in own.kinds} == set(OperationType)
    assert len(sound) >= 120
    assert {root for own in sound for root in own.roots} >= set(QUERIES)


@pytest.mark.parametrize("asker", ASKERS)
def test_every_tier_answers_them_alike(tiers: Tiers, asker: str) -> None:
    for own in queries():
        for operation in own.names:
            question = Question(asker, "en", own.text, variables_of(own), operation)
            assert_same(tiers.ask(question), own.place)


def test_nearly_all_of_them_take_the_fast_path(tiers: Tiers) -> None:
    sound = [own for own in queries() if own.is_sound]

    slow = [own.place for own in sound if not is_fast(tiers, own)]

    assert len(slow) <= (1 - FAST_SHARE) * len(sound), slow


def is_fast(tiers: Tiers, own: Own) -> bool:
    """Whether graphql-core is not needed, whichever of its operations is asked for."""
    variables = variables_of(own)
    asked = [Question("admin", "en", own.text, variables, operation) for operation in own.names]
    return all(tiers.ask(question).is_fast for question in asked)
