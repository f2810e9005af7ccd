"""A customer's own endpoint: where a business that buys is told of its orders."""

from dataclasses import dataclass
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.customers.permission import require_oneself_or, require_own_card
from domain.customers.queries import lock_customer
from domain.identity.scopes import Scope
from domain.notifications.events import OwnWebhookSet
from domain.notifications.feeding import raised
from domain.notifications.gathering import FEED_SECRET, FEED_URL
from domain.notifications.models import NotificationFeed
from domain.shared import inputs
from domain.shared.context import Context
from domain.shared.outbox import append
from domain.shared.sealing import opened, seal
from domain.webhooks.addresses import Policy, checked_url
from domain.webhooks.signing import new_secret


@dataclass(frozen=True, slots=True)
class Shown:
    """The endpoint as it is now; the secret where it is new."""

    url: str | None
    secret: str | None


async def set_own_webhook(
    ctx: Context, customer_id: UUID, url: str | None, policy: Policy
) -> Shown:
    """Tell a customer's own endpoint from now on, signed with a secret of its own; None: no more.

    Naming the same one again keeps its secret, which is shown again.

    Customers name their own. Others need customers:pii too: what is told there names people.

    Raises:
        NotPermitted: the actor may not change customers, or not see them unmasked.
        InvalidInput: an address that nothing is sent to.
        NotFound: no such customer.
    """
    require_own_card(ctx)
    require_oneself_or(ctx, Scope.CUSTOMERS_PII)
    if url is not None:
        url = checked_url(inputs.text(url, "url", longest=2_000), policy)
    async with in_transaction():
        key = (await lock_customer(ctx, customer_id)).id
        row = await NotificationFeed.get_or_none(id=key)
        before = opened(FEED_URL, key, row.webhook_url) if row else ""
        if row is not None and before == (url or ""):
            return Shown(url, opened(FEED_SECRET, key, row.webhook_secret) or None)
        if row is None and url is None:
            return Shown(None, None)

        versions = await raised(ctx, [key], [1])
        secret = new_secret() if url else ""
        await NotificationFeed.filter(id=key).update(
            webhook_url=seal(FEED_URL, key, url or ""),
            webhook_secret=seal(FEED_SECRET, key, secret),
        )
        await append(
            ctx, OwnWebhookSet(aggregate_id=key, version=versions[key], is_set=url is not None)
        )
        return Shown(url, secret or None)
