"""The notifier by hand: facts are numbered, one look is taken, and time is what the shop says."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import asyncpg

from api.adapters.carriers import ByPost, ByWebhook
from api.adapters.letters import Smtp, by_smtp
from api.adapters.receivers import HttpSender
from api.notifying import Notifier
from domain.customers.models import Customer
from domain.notifications.models import Notification
from domain.notifications.simulated_sms import SimulatedSms
from domain.notifications.states import Medium
from domain.notifications.telling import Carrier
from domain.orders.models import Order
from realtime.relay import number
from tests.mail_servers import MailServer
from tests.shop import Shop
from tests.world.webhooks import HERE


@dataclass
class Teller:
    """A worker that does nothing unasked."""

    shop: Shop
    notifier: Notifier
    log: asyncpg.Connection

    async def number(self) -> None:
        """Give every fact its number, as the relay does."""
        while (await number(self.log))[0]:
            pass

    async def look(self) -> int:
        """One look, and all attempts that it begins to their end; how many."""
        await self.number()
        begun = await self.notifier.begin()
        await self.notifier.finish()
        return begun

    async def told(self, **which: Any) -> list[Notification]:
        """Notifications in the order they were made."""
        return await Notification.filter(**which).order_by("event_seq", "medium")


@asynccontextmanager
async def notifying(
    shop: Shop, database: dict[str, Any], mail: MailServer | None = None, *, chance: float = 1.0
) -> AsyncIterator[Teller]:
    """A notifier whose clock is the shop's; with e-mail where there is a server for it."""
    log = await asyncpg.connect(**database)
    try:
        async with HttpSender(HERE) as sender:
            carriers: dict[Medium, Carrier] = {
                Medium.SMS: SimulatedSms(),
                Medium.WEBHOOK: ByWebhook(sender, lambda: shop.now),
            }
            if mail is not None:
                post = by_smtp(Smtp.read(mail.url, "shop@example.test"))
                carriers[Medium.EMAIL] = ByPost(post)
            notifier = Notifier(carriers, clock=lambda: shop.now, chance=lambda: chance)
            yield Teller(shop, notifier, log)
    finally:
        await log.close()


async def bought(shop: Shop, customer: Customer) -> Order:
    """An order of theirs."""
    return await shop.place((await shop.stocked(), 2), customer=customer)
