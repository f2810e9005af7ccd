"""Which answer a client gets: what it weighs most, and of equals what it names first."""

import pytest

from api.negotiation import EVENT_STREAM, GRAPHQL_JSON, JSON, choose, dearest

OFFERS = [JSON, GRAPHQL_JSON]


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        ("", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        (JSON, JSON),
        (GRAPHQL_JSON, GRAPHQL_JSON),
        (f"{GRAPHQL_JSON}, {JSON}", GRAPHQL_JSON),
        (f"{JSON};q=0.5, {GRAPHQL_JSON}", GRAPHQL_JSON),
        (f"{GRAPHQL_JSON};q=0.1, {JSON}", JSON),
        (f"Application/JSON ; Q=0.9 , {GRAPHQL_JSON};q=0.8", JSON),
        ('multipart/mixed;boundary="a,b";deferSpec=20220824, application/json;q=0.9', JSON),
        ("image/png, */*;q=0.1", JSON),
        ("image/png", None),
        ("text/html", None),
        (f"{JSON};q=0", None),
        (f"{JSON};q=lots", None),
        (";;;,,,", None),
        ('"\\' * 500, None),
    ],
)
def test_a_client_gets_what_it_wants_most_of_what_there_is(accept: str, chosen: str | None) -> None:
    assert choose(accept, OFFERS) == chosen


def test_to_list_a_stream_beside_json_is_not_to_ask_for_one() -> None:
    urql = f"{GRAPHQL_JSON}, {JSON}, {EVENT_STREAM}, multipart/mixed"

    wanted = dearest(urql)

    assert wanted is not None
    assert wanted.media_type == GRAPHQL_JSON
