"""What is said of channels and their orders."""

from datetime import datetime
from typing import Any

import strawberry

from domain.channels.normalized import EXTERNAL_ID_LENGTH_MAX, QUANTITY_MAX, SKU_LENGTH_MAX
from domain.channels.set_listings import Listed
from domain.channels.states import ChannelFormat, ChannelKind, MessageKind, ShortagePolicy
from domain.orders.request import NOTE_LENGTH_MAX
from domain.processes.ingest_channel_orders import Said
from domain.shared.inputs import count, country, items, price, text
from domain.shared.places.addresses import camel
from schema.orders.requests import ShippingAddressInput
from schema.shared.ids import key_of
from schema.shared.money import MoneyInput
from schema.shared.mutations import expected_version, optional

WORDS = {"note": NOTE_LENGTH_MAX, "payment_reference": 55, "message_key": 120}  # characters


@strawberry.input(description="What a field of an order is called in a channel's files.")
class ChannelColumnInput:
    """A column."""

    field: str = strawberry.field(
        description="One of orderId, status, placedAt, sku, quantity, paid, price, shipping,"
        " paymentReference, recipient, phone, address or note."
    )
    header: str = strawberry.field(description="The header of its column.")


@strawberry.input(description="What a channel is. What is left out stays as it is.")
class ChannelUpdateInput:
    """A channel."""

    id: strawberry.ID = strawberry.field(description="Which channel.")
    kind: ChannelKind | None = optional("What it is.")
    format: ChannelFormat | None = optional("How it writes its orders.")
    shortage_policy: ShortagePolicy | None = optional(
        "What becomes of an order that is short of goods."
    )
    columns: list[ChannelColumnInput] | None = optional(
        "How the columns of its files are called, where they are not as usual."
    )
    secret: str | None = optional("What its messages are signed with; never shown. Empty: none.")


@strawberry.input(description="What a channel calls one of our variants.")
class ChannelListingInput:
    """A listing."""

    external_sku: str = strawberry.field(description="The channel's SKU.")
    variant_id: strawberry.ID = strawberry.field(description="Our variant.")


@strawberry.input(description="What a channel calls our variants.")
class ChannelListingsSetInput:
    """Listings."""

    channel_id: strawberry.ID = strawberry.field(description="Which channel.")
    listings: list[ChannelListingInput] = strawberry.field(
        description="The listings, at most 1,000. A SKU that is known gets another variant."
    )


@strawberry.input(description="Units of what a channel sells.")
class ChannelOrderLineInput:
    """A line."""

    sku: str = strawberry.field(description="The channel's SKU.")
    quantity: int = strawberry.field(description="Units, 1 to 10,000.")
    unit_price: MoneyInput = strawberry.field(description="The channel's price of one.")
    discount: MoneyInput | None = optional("What is off all of them together.")


@strawberry.input(description="An order as a channel took it.")
class ChannelOrderInput:
    """An order."""

    external_id: str = strawberry.field(description="What the channel calls it.")
    placed_at: datetime = strawberry.field(description="When it was placed.")
    total: MoneyInput = strawberry.field(description="What it comes to.")
    lines: list[ChannelOrderLineInput] = strawberry.field(description="Lines, 1 to 250.")
    kind: MessageKind = optional("What is said of it.", default=MessageKind.CREATED)
    message_key: str | None = optional(
        "What the channel calls this message; without one it is known by its words."
    )
    shipping: MoneyInput | None = optional("What sending it costs; part of the total.")
    paid: MoneyInput | None = optional("What the channel was paid already.")
    payment_reference: str = optional("What the channel calls that payment.", default="")
    shipping_address: ShippingAddressInput | None = optional("Where it goes.")
    note: str = optional("What the customer wants to say.", default="")

    def said(self, place: str) -> Said:
        """The same in our own shape of a channel's message.

        Raises:
            InvalidInput, WrongCurrency: an amount or a quantity that cannot be.
        """
        self._check("orders", place)
        order: dict[str, Any] = {
            "id": self.external_id,
            "placedAt": self.placed_at.isoformat(),
            "currency": self.total.currency_code,
            "total": str(self.total.amount),
            "lines": [
                {
                    "sku": line.sku,
                    "quantity": line.quantity,
                    "unitPrice": str(line.unit_price.amount),
                    "discount": _amount(line.discount),
                }
                for line in self.lines
            ],
            "shipping": _amount(self.shipping),
            "paid": _amount(self.paid),
            "paymentReference": self.payment_reference,
            "note": self.note,
        }
        if self.shipping_address is not None:
            address = vars(self.shipping_address)
            order["address"] = address | {"postalCode": address["postal_code"]}
        return Said(order, self.kind, self.message_key)

    def _check(self, *path: str) -> None:
        text(self.external_id, *path, "externalId", longest=EXTERNAL_ID_LENGTH_MAX)
        for name, longest in WORDS.items():
            words = getattr(self, name) or ""
            text(words, *path, camel(name), longest=longest, required=False)
        if self.shipping_address is not None:
            country(self.shipping_address.country, *path, "shippingAddress", "country")
            for name, words in vars(self.shipping_address).items():
                text(words, *path, "shippingAddress", camel(name), required=False)
        for name in ("total", "shipping", "paid"):
            _must_be(getattr(self, name), *path, name)
        for number, line in enumerate(self.lines):
            here = (*path, "lines", str(number))
            text(line.sku, *here, "sku", longest=SKU_LENGTH_MAX)
            count(line.quantity, *here, "quantity", highest=QUANTITY_MAX)
            _must_be(line.unit_price, *here, "unitPrice")
            _must_be(line.discount, *here, "discount")


@strawberry.input(description="Orders that a channel took, in our own shape.")
class ChannelOrderIngestInput:
    """Orders of one channel."""

    channel_id: strawberry.ID = strawberry.field(description="Which channel.")
    orders: list[ChannelOrderInput] = strawberry.field(
        description="The orders, at most 100. What was said before has no second effect."
    )


@strawberry.input(description="A rejected message of a channel, to try again.")
class ChannelOrderRetryInput:
    """Which."""

    id: strawberry.ID = strawberry.field(description="Which message.")
    expected_version: int | None = expected_version()


@strawberry.input(description="A channel to exchange with now.")
class ChannelSyncInput:
    """Which."""

    id: strawberry.ID = strawberry.field(description="Which channel.")


def listings(given: list[ChannelListingInput]) -> list[Listed]:
    """As the domain takes them."""
    return [
        Listed(
            one.external_sku,
            key_of("ProductVariant", one.variant_id, "listings", str(place), "variantId"),
        )
        for place, one in enumerate(items(given, "listings", most=1_000))
    ]


def _must_be(given: MoneyInput | None, *path: str) -> None:
    """An amount that can be, if one was given."""
    if given is not None:
        price(given.read(*path), *path)


def _amount(given: MoneyInput | None) -> str:
    return "0" if given is None else str(given.amount)
