"""The stage: who plays, what is for sale, and one source of chance and of time for them all."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from domain.fulfillment.carriers.simulated import SimulatedCarrier
from domain.fulfillment.create_carrier import create_carrier
from domain.fulfillment.models import Carrier
from domain.identity.actors import actor_of_customer, actor_of_integration, actor_of_staff
from domain.identity.hire import hire
from domain.identity.models import StaffMember
from domain.identity.scopes import Role, Scope
from domain.orders.request import ShippingAddress
from domain.shared import sql
from domain.shared.context import SYSTEM, Actor, Context
from domain.shared.personal import CUSTOMER_NAME
from domain.shared.sealing import opened

CARRIER, CARRIER_NAME = "swift", "Swift Parcel"
JOURNEY = timedelta(minutes=2)  # from our door to theirs: a demo has no two days
CUSTOMERS = 200
GOODS = 400  # per currency
WATCHED = 300  # levels
STAFF = {
    Role.SERVICE_AGENT: ("Mia Torres", "mia@tradegraph.example"),
    Role.WAREHOUSE_OPERATOR: ("Jonas Berg", "jonas@tradegraph.example"),
}

SOME_CUSTOMERS = """
SELECT customer.id, customer.name, address.id AS address_id, address.recipient, address.line1,
    address.city, address.country, address.region, address.postal_code, address.district
FROM customer JOIN address ON address.customer_id = customer.id AND address.is_default
ORDER BY hashtextextended(customer.id::text, $1) LIMIT $2
"""
SOME_GOODS = """
SELECT variant.id AS variant_id, channel.code AS channel, price.currency
FROM sales_channel AS channel
CROSS JOIN LATERAL (
    SELECT price.variant_id, price.currency
    FROM variant_price AS price
    JOIN product_variant AS variant ON variant.id = price.variant_id
    JOIN product ON product.id = variant.product_id AND product.status = 'published'
    WHERE price.currency = channel.currency AND price.amount_minor > 0 AND EXISTS (
        SELECT FROM inventory_level AS level
        WHERE level.variant_id = price.variant_id AND level.on_hand > 2)
    ORDER BY hashtextextended(price.variant_id::text, $1) LIMIT $2
) AS price
JOIN product_variant AS variant ON variant.id = price.variant_id
WHERE channel.code LIKE 'web%'
ORDER BY channel.code, variant.id
"""
SOME_WATCHED = """
SELECT level.id AS level_id, level.variant_id, level.warehouse_id, rule.low, rule.high
FROM stock_alert_rule AS rule
JOIN inventory_level AS level
    ON level.variant_id = rule.variant_id AND level.warehouse_id = rule.warehouse_id
WHERE rule.is_active AND rule.low IS NOT NULL AND rule.high IS NOT NULL
ORDER BY hashtextextended(level.id::text, $1) LIMIT $2
"""

T = TypeVar("T")


class Buyer(NamedTuple):
    """A customer and where they live."""

    id: UUID
    name: str
    address: ShippingAddress


class Goods(NamedTuple):
    """Something for sale, and where."""

    variant_id: UUID
    channel: str
    currency: str


class Watched(NamedTuple):
    """A level with bounds."""

    level_id: UUID
    variant_id: UUID
    warehouse_id: UUID
    low: int
    high: int


@dataclass
class Stage:
    """Everything the actors share. The same seed draws the same people, goods and chances."""

    clock: Callable[[], datetime]
    chance: Random
    carrier: SimulatedCarrier
    agent: Actor
    picker: Actor
    driver: Actor
    buyers: Sequence[Buyer]
    goods: Sequence[Goods]
    watched: Sequence[Watched]
    heard_until: dict[str, datetime] = field(default_factory=dict)

    def ctx(self, actor: Actor) -> Context:
        """Somebody, now."""
        return Context(actor=actor, now=self.clock())

    def customer(self, buyer: Buyer) -> Context:
        """A customer, signed in, now."""
        return self.ctx(actor_of_customer(buyer.id, buyer.name))

    def one_of(self, choices: Sequence[T]) -> T:
        """Any of them."""
        return self.chance.choice(choices)

    def happens(self, share: float) -> bool:
        """Whether something of this likelihood comes true now."""
        return self.chance.random() < share

    def fresh_key(self) -> str:
        """A key that nobody has used: what is done here is always meant anew."""
        return f"simulation-{self.chance.getrandbits(96):x}-{self.clock().timestamp()}"


async def set_stage(seed: int, clock: Callable[[], datetime]) -> Stage:
    """Hire whoever is missing and look what the shop has."""
    ctx = Context(actor=SYSTEM, now=clock())
    if not await Carrier.exists(code=CARRIER):
        await create_carrier(ctx, code=CARRIER, name=CARRIER_NAME)
    return Stage(
        clock=clock,
        chance=Random(seed),
        carrier=SimulatedCarrier(CARRIER, seed=seed, journey=JOURNEY),
        agent=await _hired(ctx, Role.SERVICE_AGENT),
        picker=await _hired(ctx, Role.WAREHOUSE_OPERATOR),
        driver=actor_of_integration(CARRIER, [Scope.FULFILLMENT_READ, Scope.FULFILLMENT_WRITE]),
        buyers=[buyer_of(row) for row in await sql.rows(SOME_CUSTOMERS, seed, CUSTOMERS)],
        goods=[Goods(**row) for row in await sql.rows(SOME_GOODS, seed, GOODS)],
        watched=[Watched(**row) for row in await sql.rows(SOME_WATCHED, seed, WATCHED)],
    )


def buyer_of(row: Mapping[str, Any]) -> Buyer:
    """Somebody who is played: what stands on their card is theirs to read."""
    lives = {
        part: opened(f"address.{part}", row["address_id"], row[part])
        for part in ("recipient", "line1", "city", "region", "postal_code", "district")
    }
    name = opened(CUSTOMER_NAME, row["id"], row["name"])
    return Buyer(row["id"], name, ShippingAddress(country=row["country"], **lives))


async def _hired(ctx: Context, role: Role) -> Actor:
    name, email = STAFF[role]
    member = await StaffMember.get_or_none(email=email) or await hire(ctx, name, email, [role])
    return actor_of_staff(member)
