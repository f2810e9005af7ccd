"""Sales channels, as clients see them."""

import strawberry

from domain.channels import models
from domain.channels.states import ChannelFormat, ChannelKind, ShortagePolicy
from schema.channels import words as words  # what the enums mean
from schema.shared.fields import Backed, Node, column
from schema.shared.scalars import CountryCode, CurrencyCode


@strawberry.type(description="Where orders come from.")
class SalesChannel(Node, Backed[models.SalesChannel]):
    """A channel."""

    code: str = column("The short name, unique.")
    name: str = column("The name.")
    currency: CurrencyCode = column("The currency it sells in.")
    unpaid_minutes: int = column("How long its orders wait for their money, in minutes.")
    warning_minutes: int = column(
        "How many minutes before an unpaid order expires it is told that it will; 0 is never."
    )
    prices_include_tax: bool = column("Whether its prices contain the tax, or it comes on top.")
    tax_country: CountryCode | None = column(
        "Where orders are taxed of which nobody says where they go."
    )
    tax_region: str = column("The province or state there; empty for all of the country.")
    kind: ChannelKind = column("What it is.")
    format: ChannelFormat = column("How it writes its orders.")
    shortage_policy: ShortagePolicy = column("What becomes of an order that is short of goods.")
