"""Sessions as they are now: a token is believed only as far as the database agrees.

What the database says of an actor is kept for a few seconds, and forgotten at once when a fact
tells of a change. The few seconds are the guarantee: a process that hears nothing honours a
revoked token no longer than that.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from api.keys import Keys
from domain.customers.events import CustomerSessionsEnded
from domain.customers.queries import standings_of_customers
from domain.identity import events
from domain.identity.api_tokens import is_api_token, read_api_token, session_of
from domain.identity.errors import SessionEnded, UnknownKey
from domain.identity.events import (
    ApiTokenRevoked,
    RolesSet,
    RoleUpdated,
    StaffMemberDeactivated,
    StaffMemberReactivated,
    StaffMemberSessionsEnded,
)
from domain.identity.queries import (
    NOTED_EVERY,
    note_use,
    standings_of_api_tokens,
    standings_of_staff,
)
from domain.identity.standing import Standing, as_it_stands
from domain.identity.tokens import Session, read_token
from domain.shared.context import Actor, ActorKind
from domain.shared.outbox import AggregateType
from realtime import topics
from realtime.backoff import Backoff
from realtime.hub import Hub
from realtime.listener import Listener
from realtime.messages import StoredEvent
from realtime.tasks import end

BELIEVED_SECONDS = 5.0  # what was read is believed so long, if nobody says otherwise
KNOWN_LIMIT = 50_000  # actors
READ_LIMIT = 500  # actors in one statement
PART = 50  # of the watched, looked at together

logger = logging.getLogger(__name__)
Key = tuple[ActorKind, UUID]
Tell = Callable[[Session | None], None]
Read = Callable[[Iterable[UUID]], Awaitable[dict[UUID, Standing]]]

# Who can be looked up.
READ: dict[ActorKind, Read] = {
    ActorKind.STAFF: standings_of_staff,
    ActorKind.CUSTOMER: standings_of_customers,
    ActorKind.INTEGRATION: standings_of_api_tokens,
}
KIND_OF = {
    AggregateType.STAFF_MEMBER.value: ActorKind.STAFF,
    AggregateType.CUSTOMER.value: ActorKind.CUSTOMER,
    AggregateType.API_TOKEN.value: ActorKind.INTEGRATION,
}
CHANGES = frozenset(
    event.type
    for event in (
        ApiTokenRevoked,
        events.SessionEnded,
        CustomerSessionsEnded,
        RolesSet,
        StaffMemberDeactivated,
        StaffMemberReactivated,
        StaffMemberSessionsEnded,
    )
)


# What their creator may do matters to machines, and which machines those are the fact does not say.
CHANGES_OF_CREATORS = frozenset(
    event.type for event in (RolesSet, StaffMemberDeactivated, StaffMemberReactivated)
)
# What a role permits matters to whoever holds it, and who that is the fact does not say.
ROLE_CHANGES = RoleUpdated.type


@dataclass(frozen=True, slots=True)
class _Known:
    standing: Standing | None
    until: float  # on the loop's clock


@dataclass(eq=False, slots=True)
class _Watch:
    session: Session  # as it was last told
    tell: Tell


class Sessions:
    """Start it after its hub, stop it before. One for each process."""

    def __init__(self, keys: Keys, hub: Hub) -> None:
        self._keys = keys
        self._hub = hub
        self._known: dict[Key, _Known] = {}
        self._under_way: list[set[Key]] = []  # being read, and nothing said of them meanwhile
        self._wanted: set[Key] = set()
        self._reading: asyncio.Task[None] | None = None
        self._watches: dict[Key, set[_Watch]] = {}
        self._due: set[Key] = set()  # watched, and perhaps not as they were
        self._stirred = asyncio.Event()
        self._listener: Listener | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._noted: dict[UUID, datetime] = {}  # when a machine was last written down by us
        self._notes: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Hear of changes from now on."""
        self._listener = self._hub.listen(
            [
                topics.staff_members(),
                topics.customers(),
                topics.sessions(),
                topics.api_tokens(),
                topics.roles(),
            ]
        )
        self._tasks = [
            asyncio.create_task(self._hear(self._listener), name="sessions hear"),
            asyncio.create_task(self._keep_watch(), name="sessions watch"),
        ]

    async def stop(self) -> None:
        """Tell nobody anything any more. Repeating it is harmless."""
        tasks, self._tasks = [*self._tasks, *self._notes], []
        if self._reading is not None:
            tasks.append(self._reading)
        await end(*tasks)
        if self._listener is not None:
            await self._listener.__aexit__()
            self._listener = None
        self._watches.clear()

    async def session(self, token: str) -> Session:
        """Who a token stands for, with what they may do now.

        Raises:
            InvalidToken: it is none of ours.
            TokenExpired: it was good once.
            SessionEnded: its bearer was signed out, or works here no more.
        """
        if is_api_token(token):
            return await self._of_api_token(token)
        return await self.now(await self._read_token(token))

    async def now(self, session: Session) -> Session:
        """A session that was read before, as it stands now.

        Raises:
            SessionEnded: its bearer was signed out, or works here no more.
        """
        key = _key_of(session.actor)
        return session if key is None else as_it_stands(session, await self._standing(key))

    async def _of_api_token(self, token: str) -> Session:
        shown, now = read_api_token(token), datetime.now(UTC)
        standing = await self._standing((ActorKind.INTEGRATION, shown.id))
        session = session_of(shown, standing, now)
        self._note_use(shown.id, now)
        return session

    def _note_use(self, token_id: UUID, now: datetime) -> None:
        """Write down that a machine came in, at some time, and not each time."""
        last = self._noted.get(token_id)
        if last is not None and now - last < NOTED_EVERY:
            return
        self._noted[token_id] = now
        task = asyncio.create_task(_noted(token_id, now), name="an API token is used")
        self._notes.add(task)
        task.add_done_callback(self._notes.discard)

    async def _read_token(self, token: str) -> Session:
        try:
            return read_token(self._keys.ring, token, datetime.now(UTC))
        except UnknownKey:
            await self._keys.look_again()
            return read_token(self._keys.ring, token, datetime.now(UTC))

    def watch(self, session: Session, tell: Tell) -> Callable[[], None]:
        """Have `tell` called when this session ends (with None) or may do something else than
        before (with the session as it is then). What is returned ends the watch; a session that
        has ended is watched no more.

        `tell` must not block, and may be called before this very tick is over. That a token
        expires is not told: the session says when.
        """
        key = _key_of(session.actor)
        if key is None:
            return _nothing
        watch = _Watch(session, tell)
        self._watches.setdefault(key, set()).add(watch)
        known = self._fresh(key)
        if known is None or not _agrees(session, known.standing):
            self._look_again([key])  # it may have changed since the session was judged
        return lambda: self._leave(key, watch)

    @property
    def watched(self) -> int:
        """How many sessions are watched."""
        return sum(map(len, self._watches.values()))

    async def _standing(self, key: Key) -> Standing | None:
        while (known := self._fresh(key)) is None:
            self._wanted.add(key)
            if self._reading is None:
                self._reading = asyncio.create_task(self._read_wanted(), name="sessions read")
            await asyncio.shield(self._reading)
        return known.standing

    def _fresh(self, key: Key) -> _Known | None:
        known = self._known.get(key)
        is_fresh = known is not None and asyncio.get_running_loop().time() < known.until
        return known if is_fresh else None

    async def _read_wanted(self) -> None:
        """Whoever comes in the same breath is read in one statement."""
        try:
            await asyncio.sleep(0)
            wanted, self._wanted = self._wanted, set()
            await self._read(wanted)
        finally:
            self._reading = None

    async def _read(self, keys: Iterable[Key]) -> dict[Key, Standing | None]:
        """What the database says of them; remembered of whom nothing was said meanwhile."""
        found: dict[Key, Standing | None] = {}
        of_kind: dict[ActorKind, list[Key]] = {}
        for key in keys:
            of_kind.setdefault(key[0], []).append(key)
        for kind, all_ in of_kind.items():
            for start in range(0, len(all_), READ_LIMIT):
                found |= await self._read_part(READ[kind], all_[start : start + READ_LIMIT])
        return found

    async def _read_part(self, read: Read, part: list[Key]) -> dict[Key, Standing | None]:
        until = asyncio.get_running_loop().time() + BELIEVED_SECONDS
        unchanged = set(part)
        self._under_way.append(unchanged)
        try:
            standings = await read(id for _, id in part)
        finally:
            self._under_way = [each for each in self._under_way if each is not unchanged]
        found = {key: standings.get(key[1]) for key in part}
        if len(self._known) + len(part) > KNOWN_LIMIT:
            self._known.clear()
        self._known |= {key: _Known(found[key], until) for key in unchanged}
        return found

    async def _hear(self, listener: Listener) -> None:
        async for item in listener:
            # Facts were missed, the log is another, or a role permits something else.
            if not isinstance(item, StoredEvent) or item.type == ROLE_CHANGES:
                self._doubt_all()
            elif item.type in CHANGES:
                key = _key_in(item)
                self._known.pop(key, None)
                for part in self._under_way:
                    part.discard(key)
                if key in self._watches:
                    self._look_again([key])
                if item.type in CHANGES_OF_CREATORS:
                    self._doubt_machines()

    def _doubt_all(self) -> None:
        self._known.clear()
        for part in self._under_way:
            part.clear()
        self._look_again(self._watches)

    def _doubt_machines(self) -> None:
        self._known = {
            key: known for key, known in self._known.items() if key[0] is not ActorKind.INTEGRATION
        }
        for part in self._under_way:
            part.difference_update([key for key in part if key[0] is ActorKind.INTEGRATION])
        self._look_again(key for key in self._watches if key[0] is ActorKind.INTEGRATION)

    def _look_again(self, keys: Iterable[Key]) -> None:
        self._due.update(keys)
        self._stirred.set()

    async def _keep_watch(self) -> None:
        """Look at the watched when something is said of them, and every few seconds anyway: a few
        at a time, for while many are looked at, nobody is told anything.
        """
        clock = asyncio.get_running_loop().time
        backoff = Backoff(0.05, 2.0)
        left: list[Key] = []  # of this round
        next_part = clock() + self._pause
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout_at(next_part):
                    await self._stirred.wait()
            self._stirred.clear()
            if clock() >= next_part:
                left = left or list(self._watches)
                self._due.update(left[:PART])
                left = left[PART:]
                next_part = clock() + self._pause
            due, self._due = self._due, set()
            try:
                await self._review(due)
                backoff.reset()
            except Exception as error:  # whatever it is: nobody else would tell who is signed out
                logger.warning("Could not look at who is signed in: %r", error)
                self._look_again(due)
                await backoff.wait()

    @property
    def _pause(self) -> float:
        """Seconds between two parts of a round."""
        return BELIEVED_SECONDS / max(1, -(-len(self._watches) // PART))

    async def _review(self, keys: Iterable[Key]) -> None:
        found = await self._read([key for key in keys if key in self._watches])
        for key, standing in found.items():
            for watch in list(self._watches.get(key, ())):
                try:
                    session = as_it_stands(watch.session, standing)
                except SessionEnded:
                    self._leave(key, watch)
                    _tell(watch, None)
                    continue
                if session != watch.session:
                    watch.session = session
                    _tell(watch, session)

    def _leave(self, key: Key, watch: _Watch) -> None:
        watches = self._watches.get(key, set())
        watches.discard(watch)
        if not watches:
            self._watches.pop(key, None)


def _key_of(actor: Actor) -> Key | None:
    """Where an actor is looked up, if anywhere."""
    return (actor.kind, actor.id) if actor.kind in READ and actor.id is not None else None


def _key_in(fact: StoredEvent) -> Key:
    """Whom a fact is about: of a session, whoever signed in."""
    if fact.aggregate_type == AggregateType.SESSION:
        return ActorKind(fact.payload["kind"]), UUID(fact.payload["holder_id"])
    return KIND_OF[fact.aggregate_type], fact.aggregate_id


async def _noted(token_id: UUID, now: datetime) -> None:
    try:
        await note_use(token_id, now)
    except Exception as error:  # whether it came in does not depend on that
        logger.warning("Could not write down that an API token was used: %r", error)


def _agrees(session: Session, standing: Standing | None) -> bool:
    try:
        return as_it_stands(session, standing) == session
    except SessionEnded:
        return False


def _tell(watch: _Watch, session: Session | None) -> None:
    try:
        watch.tell(session)
    except Exception:  # one that fails must not keep it from the others
        logger.exception("A change of a session was told and not taken")


def _nothing() -> None:
    """There was nothing to end."""
