"""Endpoints for tests: on this machine, which only tests and the demo may tell anything."""

from ipaddress import ip_network

from domain.shared.context import Context
from domain.webhooks.addresses import Policy
from domain.webhooks.create_webhook import Shown, create_webhook
from domain.webhooks.models import Webhook
from domain.webhooks.pause_webhook import pause_webhook
from domain.webhooks.sealing import Sealing
from domain.webhooks.states import WebhookStatus

HERE = Policy((ip_network("127.0.0.0/8"),))
SEALING = Sealing("a secret for tests, long enough for HS256")


class WebhooksWorld:
    """Other systems that want to be told."""

    ctx: Context

    async def shown(self, url: str = "http://127.0.0.1:9009/hook", *event_types: str) -> Shown:
        """An endpoint with its secret."""
        return await create_webhook(
            self.ctx,
            url=url,
            event_types=list(event_types or ("*",)),
            policy=HERE,
            sealing=SEALING,
        )

    async def webhook(
        self,
        url: str = "http://127.0.0.1:9009/hook",
        *event_types: str,
        status: WebhookStatus = WebhookStatus.ACTIVE,
    ) -> Webhook:
        made = (await self.shown(url, *event_types)).webhook
        if status is WebhookStatus.PAUSED:
            await pause_webhook(self.ctx, made.id)
        return await Webhook.get(id=made.id)
