"""What anybody with the link may see of a parcel: where it is, and nothing of whose it is."""

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.fulfillment.models import Fulfillment, TrackingEvent
from domain.fulfillment.states import FulfillmentStatus, TrackingStatus
from domain.shared.errors import NotFound

SHOWN = 4  # characters at the end of a waybill number
# Couriers write their own and the recipient's numbers into their messages.
PRIVATE_NUMBER = re.compile(r"\d(?:[ -]?\d){5,}")
MASK = "*"


@dataclass(frozen=True, slots=True)
class PublicNews:
    """One piece of news, without the carrier's free text."""

    status: TrackingStatus
    substatus: str | None
    location: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class PublicTracking:
    """A parcel as strangers see it."""

    fulfillment_id: UUID
    version: int
    status: FulfillmentStatus
    tracking_status: TrackingStatus
    tracking_substatus: str | None
    carrier_name: str | None
    waybill_number: str | None
    shipped_at: datetime | None
    delivered_at: datetime | None
    news: tuple[PublicNews, ...]


async def public_tracking(fulfillment_id: UUID) -> PublicTracking:
    """The public page of a parcel. Whoever holds a signed token has its id from there.

    Raises:
        NotFound: there is no such parcel.
    """
    parcel = await Fulfillment.get_or_none(id=fulfillment_id).select_related("carrier")
    if parcel is None:
        raise NotFound("fulfillment", fulfillment_id)
    news = await TrackingEvent.filter(fulfillment_id=parcel.id).order_by("-occurred_at", "-id")
    return PublicTracking(
        fulfillment_id=parcel.id,
        version=parcel.version,
        status=parcel.status,
        tracking_status=parcel.tracking_status,
        tracking_substatus=parcel.tracking_substatus,
        carrier_name=parcel.carrier.name if parcel.carrier else None,
        waybill_number=masked(parcel.waybill_number),
        shipped_at=parcel.shipped_at,
        delivered_at=parcel.delivered_at,
        news=tuple(
            PublicNews(
                item.status, item.substatus, without_numbers(item.location), item.occurred_at
            )
            for item in news
        ),
    )


def masked(number: str | None) -> str | None:
    """A waybill number that only its owner recognises: `**********4261`."""
    return number and MASK * max(len(number) - SHOWN, SHOWN) + number[-SHOWN:]


def without_numbers(words: str) -> str:
    """A place without anybody's telephone number."""
    return PRIVATE_NUMBER.sub(MASK * SHOWN, words)
