"""Refreshing: each token once; a lost answer is forgiven for seconds, a stolen token is not."""

import asyncio

import pytest
from tortoise.transactions import in_transaction

from domain.identity import sessions
from domain.identity.deactivate import deactivate
from domain.identity.end_sessions import end_sessions
from domain.identity.errors import RefreshTokenInvalid
from domain.identity.models import RefreshToken, SessionRow, StaffMember
from domain.identity.scopes import Role
from domain.identity.secrets import hash_of
from domain.identity.sessions import LASTS, start_session
from domain.identity.states import SessionEnd, SignInMethod
from domain.processes.refresh_session import refresh_session
from domain.shared.context import ActorKind
from tests.shop import Shop


@pytest.fixture
async def sun(shop: Shop) -> StaffMember:
    await shop.colleague(Role.ADMIN)
    return await shop.colleague(Role.SERVICE_AGENT)


async def begin(shop: Shop, sun: StaffMember) -> str:
    """A session's first refresh token."""
    async with in_transaction():
        done = await start_session(shop.ctx, shop.as_colleague(sun).actor, SignInMethod.PASSWORD)
    return done.refresh_token


async def go_on(shop: Shop, token: str) -> str:
    return (await refresh_session(shop.as_anonymous, token)).refresh_token


async def is_over(shop: Shop, token: str) -> bool:
    try:
        await go_on(shop, token)
    except RefreshTokenInvalid:
        return True
    return False


async def test_a_session_goes_on_and_nothing_is_told(shop: Shop, sun: StaffMember) -> None:
    first = await begin(shop, sun)
    shop.later(minutes=10)

    second = await go_on(shop, first)
    third = await go_on(shop, second)

    assert len({first, second, third}) == 3
    row = await SessionRow.get()
    assert (row.seen_at, row.version) == (shop.now, 1)
    assert await shop.event_names("session") == ["identity.session_started"]
    assert await RefreshToken.filter(spent_at=None).count() == 1


async def test_a_spent_token_ends_the_session_for_both_who_have_one(
    shop: Shop, sun: StaffMember
) -> None:
    first = await begin(shop, sun)
    second = await go_on(shop, first)
    shop.later(seconds=11)

    assert await is_over(shop, first)

    assert await is_over(shop, second)
    assert (await SessionRow.get()).ended_because is SessionEnd.TOKEN_REUSED
    assert await shop.event_names("session") == [
        "identity.session_started",
        "identity.session_ended",
    ]


async def test_an_answer_that_was_lost_is_given_again_and_the_lost_one_is_withdrawn(
    shop: Shop, sun: StaffMember
) -> None:
    first = await begin(shop, sun)
    await go_on(shop, first)
    shop.later(seconds=9)

    second = await go_on(shop, first)

    third = await go_on(shop, second)
    assert await is_over(shop, first), "its successor was used: that is no lost answer"
    assert await is_over(shop, third)


async def test_a_thief_who_is_quick_is_found_out_when_the_other_goes_on(
    shop: Shop, sun: StaffMember
) -> None:
    stolen = await begin(shop, sun)
    shop.later(minutes=10)
    own = await go_on(shop, stolen)
    shop.later(seconds=9)
    taken = await go_on(shop, stolen)
    shop.later(minutes=14)

    assert await is_over(shop, own)

    assert await is_over(shop, taken), "two had an answer"
    assert (await SessionRow.get()).ended_because is SessionEnd.TOKEN_REUSED


async def test_of_many_at_once_one_token_is_left(shop: Shop, sun: StaffMember) -> None:
    first = await begin(shop, sun)

    given = await asyncio.gather(*(go_on(shop, first) for _ in range(10)))

    alive = [await RefreshToken.filter(spent_at=None).count() for _ in range(1)]
    assert alive == [1]
    assert len(set(given)) == 10
    (last,) = await RefreshToken.filter(spent_at=None).values_list("token_hash", flat=True)
    assert await go_on(shop, next(token for token in given if hash_of(token) == last))


@pytest.mark.parametrize("how", ["everywhere", "left", "time", "row"])
async def test_what_is_over_does_not_go_on(shop: Shop, sun: StaffMember, how: str) -> None:
    token = await begin(shop, sun)
    shop.later(seconds=1)
    if how == "everywhere":
        await end_sessions(shop.ctx, sun.id)
    elif how == "left":
        await deactivate(shop.ctx, sun.id)
    elif how == "time":
        shop.now += LASTS[ActorKind.STAFF]
    else:  # the card says so, though no session was told of it
        await StaffMember.filter(id=sun.id).update(sessions_valid_from=shop.now)

    assert await is_over(shop, token)
    assert await is_over(shop, token)


@pytest.mark.parametrize("token", ["x", "tgr_" + "x" * 43, "é" * 10])
async def test_what_is_no_token_is_told_the_same(shop: Shop, token: str) -> None:
    assert await is_over(shop, token)


async def test_a_process_that_dies_before_the_end_has_spent_nothing(
    shop: Shop, sun: StaffMember, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await begin(shop, sun)

    async def die(*args: object) -> str:
        raise asyncio.CancelledError

    with monkeypatch.context() as dying:
        dying.setattr(sessions, "_new_token", die)
        with pytest.raises(asyncio.CancelledError):
            await go_on(shop, first)
    shop.later(minutes=1)

    assert await go_on(shop, first)
