"""Bad input of every kind, and the refusal that each deserves."""

from dataclasses import dataclass
from typing import Any

from bench.client import Client
from bench.shop import Shop
from domain.orders.request import NOTE_LENGTH_MAX
from domain.shared.ids import new_id
from schema.shared.ids import global_id

MANY_LINES = 10_000  # more than a body may hold
TOO_MANY_LINES = 1_000  # which a body may hold, and an order may not
INT_MAX = 2**31  # one more than GraphQL's Int holds


@dataclass(frozen=True)
class Case:
    """Somebody sends something to a mutation, and is refused: by which type and code, and where."""

    kind: str
    who: Client
    mutation: str
    input: dict[str, Any]
    refusal: str

    def __str__(self) -> str:
        return f"{self.mutation}({str(self.input)[:200]})"


@dataclass(frozen=True)
class Scene:
    """What there is to do wrong things to: two customers, the order of one, goods."""

    shop: Shop
    owner: Client
    stranger: Client
    order: str
    variant: str
    unpublished: str
    used_key: str

    @classmethod
    async def of(cls, shop: Shop) -> "Scene":
        """A shop in which one order stands."""
        owner = await shop.signed_in((await shop.customer())[1])
        stranger = await shop.signed_in((await shop.customer())[1])
        variant = await shop.variant(5)
        order = shop.order((variant, 1))
        placed = await owner.do("orderCreate", order, "order { id }")
        sku = {"productId": await shop.product(), "sku": "HIDDEN", "name": "100 g"}
        hidden = await shop.admin.do("variantAdd", sku, "variant { id }")
        key = str(order["idempotencyKey"])
        return cls(shop, owner, stranger, placed["id"], variant, hidden["id"], key)

    def cases(self) -> list[Case]:
        """All of them."""
        return [
            *self._ids(),
            *self._quantities(),
            *self._many(),
            *self._currencies(),
            *self._versions(),
            *self._texts(),
            *self._states(),
            *self._permissions(),
        ]

    def _ordering(self, kind: str, refusal: str, *lines: tuple[str, int], **more: object) -> Case:
        """The owner orders something."""
        return Case(kind, self.owner, "orderCreate", self.shop.order(*lines, **more), refusal)

    def _cancelling(self, kind: str, who: Client, key: str, refusal: str) -> Case:
        """Somebody cancels something."""
        return Case(kind, who, "orderCancel", {"id": key, "reason": "CUSTOMER"}, refusal)

    def _ids(self) -> list[Case]:
        kind, refusal = "unknown ids", "NotFoundError NOT_FOUND"
        foreign = "foreign ids"
        unknown = str(global_id("ProductVariant", new_id()))
        ticket = {"subject": "Mine?", "body": "Where is it?", "orderId": self.order}
        return [
            self._cancelling(kind, self.owner, str(global_id("Order", new_id())), refusal),
            self._cancelling(kind, self.owner, self.variant, refusal),
            self._cancelling(kind, self.owner, "no id at all", refusal),
            self._ordering(kind, f"{refusal} lines.0.variantId", (unknown, 1)),
            self._ordering(kind, f"{refusal} lines.0.variantId", (self.unpublished, 1)),
            self._ordering(kind, refusal, (self.variant, 1), channel="nowhere"),
            self._cancelling(foreign, self.stranger, self.order, refusal),
            Case(foreign, self.stranger, "ticketCreate", ticket, refusal),
        ]

    def _quantities(self) -> list[Case]:
        kind, refusal = "negative quantities", "ValidationError INVALID_INPUT {}".format
        nothing = self.shop.change(self.variant, 0)
        return [
            self._ordering(kind, refusal("lines.0.quantity"), (self.variant, -1)),
            self._ordering(kind, refusal("lines.0.quantity"), (self.variant, 0)),
            Case(kind, self.shop.admin, "inventoryAdjust", nothing, refusal("delta")),
            self._ordering(kind, "top-level BAD_REQUEST", (self.variant, INT_MAX)),
        ]

    def _many(self) -> list[Case]:
        kind, line = "10,000-line inputs, and 1,000", (self.variant, 1)
        return [
            self._ordering(kind, "top-level CONTENT_TOO_LARGE", *[line] * MANY_LINES),
            self._ordering(kind, "ValidationError INVALID_INPUT lines", *[line] * TOO_MANY_LINES),
        ]

    def _currencies(self) -> list[Case]:
        kind, line = "wrong currency", (self.variant, 1)
        refusal = "ValidationError WRONG_CURRENCY {}".format
        return [
            self._ordering(kind, refusal("lines.0.variantId"), line, currency="EUR"),
            self._ordering(kind, refusal("currency"), line, currency="XXX"),
        ]

    def _versions(self) -> list[Case]:
        hold = {"id": self.order, "reason": "FRAUD", "expectedVersion": 99}
        refusal = "VersionConflictError VERSION_CONFLICT"
        return [Case("stale version", self.shop.admin, "orderHold", hold, refusal)]

    def _texts(self) -> list[Case]:
        kind, refusal = "unusable text", "ValidationError INVALID_INPUT {}".format
        words = {"subject": "Where is it?", "body": "My parcel is late."}
        line = (self.variant, 1)
        return [
            Case(kind, self.owner, "ticketCreate", words | {"subject": " "}, refusal("subject")),
            Case(kind, self.owner, "ticketCreate", words | {"body": "\0"}, refusal("body")),
            self._ordering(kind, refusal("note"), line, note="x" * (NOTE_LENGTH_MAX + 1)),
        ]

    def _states(self) -> list[Case]:
        kind = "not possible now"
        release = {"id": self.order}
        return [
            self._ordering(kind, "InsufficientStockError INSUFFICIENT_STOCK", (self.variant, 5)),
            Case(
                kind,
                self.shop.admin,
                "orderReleaseHold",
                release,
                "InvalidTransitionError INVALID_TRANSITION",
            ),
            self._ordering(
                kind,
                "IdempotencyConflictError IDEMPOTENCY_KEY_REUSED",
                (self.variant, 2),
                idempotencyKey=self.used_key,
            ),
        ]

    def _permissions(self) -> list[Case]:
        kind = "not permitted"
        change = self.shop.change(self.variant, 1)
        return [
            Case(kind, self.owner, "inventoryAdjust", change, "top-level FORBIDDEN"),
            Case(
                kind,
                Client(self.shop.server.address),
                "inventoryAdjust",
                change,
                "top-level UNAUTHENTICATED",
            ),
        ]
