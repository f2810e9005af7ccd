"""Which columns hold something about a person, and how each is kept. A table that tests walk.

A text column of one of these tables that has no row here fails a test.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Sealed:
    """Kept sealed. `what` it is, in the words of a report to the person."""

    what: str


@dataclass(frozen=True, slots=True)
class Clear:
    """Kept as it is, for a reason."""

    why: str


PLACE: Final = Sealed("a place where parcels go")
NUMBER: Final = Clear("a number of ours; it says nothing of a person")
STATE: Final = Clear("a state or a code of ours")
GOODS: Final = Clear("about goods and money, not about a person")
WORDS: Final = Clear("free text about a problem, searched in by its parts; erased with the person")

CUSTOMER_NAME: Final = "customer.name"
CUSTOMER_EMAIL: Final = "customer.email"
CUSTOMER_PHONE: Final = "customer.phone"
SHIPPING_ADDRESS: Final = "sales_order.shipping_address"
GIFT_MESSAGE: Final = "sales_order.gift_message"
DRAFT_ADDRESS: Final = "order_draft.shipping_address"
DRAFT_GIFT_MESSAGE: Final = "order_draft.gift_message"
RESET_EMAIL: Final = "reset_request.email"
WEBHOOK_SECRET: Final = "webhook.secret_sealed"
WEBHOOK_SECRET_BEFORE: Final = "webhook.previous_secret_sealed"
AUTHOR_NAME: Final = "ticket_message.author_name"
CHANNEL_ORDER: Final = "channel_order.message"
JOB_REQUEST: Final = "job_item.request"
CHANNEL_SECRET: Final = "sales_channel.secret_sealed"

PERSONAL: Mapping[str, Sealed | Clear] = {
    CUSTOMER_NAME: Sealed("the name"),
    CUSTOMER_EMAIL: Sealed("the e-mail address"),
    CUSTOMER_PHONE: Sealed("the phone number"),
    "customer.email_index": Clear("an HMAC: whoever has the database alone cannot turn it back"),
    "customer.phone_index": Clear("an HMAC"),
    "customer.name_index": Clear("an HMAC of each word"),
    "customer.number": NUMBER,
    "customer.locale": Clear("a language tells nobody apart"),
    "customer.traits": Clear("bands of a household, such as of age; erased with the person"),
    "customer.external_system": NUMBER,
    "customer.external_id": Clear("another system's number; erased with the person"),
    "email_notice.email": Clear("sealed, as it stood on the card; gone when the letter is sent"),
    "email_notice.locale": Clear("a language tells nobody apart"),
    "notification.kind": STATE,
    "notification.medium": STATE,
    "notification.locale": Clear("a language tells nobody apart"),
    "notification.subject": Sealed("what was written to them, in a line"),
    "notification.text": Sealed("what was written to them"),
    "notification.html": Sealed("what was written to them, as a page"),
    "notification.status": STATE,
    "notification.error": STATE,
    "notification.error_detail": Clear("a server's answer, without what looks like an address"),
    "notification_feed.webhook_url": Sealed("the endpoint where they are told of their orders"),
    "notification_feed.webhook_secret": Sealed("the secret that signs what is sent there"),
    "notification_preference.kind": STATE,
    "notification_preference.medium": STATE,
    "consent.purpose": Clear("it is the proof; kept after the person is erased, by their id alone"),
    "consent.policy_version": NUMBER,
    "consent.source": STATE,
    "address.recipient": Sealed("whose name is on the door"),
    "address.phone": Sealed("whom the driver calls"),
    "address.line1": PLACE,
    "address.line2": PLACE,
    "address.district": PLACE,
    "address.city": PLACE,
    "address.region": PLACE,
    "address.postal_code": PLACE,
    "address.country": Clear("a country tells nobody apart; taxes and carriers go by it"),
    SHIPPING_ADDRESS: Sealed("the place an order went to"),
    "sales_order.note": Clear("free text for the packer; erased with the person"),
    GIFT_MESSAGE: Sealed("what the card in a present says"),
    "order_note.visibility": STATE,
    "order_note.author_kind": STATE,
    "order_note.body": Clear("free text about an order; erased with the person"),
    DRAFT_ADDRESS: Sealed("the place an order would go to"),
    DRAFT_GIFT_MESSAGE: Sealed("what the card in a present would say"),
    "order_draft.note": Clear("free text for the packer; erased with the person"),
    "order_draft.number": NUMBER,
    "order_draft.status": STATE,
    "order_draft.currency": GOODS,
    "order_draft.coupon_codes": GOODS,
    "order_edit.shipping_address": Clear(
        "sealed, as the order will keep it; gone when the edit ends, and with the person"
    ),
    "order_edit.status": STATE,
    "order_edit.actor": NUMBER,
    "order_edit.draft": Clear("what shall be otherwise: lines, amounts, a discount's reason"),
    "order_edit.conflicts": STATE,
    "sales_order.number": NUMBER,
    "sales_order.external_id": NUMBER,
    "sales_order.status": STATE,
    "sales_order.held_from": STATE,
    "sales_order.hold_reason": STATE,
    "sales_order.cancel_reason": STATE,
    "sales_order.payment_status": STATE,
    "sales_order.fulfillment_status": STATE,
    "sales_order.return_status": STATE,
    "sales_order.currency": GOODS,
    "sales_order.shipping_method_name": GOODS,
    CHANNEL_ORDER: Sealed("an order as a sales channel sent it; gone when it is in our books"),
    "channel_order.source_id": NUMBER,
    "channel_order.external_id": NUMBER,
    "channel_order.kind": STATE,
    "channel_order.format": STATE,
    "channel_order.status": STATE,
    "channel_order.hash": Clear("an HMAC"),
    "channel_order.reason": STATE,
    "channel_order.reason_field": STATE,
    "channel_order.currency": GOODS,
    "channel_order.facts": Clear("SKUs, units and amounts that differ, never whose"),
    JOB_REQUEST: Sealed("an order to be placed by a job; gone when that is done or refused"),
    "job_item.reference": NUMBER,
    "job_item.status": STATE,
    "job_item.code": STATE,
    "job_item.message": Clear("why an order was refused, in a sentence of ours"),
    "job_item.field": Clear("where in what was asked it was wrong, never what stood there"),
    "job_item.facts": Clear("what that sentence is about: SKUs, units, ids"),
    "ticket.number": NUMBER,
    "ticket.subject": WORDS,
    "ticket.status": STATE,
    "ticket.priority": STATE,
    "ticket_message.author_kind": STATE,
    AUTHOR_NAME: Sealed(
        "who said it, where a customer did; colleagues' names are kept as they are"
    ),
    "ticket_message.visibility": STATE,
    "ticket_message.body": WORDS,
    "tracking_event.status": STATE,
    "tracking_event.substatus": STATE,
    "tracking_event.location": Clear("a depot of the carrier's"),
    "tracking_event.description": Clear(
        "the carrier's words; numbers in them are masked in public"
    ),
    "tracking_event.carrier_code": STATE,
    "tracking_event.source": STATE,
    "fulfillment.status": STATE,
    "fulfillment.tracking_status": STATE,
    "fulfillment.tracking_substatus": STATE,
    "fulfillment.waybill_number": NUMBER,
    "fulfillment_order.status": STATE,
    "fulfillment_scan.code": NUMBER,
    "fulfillment_scan.step": STATE,
    "fulfillment_scan.scanned_by": Clear("a kind and an id of ours"),
    "fulfillment_order.held_from": STATE,
    "fulfillment_order.progress": STATE,
    "order_return.number": NUMBER,
    "order_return.status": STATE,
    "order_return.reason": STATE,
    "order_return.note": Clear("free text about goods; erased with the person"),
    "order_return.answer": Clear("free text about goods; erased with the person"),
    "order_return.currency": GOODS,
    "order_return.requested_by": Clear("a kind and an id of ours"),
    "order_return.inspected_by": Clear("a kind and an id of ours"),
    "order_return.waybill_number": NUMBER,
    "order_claim.number": NUMBER,
    "order_claim.status": STATE,
    "order_claim.reason": STATE,
    "order_claim.resolution": STATE,
    "order_claim.note": Clear("free text about goods; erased with the person"),
    "order_claim.answer": Clear("free text about goods; erased with the person"),
    "order_claim.currency": GOODS,
    "order_claim.opened_by": Clear("a kind and an id of ours"),
    "order_exchange.number": NUMBER,
    "order_exchange.status": STATE,
    "order_exchange.answer": Clear("free text about goods; erased with the person"),
    "order_exchange.requested_by": Clear("a kind and an id of ours"),
    "payment.method": GOODS,
    "payment.currency": GOODS,
    "payment.status": STATE,
    "payment_transaction.type": STATE,
    "payment_transaction.state": STATE,
    "payment_transaction.provider": GOODS,
    "payment_transaction.provider_reference": Clear(
        "the books must name it for as long as they last"
    ),
    "payment.provider": GOODS,
    "payment_transaction.instrument": Clear(
        "a gateway's word for a card, good there alone; gone when the line has come to its end"
    ),
    "payment_transaction.return_url": Clear("a page of the shop's; gone with it"),
    "payment_transaction.action_url": Clear("a page of the gateway's; gone with it"),
    "payment_transaction.failure_code": STATE,
    "payment_transaction.actor": Clear("a kind and an id of ours"),
    "searched_text.text": Clear(
        "what was looked for, by nobody knows whom; without what looks like an address or a number"
    ),
    "staff_member.name": Clear("colleagues are named to each other"),
    "staff_member.email": Clear("a business address, by which they sign in"),
    "staff_member.roles": STATE,
    "reset_request.kind": STATE,
    RESET_EMAIL: Sealed("the address that a letter was asked for"),
    "reset_request.email_index": Clear("an HMAC"),
    "reset_request.locale": Clear("a language tells nobody apart"),
    "simulated_letter.recipient": Clear("the simulated post is for shops on show"),
    "simulated_letter.subject": Clear("the simulated post is for shops on show"),
    "simulated_letter.text": Clear("the simulated post is for shops on show"),
}

# Sealed under the same keys, though nobody's: what other systems trust us by.
SECRETS: Final = (WEBHOOK_SECRET, WEBHOOK_SECRET_BEFORE, CHANNEL_SECRET)


def sealed_columns() -> dict[str, list[str]]:
    """The sealed columns of each table that holds something about people."""
    return _by_table(place for place, kept in PERSONAL.items() if isinstance(kept, Sealed))


def columns_under_data_keys() -> dict[str, list[str]]:
    """All that is sealed anew when the data key changes: these, and secrets."""
    return sealed_columns() | _by_table(SECRETS)


def _by_table(places: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for place in places:
        table, column = place.split(".")
        found.setdefault(table, []).append(column)
    return found
