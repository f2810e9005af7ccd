"""The number under which a carrier takes the next thing we hand it."""

from domain.fulfillment.carriers.port import CarrierPort
from domain.fulfillment.carriers.simulated import SimulatedCarrier
from domain.fulfillment.models import Carrier, Fulfillment
from domain.shared import sql


async def next_waybill(carrier: Carrier) -> str:
    """The first number that nobody has written on a parcel by hand."""
    port: CarrierPort = SimulatedCarrier(carrier.code)
    while True:
        issued = await sql.value(
            "UPDATE carrier SET waybills_issued = waybills_issued + 1 WHERE id = $1"
            " RETURNING waybills_issued",
            carrier.id,
        )
        number = port.create_waybill(issued)
        if not await Fulfillment.exists(carrier_id=carrier.id, waybill_number=number):
            return number
