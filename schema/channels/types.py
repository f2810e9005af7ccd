"""Sales channels, as clients see them."""

import strawberry

from domain.channels import models
from schema.shared.fields import Backed, Node, column
from schema.shared.scalars import CurrencyCode


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
