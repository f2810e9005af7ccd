"""What every resolver is handed: the asker, the hub, and rows read in batches."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar, cast
from uuid import UUID

from strawberry.dataloader import DataLoader
from strawberry.types import Info as StrawberryInfo

from domain.identity.keys import KeyRing
from domain.identity.tokens import Session
from domain.identity.tracking_tokens import issue_tracking_token
from domain.shared.context import Context
from domain.shared.paging import Order, Page, Window, nothing
from domain.webhooks.addresses import STRICT, Policy
from realtime.gauges import Gauges
from realtime.hub import Hub
from realtime.parts import Part
from realtime.presence import Presence
from schema.shared.cost import COST_MAX
from schema.shared.purse import Purse
from schema.shared.record import Record, Unrecorded
from schema.shared.together import Together

Row = TypeVar("Row")
PagedRow = TypeVar("PagedRow", bound=Any)
Batch = Callable[[Context, Sequence[UUID]], Awaitable[Mapping[UUID, Row]]]
PageBatch = Callable[
    [Context, Sequence[UUID], Window, Order], Awaitable[Mapping[UUID, Page[PagedRow]]]
]


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a mutation that has run: a payload, or why there is none."""

    payload: object
    error: Exception | None = None

    def again(self) -> object:
        """The same once more.

        Raises:
            Exception: it had failed.
        """
        if self.error is not None:
            raise self.error
        return self.payload


@dataclass
class GraphContext:
    """One operation: who asks, in which language, and the place in the log it began at.

    What leaves no fact and must be known later is told to `audit`.

    `cursor` was read before any row of this operation, so following from it misses nothing. Of a
    subscription, `part` is what is wanted now; of a mutation that has run, `done` is what came of
    it, so that whoever shows it does not run it again. With `tools` the schema describes itself and
    suggests what may have been meant. Operations are paid for out of the `purse`, if there is one.
    """

    domain: Context
    hub: Hub
    presence: Presence
    secret: str
    keys: KeyRing
    cursor: str
    gauges: Callable[[], Gauges]
    session: Session | None = None
    session_expires_at: datetime | None = None
    resume_after: str | None = None
    part: Part | None = None
    done: Done | None = None
    connection_params: dict[str, object] | None = None
    tools: bool = True
    purse: Purse | None = None
    is_paid: bool = False
    audit: Record = field(default_factory=Unrecorded)
    together: Together = field(default_factory=Together)
    webhook_policy: Policy = STRICT
    loaders: dict[object, DataLoader[UUID, Any]] = field(default_factory=dict)

    def pay(self, cost: int) -> None:
        """Pay for this operation, once, whoever answers it in the end.

        Raises:
            DomainError: the purse does not hold as much.
        """
        if self.purse is not None and not self.is_paid:
            self.purse.spend(cost)
            self.is_paid = True

    def told_of(self, cost: int) -> dict[str, object]:
        """What an operation costs and may cost, as clients are told; whoever is signed in hears
        what they have left."""
        told: dict[str, object] = {"requestedQueryCost": cost, "maximumQueryCost": COST_MAX}
        if self.purse is not None and self.domain.actor.id is not None:
            told["throttleStatus"] = self.purse.told()
        return told

    async def one(self, batch: Batch[Row], key: UUID | None) -> Row | None:
        """The row of a key, read together with all others asked for in the same breath."""
        if key is None:
            return None
        return cast("Row | None", await self._loader(batch, batch).load(key))

    async def one_now(self, batch: Batch[Row], key: UUID) -> Row | None:
        """The row of a key as it is now, read together with what others of the same right ask
        for in the same breath. `batch` is a function of a module, not one made for the occasion.
        """
        return cast("Row | None", await self.together.one(self.domain, batch, key))

    async def many(self, batch: Batch[list[Row]], key: UUID) -> list[Row]:
        """The rows that belong to a key, read together with all others."""
        return cast("list[Row] | None", await self._loader(batch, batch).load(key)) or []

    async def count(self, batch: Batch[int], key: UUID) -> int:
        """How many rows belong to a key, counted together with all others."""
        return await self.one(batch, key) or 0

    async def page(
        self, batch: PageBatch[PagedRow], key: UUID, window: Window, order: Order
    ) -> Page[PagedRow]:
        """One page of what belongs to a key, read together with the same page of all others."""
        found: Page[PagedRow] | None = await self._loader(
            (batch, window, order), lambda ctx, keys: batch(ctx, keys, window, order)
        ).load(key)
        return found or nothing(window)

    def _loader(self, name: object, batch: Batch[Any]) -> DataLoader[UUID, Any]:
        if name not in self.loaders:

            async def load(keys: list[UUID]) -> list[Any]:
                found = await batch(self.domain, keys)
                return [found.get(key) for key in keys]

            self.loaders[name] = DataLoader(load_fn=load)
        return self.loaders[name]

    def sign_in(self, session: Session) -> None:
        """Go on as somebody, or as somebody who may do something else; forget what was read."""
        self.domain = replace(self.domain, actor=session.actor)
        self.session = session
        self.session_expires_at = session.expires_at
        self.loaders.clear()

    def tracking_token(self, fulfillment_id: UUID) -> str:
        """A token with which anybody may follow one parcel."""
        return issue_tracking_token(self.secret, fulfillment_id, self.domain.now)

    def refresh(self, now: datetime, cursor: str) -> None:
        """Begin anew at another instant and place in the log: forget all rows.

        A subscription does so whenever something happened.
        """
        self.domain = self.domain.at(now)
        self.cursor = cursor
        self.loaders.clear()


Info = StrawberryInfo[GraphContext, None]
