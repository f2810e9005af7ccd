"""What a ticket is about: a customer, and perhaps an order or a parcel of theirs."""

from dataclasses import dataclass
from uuid import UUID

from domain.customers.queries import get_customer
from domain.fulfillment.queries import get_fulfillment
from domain.identity.scopes import Scope
from domain.orders.queries import get_order
from domain.shared.context import Context
from domain.shared.errors import InvalidInput, NotFound


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose problem, and with what. A parcel implies its order, an order its customer."""

    customer_id: UUID | None = None
    order_id: UUID | None = None
    fulfillment_id: UUID | None = None


def whose(ctx: Context, subject: Subject) -> Subject:
    """The subject with the customer who asks; staff name one by permission.

    Raises:
        NotSignedIn, NotPermitted: no customer, and nobody who may open tickets for one.
        NotFound: a customer asks for another one.
        InvalidInput: nobody and nothing is named.
    """
    if ctx.customer_id is not None:
        if subject.customer_id not in {None, ctx.customer_id}:
            raise NotFound("customer", subject.customer_id)
        return Subject(ctx.customer_id, subject.order_id, subject.fulfillment_id)
    ctx.require(Scope.TICKETS_WRITE)
    if subject == Subject():
        raise InvalidInput("Say whose problem it is.", "customerId")
    return subject


async def find_subject(ctx: Context, asked: Subject) -> Subject:
    """The subject, completed: everything named is there, visible, and of one customer.

    Raises:
        NotFound: something named is not there, not visible, or another customer's.
    """
    customer_id, order_id = asked.customer_id, asked.order_id
    if asked.fulfillment_id is not None:
        order_id = (await get_fulfillment(ctx, asked.fulfillment_id)).order_id
        if asked.order_id not in {None, order_id}:
            raise NotFound("fulfillment", asked.fulfillment_id)
    if order_id is not None:
        order = await get_order(ctx, order_id)
        if customer_id not in {None, order.customer_id}:
            raise NotFound("order", order_id)
        customer_id = order.customer_id
    elif customer_id is not None:
        await get_customer(ctx, customer_id)
    return Subject(customer_id, order_id, asked.fulfillment_id)
