"""An order on its way into the books: who asks for what, under which key, and since when."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Self
from uuid import UUID

from domain.channels.models import UNPAID_MINUTES
from domain.identity.scopes import Scope
from domain.orders.models import Order
from domain.orders.request import PlaceOrder
from domain.orders.snapshots import sealed_snapshot
from domain.shared.context import Context
from domain.shared.errors import NotFound
from domain.shared.idempotency import checked_key, fingerprint, name_of_lock
from domain.shared.personal import GIFT_MESSAGE
from domain.shared.sealing import seal
from domain.taxes.in_force import Place

OPERATION = "orders.place_order"
RESERVED_FOR = timedelta(minutes=UNPAID_MINUTES)  # unless the channel says otherwise


@dataclass(frozen=True, slots=True)
class Prices:
    """Prices of one unit that were settled before, in minor units, by the lines' places. Where they
    are `final`, nothing is taken off them.
    """

    of_lines: Mapping[int, int] = field(default_factory=dict)
    is_final: bool = False


TODAYS = Prices()


@dataclass(frozen=True, slots=True, eq=False)
class Placing:
    """A request that makes sense, from somebody who may make it."""

    ctx: Context
    request: PlaceOrder
    customer_id: UUID | None
    actor: str
    key: str | None
    wanted: Mapping[UUID, int]  # units by variant, in the order of the lines
    # As of which revision no promotion applies; whoever writes asks whether it still is so.
    promotions: UUID | None = None
    prices: Prices = TODAYS

    @classmethod
    def of(cls, ctx: Context, request: PlaceOrder, key: str | None) -> Self:
        """Look at everything that can be judged without looking into the shop.

        Raises:
            NotSignedIn, NotPermitted: the actor is no customer and may not write orders.
            NotFound: a customer orders for somebody else.
            InvalidInput, WrongCurrency: see `PlaceOrder.checked` and `checked_key`.
        """
        customer_id = _buyer(ctx, request)
        request = request.checked()
        key = None if key is None else checked_key(key)
        wanted: dict[UUID, int] = {}
        for line in request.lines:
            wanted[line.variant_id] = wanted.get(line.variant_id, 0) + line.quantity
        return cls(ctx, request, customer_id, ctx.actor.key, key, wanted)

    @property
    def request_hash(self) -> str | None:
        """What the key stands for."""
        return None if self.key is None else fingerprint(self.request)

    @property
    def key_lock(self) -> str | None:
        """What is locked by whoever works under this key."""
        return None if self.key is None else name_of_lock(self.actor, OPERATION, self.key)

    @property
    def place(self) -> Place | None:
        """Where it goes, as far as taxes ask."""
        address = self.request.address
        return None if address is None else Place.of(address.country, address.region)

    def shipping_address(self, order_id: UUID) -> str | None:
        """Where it goes, as the order of this id will keep it: sealed."""
        address = self.request.address
        return None if address is None else sealed_snapshot(order_id, address.snapshot())

    def gift_message(self, order_id: UUID) -> str | None:
        """What the card says, as the order of this id will keep it: sealed."""
        return seal(GIFT_MESSAGE, order_id, self.request.gift_message) or None


def order_of(row: Mapping[str, Any]) -> Order:
    """An order as its row was just written."""
    return Order._init_from_db(**row)


def _buyer(ctx: Context, request: PlaceOrder) -> UUID | None:
    if ctx.customer_id is None:
        ctx.require(Scope.ORDERS_WRITE)
        return request.customer_id
    if request.customer_id not in {None, ctx.customer_id}:
        raise NotFound("customer", request.customer_id)
    return ctx.customer_id
