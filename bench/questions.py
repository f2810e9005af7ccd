"""What is asked where reading is measured: the documents of a shop's screens."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from domain.identity.scopes import Role

PRODUCTS = """\
{ products(first: 20) { nodes { id name slug category { name } brand { name }
 variants { id sku name price { amount currencyCode } availableQuantity } }
 pageInfo { endCursor hasNextPage } } }"""

PAGES = """\
query ($first: Int!, $after: String) {
 products(first: $first, after: $after) { nodes { id name slug category { name } brand { name }
 variants { id sku name price { amount currencyCode } availableQuantity } }
 pageInfo { endCursor hasNextPage } } }"""

PRODUCT = """\
query ($slug: String!) { product(slug: $slug) {
 id name slug description category { name slug } brand { name } tags { name }
 variants { id sku name packUnits price { amount currencyCode } availableQuantity
 inventoryLevels { id onHand available incoming warehouse { code name } } } } }"""

ORDER = """\
query ($id: ID!) { order(id: $id) {
 id number status paymentStatus fulfillmentStatus placedAt
 total { amount currencyCode } balanceDue { amount currencyCode }
 customer { id number name email phone }
 shippingAddress { recipient line1 city postalCode country }
 lines(first: 100) { nodes { id sku name quantity unitPrice { amount } total { amount } } }
 payments { id method status captured { amount currencyCode }
 transactions { id type state amount { amount } } }
 shipments { id status trackingStatus waybillNumber carrier { name }
 trackingEvents(first: 10) { nodes { id status description occurredAt } } }
 tickets(first: 10) { nodes { id number subject status } } } }"""

ORDERS = """\
query ($first: Int!) { orders(first: $first) { nodes {
 id number status placedAt total { amount currencyCode } customer { id name }
 lines(first: 20) { nodes { id sku name quantity total { amount } } } }
 pageInfo { endCursor hasNextPage } } }"""

TRIVIAL = "{ __typename }"


@dataclass(frozen=True, slots=True)
class Question:
    """A document, who asks it, and the variables of each time it is asked, in turns.

    `role` is None where nobody is signed in.
    """

    name: str
    document: str
    role: Role | None = None
    times: tuple[Mapping[str, Any], ...] = field(default=({},))
