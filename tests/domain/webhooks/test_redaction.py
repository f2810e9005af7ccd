"""What a log of deliveries keeps: nothing that opens a door."""

import pytest

from domain.webhooks.redaction import GONE, KEPT_MAX, redacted
from domain.webhooks.signing import PREFIX

SECRETS = [
    (PREFIX + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "MfKQ9r8G"),
    ("Authorization: Bearer abc.def-ghi", "abc.def"),
    ("authorization: Basic dXNlcjp3b3Jk", "dXNlcjp3b3Jk"),
    ("they said Bearer sk_live_12345", "sk_live"),
    ("Set-Cookie: sid=31d4d96e407aad42; Path=/", "31d4d96e"),
    ('{"password": "hunter2"}', "hunter2"),
    ('{"api_key":"k-123"}', "k-123"),
    ("token=abcdef&x=1", "abcdef"),
    ("secret = 'quiet'", "quiet"),
    ("v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=", "K5oZfzN95"),
    ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc", "eyJzdWI"),
    ("no such user ada@shop.example", "ada@"),
    ("call +8613812345678", "13812345678"),
    ('{"token": "cut in two by the en', "cut in two"),
]


@pytest.mark.parametrize(("text", "secret"), SECRETS)
def test_what_opens_a_door_is_gone(text: str, secret: str) -> None:
    kept = redacted(text)

    assert secret not in kept
    assert GONE in kept


@pytest.mark.parametrize("text", ["ok", '{"status": "accepted", "id": 42}', "<h1>Not found</h1>"])
def test_what_is_harmless_is_kept_as_it_is(text: str) -> None:
    assert redacted(text) == text


def test_it_is_short_and_a_row_can_hold_it() -> None:
    kept = redacted("a\x00b\ud800" * 10_000)

    assert len(kept) <= KEPT_MAX
    assert "\x00" not in kept
    assert "\ud800" not in kept


def test_even_what_is_replaced_by_longer_words_stays_short() -> None:
    assert len(redacted("token=a;" * 1_000)) <= KEPT_MAX
