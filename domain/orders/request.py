"""What a customer asks for, and whether it makes sense before anybody looks into the shop."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Self
from uuid import UUID

from domain.channels.create_channel import CODE_LENGTH_MAX
from domain.promotions.codes import CODES_MAX, normal
from domain.shared.errors import InvalidInput
from domain.shared.idempotency import LATER
from domain.shared.inputs import count, country, items, text
from domain.shared.money import MINOR_DIGITS, WrongCurrency
from domain.shared.places.addresses import camel, checked

LINES_MAX = 250  # lines of one order
QUANTITY_MAX = 10_000  # units of one line
NOTE_LENGTH_MAX = 2_000  # characters
GIFT_MESSAGE_LENGTH_MAX = 500  # characters: they fit on a card
EXTERNAL_ID_LENGTH_MAX = 64  # characters
ADDRESS_LENGTHS_MAX = {  # characters
    "recipient": 120,
    "phone": 32,
    "line1": 200,
    "line2": 200,
    "district": 120,
    "city": 120,
    "region": 120,
    "postal_code": 32,
}
ADDRESS_REQUIRED = {"recipient", "line1", "city"}


@dataclass(frozen=True, slots=True)
class LineRequest:
    """So many units of a variant."""

    variant_id: UUID
    quantity: int


@dataclass(frozen=True, slots=True)
class ShippingAddress:
    """Where the parcels shall go, as written on them. `country` is two capital letters, `region` a
    province or state, `district` a part of the city; China needs all of them.
    """

    recipient: str
    line1: str
    city: str
    country: str
    phone: str = ""
    line2: str = ""
    region: str = ""
    postal_code: str = ""
    district: str = field(default="", metadata=LATER)

    def snapshot(self) -> dict[str, str]:
        """The address as an order keeps it, whatever becomes of the customer's own.

        Raises:
            InvalidInput: a part is too long, or the address is not what its country asks for; see
                `domain.shared.places.addresses`.
        """
        parts = {
            name: text(
                getattr(self, name),
                "shippingAddress",
                camel(name),
                longest=longest,
                required=name in ADDRESS_REQUIRED,
            )
            for name, longest in ADDRESS_LENGTHS_MAX.items()
        }
        code = country(self.country, "shippingAddress", "country")
        return checked({**parts, "country": code}, "shippingAddress", any_region=True)

    def as_written(self) -> dict[str, str]:
        """The same parts, cut to what an order keeps, whether they make sense or not: for an order
        that waits until somebody has seen to them.
        """
        parts = {
            name: getattr(self, name).strip()[:longest]
            for name, longest in ADDRESS_LENGTHS_MAX.items()
        }
        return {**parts, "country": self.country.strip().upper()[:2]}


@dataclass(frozen=True, slots=True)
class PlaceOrder:
    """An order to be. Two lines may name the same variant."""

    channel: str
    currency: str
    lines: Sequence[LineRequest]
    customer_id: UUID | None = None
    address: ShippingAddress | None = None
    external_id: str | None = None
    note: str = ""
    coupon_codes: Sequence[str] = field(default=(), metadata=LATER)
    gift_message: str = field(default="", metadata=LATER)
    shipping_method_id: UUID | None = field(default=None, metadata=LATER)

    def checked(self) -> Self:
        """The same, without blanks around its words, if it makes sense.

        Raises:
            InvalidInput: no lines or too many, a quantity out of bounds, bad words.
            WrongCurrency: we do not trade in this currency.
        """
        if self.currency not in MINOR_DIGITS:
            raise WrongCurrency("We do not trade in this currency.", "currency")
        if not self.lines:
            raise InvalidInput("An order has at least one line.", "lines")
        items(self.lines, "lines", most=LINES_MAX)
        for position, line in enumerate(self.lines):
            count(line.quantity, "lines", str(position), "quantity", highest=QUANTITY_MAX)
        if self.address is not None:
            self.address.snapshot()
        items(self.coupon_codes, "couponCodes", most=CODES_MAX)
        return replace(
            self,
            channel=text(self.channel, "channel", longest=CODE_LENGTH_MAX),
            external_id=None
            if self.external_id is None
            else text(self.external_id, "externalId", longest=EXTERNAL_ID_LENGTH_MAX),
            note=text(self.note, "note", longest=NOTE_LENGTH_MAX, required=False),
            gift_message=gift_text(self.gift_message),
            coupon_codes=tuple(text(normal(code), "couponCodes") for code in self.coupon_codes),
        )


def gift_text(message: str) -> str:
    """What a card may say.

    Raises:
        InvalidInput: too much, or no text.
    """
    return text(message, "giftMessage", longest=GIFT_MESSAGE_LENGTH_MAX, required=False)
