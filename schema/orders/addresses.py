"""Where orders went, as they are shown."""

from uuid import UUID

import strawberry

from domain.orders.snapshots import shown_snapshot
from domain.shared.context import Context
from domain.shared.places.addresses import label
from schema.shared.scalars import CountryCode


@strawberry.type(description="The address as it was when the order was placed.")
class ShippingAddress:
    """A snapshot: later changes of the customer's address leave it alone."""

    recipient: str = strawberry.field(description="Whose name is on the door.")
    phone: str | None = strawberry.field(description="Whom the driver calls.")
    line1: str = strawberry.field(description="Street and number.")
    line2: str = strawberry.field(description="What else the driver needs; may be empty.")
    district: str = strawberry.field(description="The part of the city; may be empty.")
    city: str = strawberry.field(description="The city.")
    region: str = strawberry.field(description="The province or state; may be empty.")
    postal_code: str = strawberry.field(description="The postal code; may be empty.")
    country: CountryCode = strawberry.field(description="The country.")
    label: list[str] = strawberry.field(
        description="The lines of a label, as the country writes them: in Chinese the largest"
        " place first, else the person."
    )

    @classmethod
    def seen(
        cls, ctx: Context, owner: UUID | None, order_id: UUID, sealed: str | None
    ) -> "ShippingAddress | None":
        """An order's address as kept, for whoever may see its owner."""
        return cls.shown(shown_snapshot(ctx, owner, order_id, sealed))

    @classmethod
    def shown(cls, address: dict[str, str] | None) -> "ShippingAddress | None":
        """An address that somebody may see."""
        if address is None:
            return None
        return cls(
            recipient=address["recipient"],
            phone=address.get("phone"),
            line1=address["line1"],
            line2=address.get("line2", ""),
            district=address.get("district", ""),
            city=address["city"],
            region=address.get("region", ""),
            postal_code=address.get("postal_code", ""),
            country=CountryCode(address["country"]),
            label=label(address),
        )
