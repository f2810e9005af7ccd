"""The dispatcher: makes deliveries of facts and attempts what is due, a bounded number at once.

Several may run, in one process or in many: deliveries are leased in the database. Of one that dies
the leases end, and another sends again what was in its hands, under the same ids.
"""

import asyncio
import logging
import random
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from api.adapters.receivers import HttpSender
from domain.shared.context import SYSTEM, Context
from domain.webhooks.addresses import Policy
from domain.webhooks.claim_deliveries import Claimed, claim_deliveries
from domain.webhooks.enqueue_facts import enqueue_facts
from domain.webhooks.record_attempt import record_attempt
from domain.webhooks.sealing import PLACES, CannotOpen, Sealing
from domain.webhooks.signing import message_id, signed_headers
from domain.webhooks.states import AttemptError
from domain.webhooks.telling import Answer, Compose, Outgoing, Sender
from realtime.tasks import end, whole
from schema.webhooks.payload import compose

ATTEMPTS_AT_ONCE = 64  # of one worker, to whatever endpoints
POLL_SECONDS = 0.5  # between two looks; also how late a fact may set out
PAUSE_SECONDS = 2.0  # after a look that failed

logger = logging.getLogger(__name__)


class Dispatcher:
    """One worker's part of all deliveries. `chance` is the jitter, from 0 to 1."""

    def __init__(
        self,
        sender: Sender,
        compose: Compose,
        sealing: Sealing,
        *,
        clock: Callable[[], datetime],
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._sender = sender
        self._compose = compose
        self._sealing = sealing
        self._clock = clock
        self._chance = chance
        self._bell = asyncio.Event()
        self._under_way: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Deliver, for ever. What is under way at the end is broken off and sent again later."""
        try:
            while True:
                self._bell.clear()
                try:
                    begun = await whole(self.begin())
                except Exception:  # whatever it is, facts must not stop going out for good
                    logger.exception("Could not look for webhooks to deliver")
                    await asyncio.sleep(PAUSE_SECONDS)
                    continue
                if not begun:
                    with suppress(TimeoutError):
                        async with asyncio.timeout(POLL_SECONDS):
                            await self._bell.wait()
        finally:
            await end(*self._under_way)

    async def begin(self) -> int:
        """Make deliveries of new facts, and begin attempts at what is due; how many were begun."""
        now = self._clock()
        await enqueue_facts(now, self._compose)
        free = ATTEMPTS_AT_ONCE - len(self._under_way)
        claimed = await claim_deliveries(now, free) if free else []
        for each in claimed:
            task = asyncio.create_task(self._attempt(each), name=f"webhook {each.id}")
            self._under_way.add(task)
            task.add_done_callback(self._over)
        return len(claimed)

    async def finish(self) -> None:
        """Wait for the attempts under way."""
        while self._under_way:
            await asyncio.wait(self._under_way)

    def _over(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        self._bell.set()  # there may be more for that endpoint
        if not task.cancelled() and (error := task.exception()) is not None:
            logger.error("A delivery could not be settled; it is sent again", exc_info=error)

    async def _attempt(self, claimed: Claimed) -> None:
        started_at = self._clock()
        answer = await self._send(claimed, started_at)
        ctx = Context(actor=SYSTEM, now=self._clock())
        chance = self._chance()
        await whole(record_attempt(ctx, claimed, answer, started_at=started_at, chance=chance))

    async def _send(self, claimed: Claimed, now: datetime) -> Answer:
        try:
            owner = claimed.webhook_id
            secrets = [
                self._sealing.open(each, owner=owner, place=place)
                for place, each in zip(PLACES, claimed.sealed, strict=False)
            ]
        except CannotOpen:
            logger.error("The secret of webhook %s cannot be read", claimed.webhook_id)
            return Answer(0, error=AttemptError.SECRET_UNREADABLE)
        headers = signed_headers(message_id(claimed.id), claimed.body, secrets, now=now)
        return await self._sender.send(Outgoing(claimed.url, headers, claimed.body.encode()))


async def deliver_webhooks(
    policy: Policy, sealing: Sealing, *, clock: Callable[[], datetime]
) -> None:
    """Deliver over HTTP, for ever: a service of the worker."""
    async with HttpSender(policy) as sender:
        await Dispatcher(sender, compose, sealing, clock=clock).run()
