"""What somebody asks for who orders, and how it is read."""

from typing import Protocol

import strawberry

from domain.orders.request import LineRequest, PlaceOrder, ShippingAddress
from schema.shared.ids import key_of, maybe_key
from schema.shared.mutations import optional
from schema.shared.scalars import CountryCode, CurrencyCode


@strawberry.input(description="So many units of a variant.")
class OrderLineInput:
    """A line."""

    variant_id: strawberry.ID = strawberry.field(description="What.")
    quantity: int = strawberry.field(description="Units, 1 to 10,000.")


@strawberry.input(description="Where the parcels shall go.")
class ShippingAddressInput:
    """An address."""

    recipient: str = strawberry.field(description="Whose name is on the door.")
    line1: str = strawberry.field(description="Street and number.")
    city: str = strawberry.field(description="The city.")
    country: CountryCode = strawberry.field(description="The country.")
    phone: str = optional("Whom the driver calls.", default="")
    line2: str = optional("What else the driver needs.", default="")
    region: str = optional(
        "The province or state, by its name or code; some countries need it.", default=""
    )
    postal_code: str = optional("The postal code; many countries need it.", default="")
    district: str = optional("The part of the city; China needs it.", default="")


class Asked(Protocol):
    """An order that somebody asks for, alone or among many."""

    currency: CurrencyCode
    lines: list[OrderLineInput]
    customer_id: strawberry.ID | None
    shipping_address: ShippingAddressInput | None
    coupon_codes: list[str]
    shipping_method_id: strawberry.ID | None
    channel: str
    note: str
    gift_message: str

    @property
    def external_id(self) -> str | None:
        """What its channel calls it."""


def requested(input: Asked, *at: str) -> PlaceOrder:
    """The order that is asked for; `at` is where in the input it stands.

    Raises:
        NotFound: something is no id of its kind.
    """
    address = input.shipping_address
    return PlaceOrder(
        channel=input.channel,
        currency=input.currency,
        lines=[
            LineRequest(
                key_of("ProductVariant", line.variant_id, *at, "lines", str(place), "variantId"),
                line.quantity,
            )
            for place, line in enumerate(input.lines)
        ],
        customer_id=maybe_key("Customer", input.customer_id),
        address=ShippingAddress(**vars(address)) if address else None,
        external_id=input.external_id,
        note=input.note,
        coupon_codes=input.coupon_codes,
        gift_message=input.gift_message,
        shipping_method_id=maybe_key("ShippingMethod", input.shipping_method_id),
    )
