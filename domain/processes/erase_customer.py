"""When a person wants to be forgotten, what is personal goes, and what law wants kept is named."""

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from tortoise.expressions import Q, Subquery
from tortoise.transactions import in_transaction

from domain.customers.cards import Card
from domain.customers.email_notices import forget_notices
from domain.customers.errors import OrdersUnderWay
from domain.customers.events import CustomerErased
from domain.customers.groups import CustomerGroupMember
from domain.customers.models import Address, Consent, Customer
from domain.customers.permission import require_oneself_or
from domain.customers.queries import visible_customers
from domain.fulfillment.models import TrackingEvent
from domain.identity.credentials import forget_holder
from domain.identity.scopes import Scope
from domain.identity.standing import valid_from
from domain.jobs.forgetting import forget_requests_of
from domain.notifications.forget import forget_notifications
from domain.orders.drafts.models import DraftOrder
from domain.orders.handling.models import OrderNote
from domain.orders.models import Order, OrderEdit
from domain.orders.states import OrderStatus
from domain.orders.statuses import RETURN_IS_OPEN
from domain.retention.rules import BOOKS, BOOKS_KEPT, HISTORY, PROOF, PROOF_KEPT
from domain.returns.claims.models import Claim
from domain.returns.claims.states import IS_OPEN
from domain.returns.exchanges.models import Exchange
from domain.returns.models import Return
from domain.shared.context import Context
from domain.shared.errors import NotFound
from domain.shared.models import EventRow
from domain.shared.outbox import append
from domain.shared.states import expect_version, raise_version
from domain.support.models import Ticket, TicketMessage

UNDER_WAY = (OrderStatus.PENDING, OrderStatus.CONFIRMED, OrderStatus.ON_HOLD)


@dataclass(frozen=True, slots=True)
class Erased:
    """How many of each there was something personal in."""

    contacts: int
    addresses: int
    orders: int
    tickets: int
    messages: int
    parcels: int


@dataclass(frozen=True, slots=True)
class Kept:
    """What stays, why, and until when; None is for as long as the shop is there."""

    what: str
    reason: str
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Erasure:
    """The customer as they are now, what went, and what stays."""

    customer: Customer
    erased: Erased
    kept: list[Kept]


async def erase_customer(
    ctx: Context, customer_id: UUID, *, expected_version: int | None = None
) -> Erasure:
    """Take everything personal out of a customer, for good. Customers may ask it for themselves.

    Nobody orders in their name from then on, and their sessions end. Repeating it erases nothing
    more, tells nobody, and says again what went the first time.

    Raises:
        NotPermitted: somebody else, without the permission.
        NotFound: no such customer.
        VersionConflict: the customer changed since `expected_version`.
        OrdersUnderWay: wait for them, or cancel them first.
    """
    require_oneself_or(ctx, Scope.CUSTOMERS_ERASE)
    async with in_transaction():
        # FOR UPDATE, and not less: whoever places an order holds the row by its key meanwhile.
        customer = await visible_customers(ctx).select_for_update().get_or_none(id=customer_id)
        if customer is None:
            raise NotFound("customer", customer_id)
        if customer.erased_at is not None:
            return Erasure(customer, await _went(customer), await _kept(customer))
        expect_version(customer, "customer", expected_version)
        is_under_way = (
            Q(status__in=UNDER_WAY)
            | Q(return_status__in=sorted(RETURN_IS_OPEN))
            | Q(id__in=Subquery(Claim.filter(status__in=sorted(IS_OPEN)).values("order_id")))
        )
        under_way = Order.filter(is_under_way, customer_id=customer.id).order_by("number")
        if numbers := await under_way.values_list("number", flat=True):
            raise OrdersUnderWay([str(number) for number in numbers])

        erased = await _erase(customer)
        await forget_holder(customer.id, Card.of(customer).email)
        await forget_notices(customer)
        await forget_notifications(customer.id)
        await forget_requests_of(customer.id)
        await raise_version(
            customer,
            "customer",
            at=ctx.now,
            **NOTHING,
            erased_at=ctx.now,
            sessions_valid_from=valid_from(ctx.now, customer.sessions_valid_from),
        )
        await append(
            ctx,
            CustomerErased(aggregate_id=customer.id, version=customer.version, **asdict(erased)),
        )
        return Erasure(customer, erased, await _kept(customer))


# What a card says of nobody.
NOTHING: dict[str, object] = {
    "name": "",
    "name_index": [],
    "email": None,
    "email_index": None,
    "phone": None,
    "phone_index": None,
    "traits": {},
    "external_system": None,
    "external_id": None,
}


async def _erase(customer: Customer) -> Erased:
    """Empty what is personal in everything that is theirs, but for the card itself."""
    orders = await Order.filter(customer_id=customer.id).values_list("id", flat=True)
    tickets = await Ticket.filter(customer_id=customer.id).values_list("id", flat=True)
    await CustomerGroupMember.filter(customer_id=customer.id).delete()  # it says what they are like
    await Return.filter(order_id__in=orders).update(note="", answer="")
    await Claim.filter(order_id__in=orders).update(note="", answer="")
    await Exchange.filter(order_id__in=orders).update(answer="")
    await OrderNote.filter(order_id__in=orders).exclude(body="").update(body="")
    await DraftOrder.filter(customer_id=customer.id).update(
        shipping_address=None, gift_message=None, note=""
    )
    await OrderEdit.filter(order_id__in=orders).update(shipping_address=None)
    messages = TicketMessage.filter(ticket_id__in=tickets)
    await messages.filter(author_id=customer.id).update(author_name="")
    return Erased(
        contacts=sum(map(bool, (customer.name, customer.email, customer.phone))),
        addresses=await Address.filter(customer_id=customer.id).delete(),
        orders=await Order.filter(id__in=orders).update(
            shipping_address=None, gift_message=None, note=""
        ),
        tickets=await Ticket.filter(id__in=tickets).update(subject=""),
        messages=await messages.update(body=""),
        parcels=await TrackingEvent.filter(fulfillment__order_id__in=orders)
        .exclude(description="", location="")
        .update(description="", location=""),
    )


async def _went(customer: Customer) -> Erased:
    """What went when they were erased, as the fact of it says."""
    told = await EventRow.get(
        aggregate_type=CustomerErased.aggregate_type,
        aggregate_id=customer.id,
        type=CustomerErased.type,
    )
    return Erased(**{name: int(str(count)) for name, count in told.payload.items()})


async def _kept(customer: Customer) -> list[Kept]:
    """What is left of them that is more than an id, and why."""
    found = []
    newest = await Order.filter(customer_id=customer.id).order_by("-placed_at").first()
    if newest is not None:
        found.append(Kept(BOOKS.what, BOOKS.reason, newest.placed_at + BOOKS_KEPT))
    if await Consent.exists(customer_id=customer.id):
        until = (customer.erased_at or customer.updated_at) + PROOF_KEPT
        found.append(Kept(PROOF.what, PROOF.reason, until))
    found.append(Kept(HISTORY.what, HISTORY.reason, None))
    return found
