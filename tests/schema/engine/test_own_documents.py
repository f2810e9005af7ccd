"""The project's own documents, those too that are wrong on purpose: every tier answers alike."""

from collections.abc import Callable

import pytest
from graphql import OperationType

from tests.schema.engine.documents import Question
from tests.schema.engine.own_documents import own_documents, queries, variables_of
from tests.schema.engine.tiers import NOT_COMPARED, Tiers, assert_same
from tests.schema.shapes import QUERIES

FAST_SHARE = 0.95  # of those that are answered without an error
DESCRIPTIONS = {"__schema", "__type"}  # what the schema says of itself reads no rows
ASKERS = ("admin", "owner", "nobody")


def test_they_are_found_wherever_they_stand() -> None:
    found = own_documents()
    sound = [own for own in found if own.is_sound]

    assert {own.place.partition("/")[0] for own in found} >= {"tests", "bench", "docs"}
    assert {kind for own in sound for kind in own.kinds} == set(OperationType)
    assert len(sound) >= 120
    assert {root for own in sound for root in own.roots} >= set(QUERIES)


@pytest.mark.parametrize("asker", ASKERS)
def test_every_tier_answers_them_alike_and_nearly_all_are_fast(
    tiers: Tiers, asker: str, record_property: Callable[[str, object], None]
) -> None:
    slow: list[str] = []
    answered = 0
    for own in queries():
        for operation in own.names:
            question = Question(asker, "en", own.text, variables_of(own), operation)
            answers = tiers.ask(question)
            if own.roots & NOT_COMPARED or own.roots & DESCRIPTIONS:
                continue  # and they are none of the fast path's
            assert_same(answers, own.place)
            if "errors" not in answers.reference and "data" in answers.reference:
                answered += 1
                slow += [] if answers.is_fast else [own.place]

    record_property("answered", answered)
    record_property("fast", answered - len(slow))
    assert answered >= 90
    assert len(slow) <= (1 - FAST_SHARE) * answered, "\n".join(slow)
