"""A customer who waits for a parcel asks where it is, and says thanks for an answer."""

from api.simulation.stage import Stage
from domain.identity.actors import actor_of_customer
from domain.orders.models import Order
from domain.orders.states import OrderStatus
from domain.support.models import Ticket
from domain.support.open_ticket import open_ticket
from domain.support.send_message import send_message
from domain.support.states import TicketStatus

AT_HAND = 20  # of the newest orders, or tickets
ASKS = 0.15  # of the times that it is a customer's turn
THANKS = 0.5
QUESTIONS = (
    ("Where is my parcel?", "I ordered it a while ago and have not heard of it since."),
    ("Can I still change the address?", "We are moving; the neighbours would take it, too."),
    ("One thing is missing", "The box was open at a corner and I cannot find the last item."),
    ("我的包裹到哪里了？", "物流信息一直没有更新，请帮我查一下，谢谢。"),
)
THANK_YOU = (
    "Thank you, that helps!",
    "Thanks. One more thing: may I collect it myself?",
    "好的，谢谢！",
)


async def ask(stage: Stage) -> bool:
    """Open a ticket, or answer the agent in one. False most of the time: people are patient."""
    if not stage.happens(ASKS):
        return False
    answered = Ticket.filter(status=TicketStatus.PENDING_CUSTOMER, customer_id__isnull=False)
    tickets = await answered.order_by("-updated_at").limit(AT_HAND)
    if tickets and stage.happens(THANKS):
        ticket = stage.one_of(tickets)
        assert ticket.customer_id is not None, "only such were asked for"
        ctx = stage.ctx(actor_of_customer(ticket.customer_id))
        await send_message(ctx, ticket.id, stage.one_of(THANK_YOU))
        return True
    return await _open(stage)


async def _open(stage: Stage) -> bool:
    live = Order.filter(status=OrderStatus.CONFIRMED, customer_id__isnull=False)
    orders = await live.order_by("-placed_at").limit(AT_HAND)
    if not orders:
        return False
    order, (subject, body) = stage.one_of(orders), stage.one_of(QUESTIONS)
    assert order.customer_id is not None, "only such were asked for"
    await open_ticket(
        stage.ctx(actor_of_customer(order.customer_id)),
        subject=subject,
        body=body,
        order_id=order.id,
        idempotency_key=stage.fresh_key(),
    )
    return True
