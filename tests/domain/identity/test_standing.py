"""What a token is worth now: the roles are those of now, and what was ended stays ended."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.identity.actors import actor_of_integration, actor_of_staff
from domain.identity.deactivate import deactivate
from domain.identity.end_sessions import end_sessions
from domain.identity.errors import SessionEnded
from domain.identity.keys import KeyRing
from domain.identity.models import StaffMember
from domain.identity.queries import standings_of_staff
from domain.identity.reactivate import reactivate
from domain.identity.scopes import Role
from domain.identity.set_roles import set_roles
from domain.identity.standing import Standing, as_it_stands, valid_from
from domain.identity.tokens import Session, issue_token, read_token
from domain.shared.ids import new_id
from tests.shop import OPENING, Shop

SECRET = "a secret of at least thirty-two bytes"
KEYS = KeyRing(SECRET)
MICROSECOND = timedelta(microseconds=1)


@pytest.fixture
async def shop(shop: Shop) -> Shop:
    """With somebody who stays its administrator."""
    await shop.colleague(Role.ADMIN, name="Ada")
    return shop


def session_of(member: StaffMember, now: datetime) -> Session:
    """What a token says that is issued now, and read within the same second."""
    token = issue_token(SECRET, actor_of_staff(member), now)
    return read_token(KEYS, token, now)


async def judged(session: Session) -> Session:
    assert session.actor.id is not None
    known = await standings_of_staff([session.actor.id])
    return as_it_stands(session, known.get(session.actor.id))


def test_a_token_of_somebody_of_whom_nothing_is_known_is_worth_what_it_says() -> None:
    erp = Session(actor_of_integration("erp", []), OPENING, OPENING)

    assert as_it_stands(erp, None) == as_it_stands(erp, Standing()) == erp


async def test_roles_are_those_of_now_in_a_token_of_before(shop: Shop) -> None:
    sun = await shop.colleague(Role.ADMIN)
    session = session_of(sun, shop.now)

    await set_roles(shop.ctx, sun.id, [Role.WAREHOUSE_OPERATOR])

    now = await judged(session)
    assert now.actor == actor_of_staff(await StaffMember.get(id=sun.id))
    assert now.actor.roles == ("warehouse_operator",)
    assert (now.issued_at, now.expires_at) == (session.issued_at, session.expires_at)


async def test_ended_sessions_stay_ended_and_whoever_signs_in_again_is_welcome(shop: Shop) -> None:
    sun = await shop.colleague(Role.ADMIN)
    before = session_of(sun, shop.now - MICROSECOND)

    await end_sessions(shop.ctx, sun.id)

    with pytest.raises(SessionEnded) as refused:
        await judged(before)
    assert refused.value.code == "SESSION_ENDED"
    assert (await judged(session_of(sun, shop.now))).actor.id == sun.id


async def test_who_left_is_signed_out_also_when_they_come_back(shop: Shop) -> None:
    sun = await shop.colleague(Role.ADMIN)
    before = session_of(sun, shop.now - MICROSECOND)

    await deactivate(shop.ctx, sun.id)
    for session in (before, session_of(sun, shop.now)):
        with pytest.raises(SessionEnded):
            await judged(session)
    await reactivate(shop.ctx, sun.id)

    with pytest.raises(SessionEnded):
        await judged(before)
    assert (await judged(session_of(sun, shop.now))).actor.roles == ("admin",)


async def test_nothing_is_known_of_who_never_worked_here(shop: Shop) -> None:
    assert await standings_of_staff([new_id()]) == {}


@pytest.mark.parametrize("microsecond", [0, 1, 499_999, 500_000, 999_999])
def test_a_token_remembers_to_the_microsecond_when_it_was_issued(microsecond: int) -> None:
    now = datetime(2026, 3, 2, 9, 0, 0, microsecond, tzinfo=UTC)
    sun = StaffMember(id=new_id(), name="Sun Li", roles=[], is_active=True)

    assert session_of(sun, now).issued_at == now


def test_what_was_ended_once_stays_ended() -> None:
    assert valid_from(OPENING, None) == OPENING
    assert valid_from(OPENING + MICROSECOND, OPENING) == OPENING + MICROSECOND
    assert valid_from(OPENING, OPENING + MICROSECOND) == OPENING + MICROSECOND
