"""In which ways goods can be sent somewhere, and at what charge."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from domain.channels.models import SalesChannel
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.errors import NotFound
from domain.shipping.charges import charge_for
from domain.shipping.errors import ShippingMethodUnavailable, ShippingObstacle
from domain.shipping.models import ShippingMethod, ShippingZone
from domain.shipping.queries import visible_methods
from domain.taxes.in_force import Place

# Until the transaction ends nobody changes it; others may choose it as well.
HOLD = "SELECT id FROM shipping_method WHERE id = $1 FOR SHARE"


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is to be sent: from which channel, in which currency, worth how much before promotions,
    and where to, if anybody said so.
    """

    channel: str
    currency: str
    worth_minor: int
    place: Place | None


@dataclass(frozen=True, slots=True)
class Quote:
    """A way of sending a parcel, and what it charges, in minor units."""

    method: ShippingMethod
    charge_minor: int


async def chosen(ctx: Context, method_id: UUID, parcel: Parcel, *, held: bool = False) -> Quote:
    """The way that somebody chose; held, it stays so until the transaction ends.

    Raises:
        NotFound: no such method.
        ShippingMethodUnavailable: it is not for this channel, currency, place or worth.
    """
    if held:
        await sql.execute(HOLD, method_id)
    return offered(await get_method(ctx, method_id), parcel)


async def get_method(ctx: Context, method_id: UUID) -> ShippingMethod:
    """A way of sending, with its channel and its zone.

    Raises:
        NotFound: the actor can see none with this id.
    """
    found = visible_methods(ctx).filter(id=method_id).select_related("channel", "zone")
    method = await found.first()
    if method is None:
        raise NotFound("shipping method", method_id)
    return method


def offered(method: ShippingMethod, parcel: Parcel) -> Quote:
    """What this way of sending charges for a parcel.

    Raises:
        ShippingMethodUnavailable: it is not for this channel, currency, place or worth.
    """
    found = _quote(method, parcel, method.channel, method.zone)
    if isinstance(found, ShippingObstacle):
        raise ShippingMethodUnavailable(method.id, method.name, found)
    return found


async def quotes(parcel: Parcel) -> list[Quote]:
    """Every way of sending it, the cheapest first, and of equal charges the fastest."""
    methods = await ShippingMethod.filter(
        channel__code=parcel.channel, currency=parcel.currency, is_active=True
    ).select_related("channel", "zone")
    found = [_quote(method, parcel, method.channel, method.zone) for method in methods]
    able: Iterable[Quote] = (one for one in found if isinstance(one, Quote))
    return sorted(able, key=lambda one: (one.charge_minor, one.method.days_max, one.method.name))


def reaches(places: Sequence[Sequence[str]], place: Place) -> bool:
    """Whether a zone has a place: its region, or the whole of its country."""
    return [place.country, ""] in map(list, places) or list(place) in map(list, places)


def _quote(
    method: ShippingMethod, parcel: Parcel, channel: SalesChannel, zone: ShippingZone
) -> Quote | ShippingObstacle:
    rules = [
        (method.is_active, ShippingObstacle.NOT_ACTIVE),
        (channel.code == parcel.channel, ShippingObstacle.ANOTHER_CHANNEL),
        (method.currency == parcel.currency, ShippingObstacle.ANOTHER_CURRENCY),
        (parcel.place is not None, ShippingObstacle.NO_ADDRESS),
        (parcel.place and reaches(zone.places, parcel.place), ShippingObstacle.NOT_THERE),
    ]
    for holds, why in rules:
        if not holds:
            return why
    charge = charge_for(method.bands, method.free_from_minor, parcel.worth_minor)
    return ShippingObstacle.WORTH_TOO_LITTLE if charge is None else Quote(method, charge)
