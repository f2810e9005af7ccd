"""When a person asks what we hold of them, they are handed all of it, opened."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise.models import Model
from tortoise.queryset import QuerySet
from tortoise.transactions import in_transaction

from domain.customers.cards import Card, opened_address
from domain.customers.events import PersonalDataExported
from domain.customers.groups import CustomerGroup
from domain.customers.models import Address, Consent, Customer
from domain.customers.permission import require_oneself_or
from domain.customers.queries import get_customer
from domain.finance.models import Payment
from domain.fulfillment.models import Fulfillment, TrackingEvent
from domain.identity.models import SessionRow
from domain.identity.scopes import Scope
from domain.notifications.gathering import opened_endpoint, opened_words
from domain.notifications.models import (
    Notification,
    NotificationFeed,
    NotificationPreference,
)
from domain.orders.drafts.masking import shown_address, shown_gift_of
from domain.orders.drafts.models import DraftOrder
from domain.orders.handling.models import OrderNote
from domain.orders.models import Order, OrderLine
from domain.orders.snapshots import shown_gift, shown_snapshot
from domain.returns.claims.models import Claim
from domain.returns.models import Return
from domain.shared.context import Context
from domain.shared.models import EventRow
from domain.shared.outbox import append, plain
from domain.shared.states import raise_version
from domain.support.models import Ticket, TicketMessage
from domain.support.states import MessageVisibility

ROWS_MAX = 5_000  # of each kind: nobody has more, and a file must end somewhere

Rows = list[dict[str, object]]
OWN_ENDPOINT = {"webhook_url", "webhook_secret"}
SECRET = {"name_index", "email_index", "phone_index"}
OURS = {
    "id",
    "customer_id",
    "version",
    "channel_id",
    "assignee_id",
    "fulfillment_order_id",
    "hold_note_id",
}


async def export_personal_data(ctx: Context, customer_id: UUID) -> tuple[dict[str, object], bool]:
    """Everything held of one person, as JSON can carry it. Customers may ask it of themselves.

    The fact of it says who was handed it: that is the disclosure. The newest 5,000 of each kind
    come; the second value says whether that was all.

    Raises:
        NotPermitted: somebody else, without the permission.
        NotFound: no such customer.
        VersionConflict: the customer changed meanwhile; ask again.
    """
    require_oneself_or(ctx, Scope.CUSTOMERS_EXPORT)
    async with in_transaction():
        customer = await get_customer(ctx, customer_id)
        found = await _sections(ctx, customer)
        await raise_version(customer, "customer", at=ctx.now)
        await append(ctx, PersonalDataExported(aggregate_id=customer.id, version=customer.version))
    is_complete = all(len(rows) < ROWS_MAX for rows in found.values())
    profile = _profile(customer)
    return {"exported_at": ctx.now.isoformat(), "profile": profile, **found}, is_complete


def _profile(customer: Customer) -> dict[str, object]:
    card = Card.of(customer)
    contacts = {"name": card.name, "email": card.email, "phone": card.phone}
    return _shown(customer, except_for=SECRET) | contacts


async def _sections(ctx: Context, customer: Customer) -> dict[str, Rows]:
    key = customer.id
    system = ctx.as_system()  # who may have it was decided above
    orders = await _newest(Order.filter(customer_id=key), "-placed_at")
    order_ids = [order.id for order in orders]
    parcels = await _newest(Fulfillment.filter(order_id__in=order_ids), "-created_at")
    tickets = await _newest(Ticket.filter(customer_id=key), "-created_at")
    said = TicketMessage.filter(
        ticket_id__in=[ticket.id for ticket in tickets], visibility=MessageVisibility.PUBLIC
    )
    news = TrackingEvent.filter(fulfillment_id__in=[parcel.id for parcel in parcels])
    facts = EventRow.filter(aggregate_type="customer", aggregate_id=key)
    addresses = await _newest(Address.filter(customer_id=key), "-created_at")
    return {
        "addresses": [_shown(row) | opened_address(row) for row in addresses],
        "orders": [
            _shown(row)
            | {
                "shipping_address": shown_snapshot(system, key, row.id, row.shipping_address),
                "gift_message": shown_gift(system, key, row.id, row.gift_message),
            }
            for row in orders
        ],
        "order_notes": [
            _shown(row, except_for={"author_kind", "author_id"})
            for row in await _newest(OrderNote.filter(order_id__in=order_ids), "-written_at")
        ],
        "order_drafts": [
            _shown(row, except_for={"creator_id"})
            | {
                "shipping_address": shown_address(system, row),
                "gift_message": shown_gift_of(system, row),
            }
            for row in await _newest(DraftOrder.filter(customer_id=key), "-created_at")
        ],
        "order_lines": _all(
            await _newest(OrderLine.filter(order_id__in=order_ids), "order_id", "position")
        ),
        "payments": _all(await _newest(Payment.filter(order_id__in=order_ids), "-created_at")),
        "parcels": _all(parcels),
        "returns": [
            _shown(row, except_for={"requested_by", "inspected_by"})
            for row in await _newest(Return.filter(order_id__in=order_ids), "-requested_at")
        ],
        "claims": [
            _shown(row, except_for={"opened_by"})
            for row in await _newest(Claim.filter(order_id__in=order_ids), "-opened_at")
        ],
        "tracking": _all(await _newest(news, "-occurred_at")),
        "tickets": _all(tickets),
        "messages": [_message(key, row) for row in await _newest(said, "-sent_at")],
        "notifications": [
            _shown(row, except_for={"html", "lease_id", "event_seq"}) | opened_words(row)
            for row in await _newest(Notification.filter(customer_id=key), "-created_at")
        ],
        "notification_endpoints": [
            _shown(row, except_for=OWN_ENDPOINT) | opened_endpoint(row)
            for row in await NotificationFeed.filter(id=key).exclude(webhook_url="")
        ],
        "notification_preferences": _all(
            await _newest(NotificationPreference.filter(customer_id=key), "-updated_at")
        ),
        "sessions": _all(await _newest(SessionRow.filter(holder_id=key), "-created_at")),
        "consents": _all(await _newest(Consent.filter(customer_id=key), "-recorded_at")),
        "groups": _all(await _newest(CustomerGroup.filter(members__customer_id=key), "created_at")),
        "events": _all(await _newest(facts, "-version")),
    }


async def _newest(rows: QuerySet[Any], *order: str) -> Sequence[Any]:
    return await rows.order_by(*order).limit(ROWS_MAX)


def _message(customer_id: UUID, message: TicketMessage) -> dict[str, object]:
    """What was said, with names only where they are one's own."""
    said_by = "you" if message.author_id == customer_id else "us"
    return _shown(message, except_for={"author_id", "author_name"}) | {"said_by": said_by}


def _all(rows: Iterable[Model]) -> Rows:
    return [_shown(row) for row in rows]


def _shown(row: Model, *, except_for: Iterable[str] = ()) -> dict[str, object]:
    """A row's own columns, but for what only we make sense of."""
    hidden = OURS.union(except_for)
    columns: Mapping[str, Any] = {name: getattr(row, name) for name in row._meta.db_fields}
    return {name: _plain(value) for name, value in columns.items() if name not in hidden}


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else plain(value)
