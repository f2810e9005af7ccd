"""What the texts of facts name, and what is said to whom: read for many facts at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import orjson

from domain.customers.cards import opened_email
from domain.customers.states import ConsentPurpose
from domain.finance.events import PaymentCaptured, PaymentRefunded, PaymentTransactionMoved
from domain.notifications.kinds import NotificationKind
from domain.notifications.models import Notification, NotificationFeed, NotificationTemplate
from domain.notifications.states import Medium
from domain.notifications.wording import Key, Wording
from domain.shared import sql
from domain.shared.money import written
from domain.shared.outbox import AggregateType
from domain.shared.personal import CUSTOMER_NAME, CUSTOMER_PHONE
from domain.shared.sealing import opened

SUBJECT: Final = "notification.subject"
TEXT: Final = "notification.text"
HTML: Final = "notification.html"
FEED_URL: Final = "notification_feed.webhook_url"
FEED_SECRET: Final = "notification_feed.webhook_secret"
OF_MONEY = (PaymentCaptured.type, PaymentRefunded.type, PaymentTransactionMoved.type)
ORDERS = """
SELECT id, number, currency, total_minor, customer_id FROM sales_order
WHERE id = ANY($1) AND customer_id IS NOT NULL
"""
# Held by their keys, in one order: an erasure waits, and whoever is erased is told nothing.
CUSTOMERS = """
SELECT id, name, email, phone, locale, coalesce((SELECT webhook_url FROM notification_feed feed
    WHERE feed.id = customer.id), '') AS webhook_url, coalesce((SELECT webhook_secret
    FROM notification_feed feed WHERE feed.id = customer.id), '') AS webhook_secret
