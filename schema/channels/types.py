"""Sales channels, as clients see them."""

import strawberry

from domain.channels import models
from domain.channels.states import ChannelFormat, ChannelKind, StockPolicy
from schema.channels import words as words  # what the enums mean
from schema.shared.fields import Backed, Node, column
from schema.shared.scalars import CurrencyCode


@strawberry.type(description="Where orders come from.")
class SalesChannel(Node, Backed[models.SalesChannel]):
    """A channel."""

    code: str = column("The short name, unique.")
    name: str = column("The name.")
    currency: CurrencyCode = column("The currency it sells in.")
    kind: ChannelKind = column("What it is.")
    format: ChannelFormat = column("How it writes its orders.")
    stock_policy: StockPolicy = column("What becomes of an order that is short of goods.")
