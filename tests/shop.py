"""Shop: the small world stories are told in. It hides columns, never meaning."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from domain.identity.scopes import Scope
from domain.shared import sql
from domain.shared.context import ANONYMOUS, SYSTEM, Actor, ActorKind, Context
from domain.shared.ids import new_id
from domain.shared.models import EventRow
from tests import databases
from tests.world.automation import AutomationWorld
from tests.world.bulk import BulkWorld
from tests.world.campaigns import CampaignsWorld
from tests.world.catalog import CatalogWorld
from tests.world.channels import ChannelsWorld
from tests.world.customers import CustomersWorld
from tests.world.drafts import DraftsWorld
from tests.world.exchanges import ExchangesWorld
from tests.world.fulfillment import FulfillmentWorld
from tests.world.full_catalog import FullCatalogWorld
from tests.world.identity import IdentityWorld
from tests.world.inventory import InventoryWorld
from tests.world.jobs import JobsWorld
from tests.world.notifications import NotificationsWorld
from tests.world.orders import OrdersWorld
from tests.world.payments import PaymentsWorld
from tests.world.pricing import PricingWorld
from tests.world.support import SupportWorld
from tests.world.taxes import TaxesWorld
from tests.world.webhooks import WebhooksWorld

OPENING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def staff(*scopes: str, name: str = "Sam") -> Actor:
    """Somebody who works here with just these scopes."""
    return Actor(ActorKind.STAFF, new_id(), name, frozenset(scopes))


@dataclass
class Shop(
    ExchangesWorld,
    FulfillmentWorld,
    PaymentsWorld,
    CampaignsWorld,
    DraftsWorld,
    ChannelsWorld,
    OrdersWorld,
    PricingWorld,
    SupportWorld,
    TaxesWorld,
    BulkWorld,
    CatalogWorld,
    FullCatalogWorld,
    CustomersWorld,
    InventoryWorld,
    IdentityWorld,
    WebhooksWorld,
    NotificationsWorld,
    JobsWorld,
    AutomationWorld,
):
    """A shop at one instant. `ctx` is its administrator; others ask through `as_*`."""

    now: datetime = OPENING
    admin: Actor = field(default_factory=lambda: staff(*Scope, name="Ada"))

    @classmethod
    async def open(cls) -> "Shop":
        """A shop with one warehouse and one channel, and nothing in it."""
        shop = cls()
        shop.main = await shop.warehouse("main")
        shop.web = await shop.channel("web")
        return shop

    @property
    def ctx(self) -> Context:
        """The administrator, now."""
        return self.as_(self.admin)

    def as_(self, actor: Actor) -> Context:
        """Anybody, now."""
        return Context(actor=actor, now=self.now)

    @property
    def as_anonymous(self) -> Context:
        return self.as_(ANONYMOUS)

    @property
    def as_system(self) -> Context:
        return self.as_(SYSTEM)

    def as_staff(self, *scopes: str) -> Context:
        """A member of staff with just these scopes."""
        return self.as_(staff(*scopes))

    def later(self, **delta: float) -> None:
        """Let time pass: `shop.later(minutes=30)`."""
        self.now += timedelta(**delta)

    async def event_names(self, aggregate_type: str | None = None) -> list[str]:
        """What the world was told, in order; of one kind of thing if named."""
        told = (
            EventRow.all()
            if aggregate_type is None
            else EventRow.filter(aggregate_type=aggregate_type)
        )
        return list(await told.order_by("id").values_list("type", flat=True))  # type: ignore[arg-type]

    async def count(self, table: str) -> int:
        """How many rows a table has."""
        return int(await sql.value(f'SELECT count(*) FROM "{table}"'))

    async def rows(self) -> dict[str, int]:
        """How many rows every table has: equal before and after, nothing was written."""
        counts = " UNION ALL ".join(
            f"SELECT '{table}' AS name, count(*) AS rows FROM \"{table}\""
            for table in await databases.tables()
        )
        return {row["name"]: row["rows"] for row in await sql.rows(f"{counts} ORDER BY name")}
