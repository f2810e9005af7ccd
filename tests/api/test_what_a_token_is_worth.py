"""Sessions as they are now: roles of now, refused once ended, and live ones hear of it at once."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest
from tortoise.transactions import in_transaction

from api import sessions as module
from api.keys import Keys
from api.sessions import Sessions
from domain.customers import end_sessions as customers
from domain.customers.models import Customer
from domain.customers.update_customer import update_customer
from domain.identity.actors import actor_of_customer, actor_of_integration, actor_of_staff
from domain.identity.create_api_token import create_api_token
from domain.identity.deactivate import deactivate
from domain.identity.end_session import end_session
from domain.identity.end_sessions import end_sessions
from domain.identity.errors import InvalidToken, SessionEnded, TokenExpired
from domain.identity.models import StaffMember
from domain.identity.reactivate import reactivate
from domain.identity.scopes import Role, Scope
from domain.identity.sessions import start_session
from domain.identity.set_roles import set_roles
from domain.identity.states import SignInMethod
from domain.identity.tokens import Session, issue_access_token, issue_token
from domain.shared import sql
from domain.shared.context import Actor
from domain.shared.ids import new_id
from realtime.bus import Bus
from realtime.hub import Hub
from tests.realtime.conftest import bus, connection, hub
from tests.realtime.world import relay_all, until
from tests.shop import Shop
from tests.statements import count_statements
from tests.wire import DEADLINE_SECONDS, SECRET

__all__ = ["bus", "connection", "hub"]
FOR_EVER = 3_600.0


@pytest.fixture(autouse=True)
def believed_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was read is believed until a fact says otherwise."""
    monkeypatch.setattr(module, "BELIEVED_SECONDS", FOR_EVER)


@pytest.fixture
async def shop(shop: Shop) -> Shop:
    """At the hour of the tokens, which is the real one."""
    shop.now = datetime.now(UTC)
    await shop.colleague(Role.ADMIN, name="Ada")  # who stays the administrator
    return shop


@pytest.fixture
async def sessions(hub: Hub) -> AsyncIterator[Sessions]:
    opened = Sessions(Keys(SECRET), hub)
    await opened.start()
    yield opened
    await opened.stop()


@pytest.fixture
async def world(shop: Shop, bus: Bus, connection: asyncpg.Connection) -> "World":
    return World(shop, bus, connection)


class World:
    """Whoever changes things, and how the others hear of it."""

    def __init__(self, shop: Shop, bus: Bus, connection: asyncpg.Connection) -> None:
        self.shop = shop
        self._bus = bus
        self._connection = connection

    async def tell(self) -> None:
        await relay_all(self._connection, self._bus)


class Told:
    """What a live session was told."""

    def __init__(self) -> None:
        self.all: list[Session | None] = []

    def __call__(self, session: Session | None) -> None:
        self.all.append(session)

    async def last(self, count: int = 1) -> Session | None:
        """The newest of so many."""
        await until(lambda: len(self.all) >= count)
        assert len(self.all) == count
        return self.all[-1]


def token_of(actor: Actor, *, age: timedelta = timedelta(minutes=1)) -> str:
    return issue_token(SECRET, actor, datetime.now(UTC) - age, lifetime=timedelta(hours=1))


async def heard(sessions: Sessions, token: str) -> None:
    """Wait until a session is refused."""
    async with asyncio.timeout(DEADLINE_SECONDS):
        while True:
            try:
                await sessions.session(token)
            except SessionEnded:
                return
            await asyncio.sleep(0.005)


async def test_a_token_is_read_as_before(sessions: Sessions, shop: Shop) -> None:
    sun, cleo = await shop.colleague(Role.SERVICE_AGENT), await shop.customer()
    actors = [
        actor_of_staff(sun),
        actor_of_customer(cleo.id, cleo.name),
        actor_of_integration("erp", [Scope.ORDERS_READ]),
        actor_of_customer(new_id(), "Somebody whose card is elsewhere"),
    ]

    assert [(await sessions.session(token_of(actor))).actor for actor in actors] == actors
    with pytest.raises(InvalidToken):
        await sessions.session("not a token")
    with pytest.raises(TokenExpired):
        await sessions.session(token_of(actors[0], age=timedelta(days=2)))


