"""What another reader might read otherwise is not read at all."""

import json

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.strictness import DEPTH_MAX, fault_of

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


def fault(text: str) -> str | None:
    return fault_of(text, orjson.loads(text))


@pytest.mark.parametrize(
    "text",
    [
        '{"query": "{ a }", "query": "{ b }"}',
        '{"variables": {"input": {"id": 1, "id": 2}}}',
        '{"variables": [{"a": 1, "b": 2, "a": 1}]}',
        '{"a": 1, "\\u0061": 2}',
        '{"a": "\\u0022\\u0022", "a": 2}',
        '{"": 1, "": 2}',
    ],
)
def test_a_name_stands_once_in_an_object(text: str) -> None:
    assert "twice" in str(fault(text))


def test_the_same_name_may_stand_in_several_objects() -> None:
    assert fault('{"a": {"a": [{"a": "\\"a\\": {}"}, {"a": "\\u0022"}]}}') is None


@pytest.mark.parametrize("brackets", ["[]", '{"a":}'], ids=["lists", "objects"])
def test_nothing_is_nested_without_end(brackets: str) -> None:
    opening, closing = brackets[:-1], brackets[-1]

    assert fault(opening * DEPTH_MAX + "1" + closing * DEPTH_MAX) is None
    assert "deep" in str(fault(opening * (DEPTH_MAX + 1) + "1" + closing * (DEPTH_MAX + 1)))


@given(VALUES, st.booleans())
def test_whatever_can_be_written_can_be_read(value: object, ascii_only: bool) -> None:
    assert fault(json.dumps(value, ensure_ascii=ascii_only)) is None


@given(st.lists(st.tuples(st.text(max_size=3), st.text(max_size=3)), min_size=1), st.booleans())
def test_a_repeated_name_is_always_found(pairs: list[tuple[str, str]], ascii_only: bool) -> None:
    told = [json.dumps(each, ensure_ascii=ascii_only) for pair in pairs for each in pair]
    members = [f"{name}:{value}" for name, value in zip(told[::2], told[1::2], strict=True)]
    names = [name for name, _ in pairs]

    assert bool(fault("{" + ",".join(members) + "}")) == (len(set(names)) < len(names))