FROM customer WHERE id = ANY($1) AND erased_at IS NULL ORDER BY id FOR KEY SHARE
"""
PARCELS = """
SELECT parcel.id, parcel.waybill_number, carrier.name FROM fulfillment parcel
LEFT JOIN carrier ON carrier.id = parcel.carrier_id WHERE parcel.id = ANY($1)
"""
RETURNS = "SELECT id, number FROM order_return WHERE id = ANY($1)"
SAID = """
SELECT customer_id, kind, medium, is_wanted FROM notification_preference WHERE customer_id = ANY($1)
"""
CONSENTS = """
SELECT DISTINCT ON (customer_id, purpose) customer_id, purpose, is_granted FROM consent
WHERE customer_id = ANY($1) ORDER BY customer_id, purpose, recorded_at DESC, id DESC
"""


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact that somebody is to be told of."""

    seq: int
    type: str
    aggregate_type: str
    aggregate_id: UUID
    payload: Mapping[str, Any]
    occurred_at: datetime

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "Fact":
        """A row of the log. (The driver hands out JSON as text, or read already.)"""
        said = row["payload"]
        payload = orjson.loads(said) if isinstance(said, str | bytes) else said
        return cls(**{**row, "payload": payload})


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who may be told: in which language, and where. Sealed values as they stand."""

    id: UUID
    locale: str
    name: str
    addresses: Mapping[Medium, str]
    webhook_secret: str
    said: Mapping[tuple[NotificationKind, Medium], bool]
    consents: frozenset[ConsentPurpose]


async def recipients(customer_ids: Iterable[UUID]) -> dict[UUID, Recipient]:
    """Those who may be told anything, with what they said: three statements.

    They are not erased before the transaction ends.
    """
    keys = sorted(set(customer_ids))
    rows = await sql.rows(CUSTOMERS, keys)
    said: dict[UUID, dict[tuple[NotificationKind, Medium], bool]] = {}
    for row in await sql.rows(SAID, keys):
        of = NotificationKind(row["kind"]), Medium(row["medium"])
        said.setdefault(row["customer_id"], {})[of] = row["is_wanted"]
    consents: dict[UUID, set[ConsentPurpose]] = {}
    for row in await sql.rows(CONSENTS, keys):
        if row["is_granted"]:
            consents.setdefault(row["customer_id"], set()).add(ConsentPurpose(row["purpose"]))
    return {
        row["id"]: Recipient(
            id=row["id"],
            locale=row["locale"],
            name=row["name"],
            addresses=_addresses(row),
            webhook_secret=row["webhook_secret"],
            said=said.get(row["id"], {}),
            consents=frozenset(consents.get(row["id"], ())),
        )
        for row in rows
    }


def _addresses(row: Mapping[str, Any]) -> dict[Medium, str]:
    places = {
        Medium.EMAIL: row["email"],
        Medium.SMS: row["phone"],
        Medium.WEBHOOK: row["webhook_url"],
        Medium.FEED: str(row["id"]),
    }
    return {medium: place for medium, place in places.items() if place}


def address_of(recipient: Recipient, medium: Medium) -> str:
    """Where a message goes, in the clear.

    Raises:
        CannotOpen: no key of ours opens it.
    """
    sealed = recipient.addresses[medium]
    match medium:
        case Medium.EMAIL:
            return opened_email(recipient.id, sealed)
        case Medium.SMS:
            return opened(CUSTOMER_PHONE, recipient.id, sealed)
        case Medium.WEBHOOK:
            return opened(FEED_URL, recipient.id, sealed)
        case Medium.FEED:
            return sealed


async def saved_templates() -> dict[Key, Wording]:
    """All templates that somebody saved: a few dozen at most."""
    rows = await NotificationTemplate.filter(is_in_use=True)
    return {
        (row.kind, row.locale, row.medium): Wording(row.subject, row.text, row.html) for row in rows
    }


@dataclass(frozen=True, slots=True)
class Named:
    """What the texts of some facts name, by the ids of what they are about."""

    orders: Mapping[UUID, Mapping[str, Any]]
    parcels: Mapping[UUID, Mapping[str, Any]]
    returns: Mapping[UUID, str]
    also: Mapping[str, str] = field(default_factory=dict)  # what somebody else knows

    def values(self, fact: Fact, order_id: UUID, recipient: Recipient) -> dict[str, str]:
        """The variables of one text, in the clear."""
        order = self.orders[order_id]
        found = {
            "customerName": opened(CUSTOMER_NAME, recipient.id, recipient.name),
            "orderNumber": order["number"],
            "orderTotal": _amount(order["total_minor"], order["currency"]),
        }
        if fact.type in OF_MONEY:
            found["amount"] = _amount(fact.payload["amount_minor"], fact.payload["currency"])
        if parcel := self.parcels.get(fact.aggregate_id):
            found["waybillNumber"] = parcel["waybill_number"] or ""
            found["carrierName"] = parcel["name"] or ""
        if number := self.returns.get(fact.aggregate_id):
            found["returnNumber"] = number
        return {**found, **self.also}


async def named(facts: Sequence[Fact], order_ids: Iterable[UUID]) -> Named:
    """What the texts of these facts name: at most three statements."""
    orders = await sql.rows(ORDERS, sorted(set(order_ids)))
    about = {
        kind: [fact.aggregate_id for fact in facts if fact.aggregate_type == kind]
        for kind in (AggregateType.FULFILLMENT, AggregateType.RETURN)
    }
    parcels = about[AggregateType.FULFILLMENT]
    returns = about[AggregateType.RETURN]
    return Named(
        {row["id"]: row for row in orders},
        {row["id"]: row for row in (await sql.rows(PARCELS, parcels) if parcels else ())},
        {row["id"]: row["number"] for row in (await sql.rows(RETURNS, returns) if returns else ())},
    )


def _amount(minor: int, currency: str) -> str:
    return f"{written(minor, currency)} {currency}"


def opened_words(row: Notification) -> dict[str, object]:
    """What was written, in the clear, for whoever it was written to."""
    return {
        "subject": opened(SUBJECT, row.id, row.subject),
        "text": opened(TEXT, row.id, row.text),
    }


def opened_endpoint(row: NotificationFeed) -> dict[str, object]:
    """The endpoint of a customer, in the clear."""
    return {"url": opened(FEED_URL, row.id, row.webhook_url)}