async def test_what_a_token_says_beyond_the_roles_of_now_is_not_believed(
    sessions: Sessions, shop: Shop
) -> None:
    sun = await shop.colleague(Role.SERVICE_AGENT)
    once = actor_of_staff(await shop.colleague(Role.ADMIN))
    stale = Actor(once.kind, sun.id, "Sun", once.scopes, once.roles)

    assert (await sessions.session(token_of(stale))).actor == actor_of_staff(sun)


async def test_the_database_is_asked_once_for_all_who_come_together_and_then_not_again(
    sessions: Sessions, shop: Shop
) -> None:
    tokens = [token_of(actor_of_staff(await shop.colleague(Role.ADMIN))) for _ in range(20)]

    async with count_statements() as statements:
        await asyncio.gather(*(sessions.session(token) for token in tokens * 3))
        for token in tokens:
            await sessions.session(token)

    assert len([sent for sent in statements.sent if "staff_member" in sent]) == 1


async def test_a_change_is_honoured_as_soon_as_it_is_told(sessions: Sessions, world: World) -> None:
    sun = await world.shop.colleague(Role.ADMIN)
    token = token_of(actor_of_staff(sun))
    await sessions.session(token)

    await set_roles(world.shop.ctx, sun.id, [Role.WAREHOUSE_OPERATOR])
    await world.tell()
    await until(lambda: not sessions._known)
    assert (await sessions.session(token)).actor.roles == ("warehouse_operator",)

    await end_sessions(world.shop.ctx, sun.id)
    await world.tell()
    await heard(sessions, token)
    assert await sessions.session(token_of(actor_of_staff(sun), age=timedelta()))

    await deactivate(world.shop.ctx, sun.id)
    await world.tell()
    await heard(sessions, token_of(actor_of_staff(sun), age=timedelta()))


async def test_a_customer_is_signed_out_and_what_else_happens_to_the_card_is_no_matter(
    sessions: Sessions, world: World
) -> None:
    cleo = await world.shop.customer()
    token = token_of(actor_of_customer(cleo.id))
    await sessions.session(token)

    await update_customer(world.shop.ctx, cleo.id, name="Cleo")
    await world.tell()
    async with count_statements() as statements:
        await sessions.session(token)
    assert not any("customer" in sent for sent in statements.sent)

    await customers.end_sessions(world.shop.ctx, cleo.id)
    await world.tell()
    await heard(sessions, token)


