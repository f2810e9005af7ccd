"""Privacy: what of people lies in clear, in files, facts and logs, and what opening it costs."""

import asyncio
import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import psutil

from bench.client import Client
from bench.progress import Say
from bench.rows import Row, at_most, exactly, more_than
from bench.server import staff
from bench.standing import Process, Stand, standing
from domain.identity.scopes import Role
from domain.identity.tokens import issue_token
from domain.shared import sql
from domain.shared.context import Actor, ActorKind
from domain.shared.ids import new_id
from schema.shared.ids import key_of
from tests.schema.stage import gid
from tests.wire import SECRET

PEOPLE = 100
BUYERS = 10  # of them, with an address, an order, a ticket and an export of their data
ROUNDS, PAGES = 5, 100  # pages of each kind in a round
RATIO_MAX = 6.0
PRODUCT = "Emberwood Oolong"  # in clear, so that the search can find at all
OPENED = "{ customers(first: 100) { nodes { id name email phone } } }"
CLOSED = "{ customers(first: 100) { nodes { id number version createdAt } } }"
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


def measure(say: Say) -> list[Row]:
    """A story of many people, a search for them, and pages of them."""
    return asyncio.run(_measure(say))


async def _measure(say: Say) -> list[Row]:
    people = [Person(10_000_001 + number) for number in range(PEOPLE)]
    async with standing() as stand:
        async with (
            stand.server("server") as server,
            stand.worker("worker") as worker,
            _asker(server, staff(Role.ADMIN, "Ada")) as admin,
        ):
            say(f"{PEOPLE} customers, {BUYERS} of whom buy")
            await _story(stand, server, admin, people)
            say("pages of customers")
            cost = await _cost(server, admin)
            rows = [await _in_facts(), _in_logs([server, worker])]
        await sql.execute("CHECKPOINT")
        say("the files of the database")
        return [*_in_files(stand.data_dir), *rows, *cost]


def _asker(server: Process, actor: Actor) -> Client:
    return Client(server.address, issue_token(SECRET, actor, datetime.now(UTC)))


async def _story(stand: Stand, server: Process, admin: Client, people: Sequence[Person]) -> None:
    product = {"name": PRODUCT, "idempotencyKey": "tea"}
    await admin.do("productCreate", product, "product { id }")
    variant = await stand.shop.variant()
    await stand.shop.stock(variant, 10 * PEOPLE)
    for person in people:
        made = await admin.do("customerCreate", person.card, "customer { id }")
        if person in people[:BUYERS]:
            key = key_of("Customer", made["id"])
            async with _asker(server, _as_customer(key)) as customer:
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


def _found(text: str | bytes) -> Counter[str]:
    """How often each mark stands in it."""
    small = (text.encode() if isinstance(text, str) else text).lower()
    return Counter({name: small.count(mark.encode()) for name, mark in MARKS.items()})


def _in_files(directory: Path) -> list[Row]:
    found, product, size, files = Counter[str](), 0, 0, 0
    for path in directory.rglob("*"):
        if path.is_file():
            text = path.read_bytes()
            found += _found(text)
            product += text.lower().count(PRODUCT.lower().encode())
            size, files = size + len(text), files + 1
    how = (
        f"{PEOPLE} customers made over HTTP, {BUYERS} with an address, an order, a payment, a ticket"
        f" and an export; after CHECKPOINT {files:,} files of the data directory ({size >> 20} MiB:"
        " tables, indexes, write-ahead log, the server's log) are searched for what all their"
        f" first and last names, e-mail addresses, phones, streets and cities have in them; {dict(found)}"
    )
    return [
        exactly("privacy: personal values in the files", found.total(), 0, "occurrences", how),
        more_than("privacy: a product's name in the files", product, 0, "occurrences",
                  "the same search for what is not sealed: it shows that it can find"),
    ]  # fmt: skip


async def _in_facts() -> Row:
    facts = await sql.rows("SELECT e::text AS fact FROM event AS e")
    entries = await sql.rows("SELECT e::text AS fact FROM audit_entry AS e")
    found = _found("\n".join(row["fact"] for row in (*facts, *entries)))
    return exactly(
        "privacy: personal values in facts and the trail",
        found.total(),
        0,
        "occurrences",
        f"in {len(facts):,} facts and {len(entries):,} entries of that story; {dict(found)}",
    )


def _in_logs(processes: Sequence[Process]) -> Row:
    said = "".join(each.said for each in processes)
    found = _found(said)
    return exactly(
        "privacy: personal values in logs",
        found.total(),
        0,
        "occurrences",
        f"in {len(said.splitlines())} lines of the server and the worker; among what was asked are"
        " searches by e-mail, an address that is taken, a wrong password, a document that is none;"
        f" {dict(found)}",
    )


async def _cost(server: Process, admin: Client) -> list[Row]:
    process, ratios, seconds = psutil.Process(server.popen.pid), [], []
    names: set[str | None] = set()

    async def cpu_of(query: str) -> float:
        before = process.cpu_times()
        for _ in range(PAGES):
            shown = await admin.ask(query)
        assert len(shown["customers"]["nodes"]) == PEOPLE
        names.update(node.get("name") for node in shown["customers"]["nodes"])
        after = process.cpu_times()
        return (after.user - before.user) + (after.system - before.system)

    for query in (OPENED, CLOSED):
        await cpu_of(query)
    for _ in range(ROUNDS):
        opened, closed = await cpu_of(OPENED), await cpu_of(CLOSED)
        ratios.append(opened / closed)
        seconds.append(opened / PAGES * 1_000)
    return [
        at_most(
            "privacy: CPU of a page that is opened, against one that is not",
            statistics.median(ratios),
            RATIO_MAX,
            "times",
            f"CPU of the server's process for {OPENED} by an administrator, each value unsealed and"
            f" each page noted in the audit trail before it is answered, against {CLOSED}; the"
            f" median of {ROUNDS} rounds in turns, {PAGES} pages of each in a round; the bound is"
            " there so that opening stays of the order of answering at all: 300 values and an"
            f" INSERT of 100 names; {statistics.median(seconds):.1f} ms of CPU a page;"
            f" {min(ratios):.1f} to {max(ratios):.1f}",
        ),
        exactly("privacy: people whom an administrator reads", len(names - {None}), PEOPLE,
                "people", "on the opened page: what is not found in the files is there"),
    ]  # fmt: skip
