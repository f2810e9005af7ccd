"""What one can listen to: all things of a kind (`order`), or one thing (`order:<id>`)."""

from collections.abc import Iterable
from uuid import UUID

from domain.shared.outbox import AggregateType
from realtime.messages import StoredEvent

Topic = str


def of(event: StoredEvent) -> tuple[Topic, Topic]:
    """Where a fact is told: to those who follow its kind, and to those who follow the thing."""
    return event.aggregate_type, f"{event.aggregate_type}:{event.aggregate_id}"


def every(kind: AggregateType) -> Topic:
    """All things of a kind."""
    return kind.value


def one(kind: AggregateType, key: UUID) -> Topic:
    """One thing."""
    return f"{kind.value}:{key}"


def split(topics: Iterable[Topic]) -> tuple[list[str], list[tuple[str, UUID]]]:
    """The kinds and the single things among topics, as the log's columns have them."""
    kinds: list[str] = []
    things: list[tuple[str, UUID]] = []
    for topic in topics:
        kind, _, key = topic.partition(":")
        if key:
            things.append((kind, UUID(key)))
        else:
            kinds.append(kind)
    return kinds, things


def orders() -> Topic:
    """Every order."""
    return every(AggregateType.ORDER)


def order(key: UUID) -> Topic:
    """One order."""
    return one(AggregateType.ORDER, key)


def job(key: UUID) -> Topic:
    """One job over many things."""
    return one(AggregateType.JOB, key)


def products() -> Topic:
    """Every product."""
    return every(AggregateType.PRODUCT)


def lifecycle_suggestions() -> Topic:
    """Every proposal to move a product to another stage of its life."""
    return every(AggregateType.LIFECYCLE_SUGGESTION)


def stock_alerts() -> Topic:
    """Every warning about stock."""
    return every(AggregateType.STOCK_ALERT)


def stock_alert(key: UUID) -> Topic:
    """One warning about stock."""
    return one(AggregateType.STOCK_ALERT, key)


def price_anomalies() -> Topic:
    """Every price that looks wrong."""
    return every(AggregateType.PRICE_ANOMALY)


def campaign_figures(key: UUID) -> Topic:
    """What one campaign brings about."""
    return one(AggregateType.CAMPAIGN_FIGURES, key)


def inventory_levels() -> Topic:
    """What lies on every shelf."""
    return every(AggregateType.INVENTORY_LEVEL)


def inventory_level(key: UUID) -> Topic:
    """What lies on one shelf."""
    return one(AggregateType.INVENTORY_LEVEL, key)


def fulfillment(key: UUID) -> Topic:
    """One parcel and its journey."""
    return one(AggregateType.FULFILLMENT, key)


def fulfillments() -> Topic:
    """Every parcel."""
    return every(AggregateType.FULFILLMENT)


def fulfillment_orders() -> Topic:
    """All work of the warehouses."""
    return every(AggregateType.FULFILLMENT_ORDER)


def customers() -> Topic:
    """Every customer."""
    return every(AggregateType.CUSTOMER)


def sessions() -> Topic:
    """Every sign-in."""
    return every(AggregateType.SESSION)


def api_tokens() -> Topic:
    """Every token of another machine."""
    return every(AggregateType.API_TOKEN)


def roles() -> Topic:
    """What every role permits."""
    return every(AggregateType.ROLE)


def staff_members() -> Topic:
    """Everybody who works here."""
    return every(AggregateType.STAFF_MEMBER)


def notification_feed(customer_id: UUID) -> Topic:
    """What one customer is shown."""
    return one(AggregateType.NOTIFICATION_FEED, customer_id)


def tickets() -> Topic:
    """Every ticket."""
    return every(AggregateType.TICKET)


def ticket(key: UUID) -> Topic:
    """One ticket."""
    return one(AggregateType.TICKET, key)
