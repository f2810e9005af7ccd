"""A carrier tells what it did with a parcel: a little late, twice, or in words nobody knows."""

from api.simulation.stage import CARRIER, Stage
from domain.fulfillment.carriers.vocabulary import read_news
from domain.fulfillment.models import Fulfillment
from domain.fulfillment.report_tracking import report_tracking
from domain.fulfillment.states import FulfillmentStatus

ON_THE_WAY = 50  # parcels


async def drive(stage: Stage) -> bool:
    """Report all that is new of one parcel. False where there is nothing new of any."""
    on_the_way = Fulfillment.filter(status=FulfillmentStatus.SHIPPED, carrier__code=CARRIER)
    parcels = await on_the_way.order_by("shipped_at").limit(ON_THE_WAY)
    stage.chance.shuffle(parcels)
    for parcel in parcels:
        if await _tell(stage, parcel):
            return True
    return False


async def _tell(stage: Stage, parcel: Fulfillment) -> bool:
    assert parcel.waybill_number is not None, "what was shipped has a number"
    assert parcel.shipped_at is not None, "what was shipped was shipped at some time"
    number, ctx = parcel.waybill_number, stage.ctx(stage.driver)
    told = stage.carrier.fetch_tracking(
        number,
        shipped_at=parcel.shipped_at,
        after=stage.heard_until.get(number, parcel.shipped_at),
        until=ctx.now,
    )
    stage.heard_until[number] = ctx.now
    for raw in told:
        await report_tracking(ctx, carrier_code=CARRIER, waybill_number=number, news=read_news(raw))
    return bool(told)
