"""A token that was verified is believed again, and no longer than it says."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from api import tokens
from api.tokens import KNOWN_LIMIT, Tokens
from domain.identity.errors import InvalidToken, TokenExpired
from domain.identity.tokens import issue_token
from domain.shared.context import Actor
from tests.shop import staff
from tests.wire import SECRET

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def verified(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every token that is really verified, and how often."""
    found: list[str] = []

    def read(secret: str, token: str, now: datetime) -> Any:
        found.append(token)
        return original(secret, token, now)

    original = tokens.read_token
    monkeypatch.setattr(tokens, "read_token", read)
    return found


def token_of(actor: Actor) -> str:
    return issue_token(SECRET, actor, NOW, lifetime=HOUR)


def test_it_is_verified_once(verified: list[str]) -> None:
    known, token = Tokens(SECRET), token_of(staff("orders:read"))

    first, second = known.read(token, NOW), known.read(token, NOW + HOUR / 2)

    assert first == second
    assert verified == [token]


def test_two_tokens_are_two(verified: list[str]) -> None:
    known, ada, sam = Tokens(SECRET), staff(name="Ada"), staff(name="Sam")

    assert [known.read(token_of(each), NOW).actor.name for each in (ada, sam)] == ["Ada", "Sam"]


def test_it_expires_though_it_is_known() -> None:
    known, token = Tokens(SECRET), token_of(staff())
    known.read(token, NOW)

    with pytest.raises(TokenExpired):
        known.read(token, NOW + HOUR)


def test_what_is_no_token_is_refused_each_time(verified: list[str]) -> None:
    known = Tokens(SECRET)

    for _ in range(2):
        with pytest.raises(InvalidToken):
            known.read("no token", NOW)
        with pytest.raises(InvalidToken):
            known.read("x" * 10_000, NOW)

    assert len(verified) == 4


def test_what_is_known_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    known, session = Tokens(SECRET), Tokens(SECRET).read(token_of(staff()), NOW)
    monkeypatch.setattr(tokens, "read_token", lambda *_: session)

    for number in range(KNOWN_LIMIT + 10):
        known.read(str(number), NOW)

    assert len(known._known) == KNOWN_LIMIT
