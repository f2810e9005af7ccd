"""The notifier: makes notifications of facts and has what is due carried, a bounded number at once.

Several may run, in one process or in many: notifications are leased in the database. Of one that
dies the leases end, and another sends again what was in its hands, under the same ids.
"""

import asyncio
import logging
import random
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime

from api.adapters.carriers import ByPost, ByWebhook
from api.adapters.letters import nobody
from api.adapters.receivers import HttpSender
from domain.automation.told_by_rules import told_by_rules
from domain.identity.mail import Post
from domain.notifications.claim_notifications import Claimed, claim_notifications
from domain.notifications.enqueue_notifications import enqueue_notifications
from domain.notifications.record_outcome import record_outcome
from domain.notifications.simulated_sms import SimulatedSms
from domain.notifications.states import Medium, SendingError
from domain.notifications.telling import Carrier, Outcome
from domain.shared.context import SYSTEM, Context
from domain.webhooks.addresses import Policy
from realtime.tasks import end, whole

AT_ONCE = 16  # attempts of one worker, by whatever medium
POLL_SECONDS = 0.5  # between two looks; also how late a fact may set out
PAUSE_SECONDS = 2.0  # after a look that failed

logger = logging.getLogger(__name__)


class Notifier:
    """One worker's part of all notifications. `chance` is the jitter, from 0 to 1."""

    def __init__(
        self,
        carriers: Mapping[Medium, Carrier],
        *,
        clock: Callable[[], datetime],
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._carriers = carriers
        self._clock = clock
        self._chance = chance
        self._bell = asyncio.Event()
        self._under_way: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Tell, for ever. What is under way at the end is broken off and sent again later."""
        try:
            while True:
                self._bell.clear()
                try:
                    begun = await whole(self.begin())
                except Exception:  # whatever it is, customers must not stop being told for good
                    logger.exception("Could not look for notifications to send")
                    await asyncio.sleep(PAUSE_SECONDS)
                    continue
                if not begun:
                    with suppress(TimeoutError):
                        async with asyncio.timeout(POLL_SECONDS):
                            await self._bell.wait()
        finally:
            await end(*self._under_way)

    async def begin(self) -> int:
        """Make notifications of new facts, and begin attempts at what is due; how many."""
        ctx = self._ctx()
        await enqueue_notifications(ctx, self._carriers, told_otherwise=told_by_rules)
        free = AT_ONCE - len(self._under_way)
        claimed = await claim_notifications(ctx, self._carriers, free) if free else []
        for each in claimed:
            task = asyncio.create_task(self._attempt(each), name=f"notification {each.id}")
            self._under_way.add(task)
            task.add_done_callback(self._over)
        return len(claimed)

    async def finish(self) -> None:
        """Wait for the attempts under way."""
        while self._under_way:
            await asyncio.wait(self._under_way)

    def _over(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        self._bell.set()
        if not task.cancelled() and (error := task.exception()) is not None:
            logger.error("A notification could not be settled; it is sent again", exc_info=error)

    async def _attempt(self, claimed: Claimed) -> None:
        outcome = claimed.refused or await self._carried(claimed)
        await whole(record_outcome(self._ctx(), claimed, outcome, self._chance()))

    async def _carried(self, claimed: Claimed) -> Outcome:
        assert claimed.message is not None
        try:
            return await self._carriers[claimed.medium].carry(claimed.message)
        except Exception:  # a fault of ours in a carrier: it counts as an attempt, so that it ends
            logger.exception("The carrier for %s failed", claimed.medium)
            return Outcome(SendingError.UNREACHABLE)

    def _ctx(self) -> Context:
        return Context(actor=SYSTEM, now=self._clock())


def media_of(post: Post, *, with_sms: bool) -> frozenset[Medium]:
    """By what customers are told, beside the feed; see `notify_customers`."""
    by_letter = frozenset() if post is nobody else frozenset({Medium.EMAIL})
    return by_letter | {Medium.WEBHOOK} | ({Medium.SMS} if with_sms else frozenset())


async def notify_customers(
    policy: Policy, post: Post, *, with_sms: bool, clock: Callable[[], datetime]
) -> None:
    """Tell customers, for ever: a service of the worker. Without a post there is no e-mail, and
    text messages are simulated or none.
    """
    async with HttpSender(policy) as sender:
        carriers: dict[Medium, Carrier] = {Medium.WEBHOOK: ByWebhook(sender, clock)}
        if post is not nobody:
            carriers[Medium.EMAIL] = ByPost(post)
        if with_sms:
            carriers[Medium.SMS] = SimulatedSms()
        await Notifier(carriers, clock=clock).run()
