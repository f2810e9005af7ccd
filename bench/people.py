"""People of whom everything is known that a shop ever knows of anybody, made over the graph."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from bench.client import Client
from bench.standing import Process, Stand
from domain.identity.tokens import issue_token
from domain.shared.context import Actor, ActorKind
from domain.shared.ids import new_id
from schema.shared.ids import key_of
from tests.schema.stage import gid
from tests.wire import SECRET

PEOPLE = 100
BUYERS = 10  # of them, with an address, an order, a ticket and an export of their data
PRODUCT = "Emberwood Oolong"  # in clear, so that the search can find at all
EXPORT = "personalData { __typename }"
# What every name, address of any kind and number of these people has in it, in small letters.
MARKS = {
    "first name": "zephyrine",
    "last name": "quillfeather",
    "e-mail": "@sealed.example",
    "phone": "861391000",
    "street": "colonnade",
    "city": "quenlingborough",
}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whose words are found nowhere else; see MARKS."""

    number: int

    @property
    def card(self) -> dict[str, str]:
        """As an input."""
        return {
            "name": f"Zephyrine{self.number} Quillfeather{self.number}",
            "email": f"zephyrine.quillfeather{self.number}@sealed.example",
            "phone": f"+86139{self.number:08}",
        }

    @property
    def place(self) -> dict[str, str]:
        """Where they live."""
        return {
            "recipient": self.card["name"],
            "line1": f"{self.number} Wisteria Colonnade",
            "city": "Quenlingborough",
            "country": "GB",
        }


def asker(server: Process, actor: Actor) -> Client:
    """Somebody with a token, who talks to a server."""
    return Client(server.address, issue_token(SECRET, actor, datetime.now(UTC)))


async def story(stand: Stand, server: Process, admin: Client, people: Sequence[Person]) -> None:
    """All are customers, some buy, and some things go wrong in which somebody is named."""
    product = {"name": PRODUCT, "idempotencyKey": "tea"}
    await admin.do("productCreate", product, "product { id }")
    variant = await stand.shop.variant()
    await stand.shop.stock(variant, 10 * PEOPLE)
    for person in people:
        made = await admin.do("customerCreate", person.card, "customer { id }")
        if person in people[:BUYERS]:
            key = key_of("Customer", made["id"])
            async with asker(server, _as_customer(key)) as customer:
                await _buys(customer, made["id"], person, gid(variant))
            await admin.do("personalDataExport", {"customerId": made["id"]}, EXPORT)
        await admin.post(f'{{ customers(search: "{person.card["email"]}") {{ nodes {{ id }} }}')
    await admin.try_("customerCreate", people[0].card, "customer { id }")  # the address is taken
    await admin.post(f"{{ nonsense {people[0].card['email']} }}")
    wrong = {"email": people[0].card["email"], "password": "not this one", "as": "CUSTOMER"}
    await admin.try_("sessionCreate", wrong, "session { id }")


def _as_customer(key: UUID) -> Actor:
    return Actor(ActorKind.CUSTOMER, key, "Cleo")


async def _buys(customer: Client, own: str, person: Person, variant: str) -> None:
    home = {"customerId": own, "phone": person.card["phone"], **person.place}
    await customer.do("customerAddressAdd", home, "customer { id }")
    wanted = {
        "channel": "web",
        "currency": "USD",
        "lines": [{"variantId": variant, "quantity": 1}],
        "shippingAddress": person.place,
        "idempotencyKey": str(new_id()),
    }
    order = await customer.do("orderCreate", wanted, "order { id }")
    paid = {"orderId": order["id"], "method": "SIMULATED", "reference": str(new_id())}
    await customer.do("paymentCapture", {**paid, "idempotencyKey": str(new_id())}, "payment { id }")
    words = {"subject": "Where is it?", "body": "It is late.", "orderId": order["id"]}
    await customer.do("ticketCreate", words, "ticket { id }")
