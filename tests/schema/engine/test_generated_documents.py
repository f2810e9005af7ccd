"""Whatever is asked, and whoever asks: the fast path answers as graphql-core does."""

import os

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.schema.engine.documents import Question, questions
from tests.schema.engine.seen import Seen, readable
from tests.schema.engine.tiers import Tiers, assert_same
from tests.schema.shapes import QUERIES

DOCUMENTS = int(os.environ.get("DOCUMENTS", "2_080"))  # in all; more of them find more
SHRINK = "SHRINK" in os.environ
SEED = os.environ.get("SEED")  # another one generates other documents

# What is asked about, and the types that are read that way.
SUBJECTS: dict[str, tuple[list[str], str]] = {
    "goods": (
        ["product", "products", "variant"],
        "Product ProductVariant ProductTranslation ProductConnection ProductEdge Money PageInfo",
    ),
    "shelves": (
        ["category", "categories", "brands", "tags", "channels", "carriers"],
        "Category CategoryTranslation CategoryConnection CategoryEdge Brand BrandConnection"
        " BrandEdge Tag TagConnection TagEdge SalesChannel Carrier",
    ),
    "customers": (
        ["customer", "customers", "me", "viewer"],
        "Customer CustomerTrait CustomerConnection CustomerEdge Address Viewer",
    ),
    "orders": (
        ["order", "orders", "orderByIdentifier"],
        "Order OrderConnection OrderEdge OrderLine OrderLineConnection OrderLineEdge Payment",
    ),
    "parcels": (
        ["fulfillment", "fulfillments", "fulfillmentOrders", "shipmentTracking"],
        "Fulfillment FulfillmentConnection FulfillmentEdge FulfillmentLine FulfillmentOrder"
        " FulfillmentOrderConnection FulfillmentOrderEdge FulfillmentOrderLine TrackingEvent"
        " TrackingEventConnection TrackingEventEdge PublicTracking PublicTrackingEvent",
    ),
    "stock": (
        ["inventoryLevels", "stockAlerts", "warehouses"],
        "InventoryLevel InventoryLevelConnection InventoryLevelEdge StockAlert StockAlertRule"
        " StockAlertConnection StockAlertEdge StockMovement StockMovementConnection"
        " StockMovementEdge Warehouse WarehouseConnection WarehouseEdge",
    ),
    "help": (
        ["ticket", "tickets", "staff", "realtime", "eventCursor"],
        "Ticket TicketConnection TicketEdge TicketMessage TicketMessageConnection"
        " TicketMessageEdge StaffMember StaffMemberConnection StaffMemberEdge Event"
        " EventConnection EventEdge RealtimeGauges",
    ),
    "anything by its id": (["node", "nodes"], "PaymentTransaction ShippingAddress"),
}


def test_every_question_is_a_subject() -> None:
    asked = {root for roots, _ in SUBJECTS.values() for root in roots}
    print({k for k, f in readable()} - {k for _, ks in SUBJECTS.values() for k in ks.split()})

    assert sorted(asked) == QUERIES


@pytest.mark.parametrize("subject", SUBJECTS)
def test_both_say_the_same(tiers: Tiers, subject: str) -> None:
    roots, kinds = SUBJECTS[subject]
    seen = Seen()

    @seed(SEED or subject)
    @settings(
        max_examples=DOCUMENTS // len(SUBJECTS),
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink] if SHRINK else [Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(questions(roots))
    def ask(question: Question) -> None:
        answers = tiers.ask(question)
        assert_same(answers)
        seen.note(question, answers)

    ask()
    for k, v in seen.messages.most_common(30):
        print(v, k)
    print(subject, seen.count, len(seen.documents), seen.questions, seen.codes, seen.kinds)
    wanted = {(k, f) for k, f in readable() if k in kinds.split()}
    print(seen.share(wanted), wanted - set(seen.fields))
