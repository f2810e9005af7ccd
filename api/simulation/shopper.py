"""A shopper puts some things into a basket, orders them, and usually pays at once."""

from collections.abc import Sequence

from api.simulation.stage import Buyer, Goods, Stage
from domain.finance.capture_payment import capture_payment
from domain.finance.states import PaymentMethod
from domain.orders.models import Order
from domain.orders.place_order import LineRequest, PlaceOrder, place_order

LINES_MAX = 4
QUANTITY_MAX = 3
PAYS_AT_ONCE = 0.9  # the others forget, and their orders expire


async def shop(stage: Stage) -> bool:
    """Place an order, and pay for it unless one forgets. False where nothing is for sale."""
    if not stage.buyers or not stage.goods:
        return False
    buyer, first = stage.one_of(stage.buyers), stage.one_of(stage.goods)
    alike = [goods for goods in stage.goods if goods.channel == first.channel]
    wanted = stage.chance.sample(alike, min(stage.chance.randint(1, LINES_MAX), len(alike)))
    await order_of(stage, buyer, wanted)
    return True


async def order_of(
    stage: Stage, buyer: Buyer, wanted: Sequence[Goods], *, coupons: Sequence[str] = ()
) -> None:
    """Have somebody order these goods, all of one channel, and pay at once, unless they forget."""
    order = await place_order(
        stage.customer(buyer),
        PlaceOrder(
            channel=wanted[0].channel,
            currency=wanted[0].currency,
            lines=[
                LineRequest(goods.variant_id, stage.chance.randint(1, QUANTITY_MAX))
                for goods in wanted
            ],
            address=buyer.address,
            coupon_codes=coupons,
        ),
        idempotency_key=stage.fresh_key(),
    )
    if stage.happens(PAYS_AT_ONCE):
        await _pay(stage, buyer, order)


async def _pay(stage: Stage, buyer: Buyer, order: Order) -> None:
    await capture_payment(
        stage.customer(buyer),
        order.id,
        amount=None,
        method=PaymentMethod.SIMULATED,
        reference=stage.fresh_key(),
        idempotency_key=stage.fresh_key(),
    )