async def test_a_process_that_hears_nothing_looks_again_after_a_few_seconds(
    sessions: Sessions, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BELIEVED_SECONDS", 0.05)
    sun = await world.shop.colleague(Role.ADMIN)
    token = token_of(actor_of_staff(sun))
    await sessions.session(token)

    await end_sessions(world.shop.ctx, sun.id)

    await heard(sessions, token)


async def test_a_change_while_the_database_is_asked_is_not_overlooked(
    sessions: Sessions, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    sun = await world.shop.colleague(Role.ADMIN)
    token = token_of(actor_of_staff(sun))
    has_read, may_go_on = asyncio.Event(), asyncio.Event()
    standings = module.READ[actor_of_staff(sun).kind]

    async def read_slowly(ids: Any) -> Any:
        found = await standings(ids)
        has_read.set()
        await may_go_on.wait()
        return found

    monkeypatch.setitem(module.READ, actor_of_staff(sun).kind, read_slowly)
    asking = asyncio.create_task(sessions.session(token))
    await has_read.wait()
    await end_sessions(world.shop.ctx, sun.id)
    await world.tell()
    await until(lambda: not any(sessions._under_way))
    may_go_on.set()

    with pytest.raises(SessionEnded):
        await asking


async def test_facts_that_were_missed_make_everything_doubtful(
    sessions: Sessions, world: World, hub: Hub
) -> None:
    told = Told()
    sun, ben = await world.shop.colleague(Role.ADMIN), await world.shop.colleague(Role.ADMIN)
    token = token_of(actor_of_staff(sun))
    await sessions.session(token)
    sessions.watch(await sessions.session(token_of(actor_of_staff(ben))), told)
    await StaffMember.all().update(sessions_valid_from=world.shop.now)

    for listener in hub.listeners:
        listener.overflow()

    assert await told.last() is None
    await heard(sessions, token)


async def test_another_log_makes_everything_doubtful(
    sessions: Sessions, world: World, hub: Hub
) -> None:
    sun = await world.shop.colleague(Role.ADMIN)
    token = token_of(actor_of_staff(sun))
    await sessions.session(token)
    await StaffMember.all().update(is_active=False)
    await sql.execute("UPDATE relay_state SET epoch = gen_random_uuid()")

    for listener in hub.listeners:
        listener.begin_anew(new_id())

    await heard(sessions, token)


async def test_a_live_session_hears_of_other_roles_and_then_of_its_end(
    sessions: Sessions, world: World
) -> None:
    told, of_ben = Told(), Told()
    sun, ben = await world.shop.colleague(Role.ADMIN), await world.shop.colleague(Role.ADMIN)
    live = await sessions.session(token_of(actor_of_staff(sun)))
    sessions.watch(live, told)
    sessions.watch(await sessions.session(token_of(actor_of_staff(ben))), of_ben)

    await set_roles(world.shop.ctx, sun.id, [Role.SERVICE_AGENT])
    await world.tell()
    now = await told.last()
    assert now is not None
    assert now.actor.roles == ("service_agent",)
    assert now.expires_at == live.expires_at

    await deactivate(world.shop.ctx, sun.id)
    await world.tell()
    assert await told.last(2) is None

    await reactivate(world.shop.ctx, sun.id)
    await end_sessions(world.shop.ctx, ben.id)
    await world.tell()
    assert await of_ben.last() is None
    assert len(told.all) == 2, "what ended is watched no more"
    assert sessions.watched == 0


async def test_only_sessions_of_before_end(sessions: Sessions, world: World) -> None:
    old, new = Told(), Told()
    cleo = actor_of_customer((await world.shop.customer()).id)
    sessions.watch(await sessions.session(token_of(cleo)), old)
    assert cleo.id is not None
    await customers.end_sessions(world.shop.ctx, cleo.id)
    later = token_of(cleo, age=timedelta())
    sessions.watch((await Sessions(Keys(SECRET), sessions._hub).session(later)), new)

    await world.tell()

    assert await old.last() is None
    assert (new.all, sessions.watched) == ([], 1)


async def test_a_change_between_the_reading_and_the_watching_is_told(
    sessions: Sessions, world: World
) -> None:
    sun = await world.shop.colleague(Role.ADMIN)
    told, live = Told(), await sessions.session(token_of(actor_of_staff(sun)))
    await end_sessions(world.shop.ctx, sun.id)
    await world.tell()
    await until(lambda: not sessions._known)

    sessions.watch(live, told)

    assert await told.last() is None


async def test_a_live_session_in_a_process_that_hears_nothing_ends_within_seconds(
    sessions: Sessions, world: World, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BELIEVED_SECONDS", 0.05)
    deaf = Sessions(Keys(SECRET), hub)
    await deaf.start()
    told, cleo = Told(), await world.shop.customer()
    deaf.watch(await deaf.session(token_of(actor_of_customer(cleo.id))), told)

    await Customer.filter(id=cleo.id).update(sessions_valid_from=world.shop.now)

    assert await told.last() is None
    await deaf.stop()


async def test_whoever_leaves_hears_nothing_more(sessions: Sessions, world: World) -> None:
    gone, told = Told(), Told()
    sun = await world.shop.colleague(Role.ADMIN)
    live = await sessions.session(token_of(actor_of_staff(sun)))
    leave = sessions.watch(live, gone)
    sessions.watch(live, told)

    leave()
    leave()
    await end_sessions(world.shop.ctx, sun.id)
    await world.tell()

    assert await told.last() is None
    assert gone.all == []


async def test_one_who_fails_to_listen_keeps_it_from_nobody(
    sessions: Sessions, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    told = Told()

    def fail(session: Session | None) -> None:
        raise RuntimeError("not now")

    sun = await world.shop.colleague(Role.ADMIN)
    live = await sessions.session(token_of(actor_of_staff(sun)))
    for tell in (fail, told, fail):
        sessions.watch(live, tell)
    await end_sessions(world.shop.ctx, sun.id)
    await world.tell()

    assert await told.last() is None
    await until(lambda: sessions.watched == 0)
    assert [record.message for record in caplog.records if record.name == "api.sessions"] == [
        "A change of a session was told and not taken"
    ] * 2


async def test_a_database_that_is_away_is_asked_again(
    sessions: Sessions, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    told, sun = Told(), await world.shop.colleague(Role.ADMIN)
    sessions.watch(await sessions.session(token_of(actor_of_staff(sun))), told)
    await sql.execute("ALTER TABLE staff_member RENAME TO staff_elsewhere")
    try:
        await sql.execute("UPDATE staff_elsewhere SET is_active = false")
        sessions._look_again(sessions._watches)
        with pytest.raises(Exception, match="staff_member"):
            await Sessions(Keys(SECRET), sessions._hub).session(token_of(actor_of_staff(sun)))
    finally:
        await sql.execute("ALTER TABLE staff_elsewhere RENAME TO staff_member")

    assert await told.last() is None


async def test_a_machine_of_which_nothing_is_kept_is_what_its_signed_token_says(
    sessions: Sessions, shop: Shop
) -> None:
    erp = actor_of_integration("erp", [Scope.ORDERS_READ])

    assert (await sessions.session(token_of(erp))).actor == erp


async def test_a_machine_is_written_down_once_a_minute(sessions: Sessions, world: World) -> None:
    issued = await create_api_token(world.shop.as_system, "ERP", [])

    async with count_statements() as statements:
        for _ in range(20):
            await sessions.session(issued.token)
        await asyncio.gather(*sessions._notes)

    asked = [sent for sent in statements.sent if "api_token" in sent]
    assert len(asked) == 2, "it is read once, and written down once"


async def test_a_machine_may_no_more_than_whoever_let_it_in_as_soon_as_it_is_told(
    sessions: Sessions, world: World
) -> None:
    told, shop = Told(), world.shop
    sun = await shop.colleague(Role.ADMIN)
    wanted = ["orders:read", "tickets:read"]
    issued = await create_api_token(shop.as_colleague(sun), "ERP", wanted)
    session = await sessions.session(issued.token)
    assert session.actor.scopes == set(wanted)
    sessions.watch(session, told)

    await set_roles(shop.ctx, sun.id, [Role.WAREHOUSE_OPERATOR])
    await world.tell()
    followed = await told.last()
    assert followed is not None
    assert followed.actor.scopes == {"orders:read"}
    assert (await sessions.session(issued.token)).actor == followed.actor

    await deactivate(shop.ctx, sun.id)
    await world.tell()
    assert await told.last(2) is None
    with pytest.raises(SessionEnded):
        await sessions.session(issued.token)


async def test_a_session_that_is_ended_is_refused_as_soon_as_it_is_told(
    sessions: Sessions, world: World
) -> None:
    told, kept = Told(), Told()
    sun = actor_of_staff(await world.shop.colleague(Role.ADMIN))
    started = []
    for _ in range(2):
        async with in_transaction():
            started.append(
                (await start_session(world.shop.ctx, sun, SignInMethod.PASSWORD)).session
            )
    lost, other = (
        issue_access_token(sessions._keys.ring, sun, each.id, datetime.now(UTC)) for each in started
    )
    sessions.watch(await sessions.session(lost), told)
    sessions.watch(await sessions.session(other), kept)

    await end_session(world.shop.as_(sun), started[0].id)
    await world.tell()

    assert await told.last() is None
    await heard(sessions, lost)
    assert (await sessions.session(other)).actor == sun
    assert kept.all == []
