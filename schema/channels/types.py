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
