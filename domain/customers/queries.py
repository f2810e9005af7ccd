"""Reads: customers and their addresses, for whoever may know them."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from tortoise.expressions import Q, Subquery
from tortoise.queryset import QuerySet

from domain.customers.models import Address, Consent, Customer
from domain.identity.scopes import Scope
from domain.identity.standing import Standing
from domain.shared import inputs, sql
from domain.shared.context import Context
from domain.shared.errors import NotFound
from domain.shared.paging import Order, Page, Window, instant, page
from domain.shared.personal import CUSTOMER_EMAIL, CUSTOMER_NAME, CUSTOMER_PHONE
from domain.shared.sealing import blind, blind_words

CREATED_AT = Order("CREATED_AT", "created_at", value=instant)
CREATED_AT_DESC = Order("CREATED_AT_DESC", "created_at", descending=True, value=instant)
HOLD = "SELECT erased_at IS NULL FROM customer WHERE id = $1 FOR KEY SHARE"
STANDINGS = """
SELECT * FROM (
    SELECT id, sessions_valid_from,
        ARRAY(SELECT session.id FROM session WHERE session.holder_id = customer.id
            AND session.ended_at > now() - interval '1 hour') AS ended
    FROM customer WHERE id = ANY($1::uuid[])
) AS known WHERE sessions_valid_from IS NOT NULL OR ended <> '{}'
"""


def visible_customers(ctx: Context) -> QuerySet[Customer]:
    """Everybody by permission; oneself; else nobody."""
    if ctx.allows(Scope.CUSTOMERS_READ):
        return Customer.all()
    return Customer.filter(id__in=[ctx.customer_id] if ctx.customer_id else [])


def visible_addresses(ctx: Context) -> QuerySet[Address]:
    """One's own; those of visible customers for whoever may see people."""
    if ctx.allows(Scope.CUSTOMERS_PII):
        return Address.filter(customer_id__in=Subquery(visible_customers(ctx).values("id")))
    return Address.filter(customer_id__in=[ctx.customer_id] if ctx.customer_id else [])


async def get_customer(ctx: Context, customer_id: UUID) -> Customer:
    """One customer.

    Raises:
        NotFound: nobody by this id that the actor may know.
    """
    customer = await visible_customers(ctx).get_or_none(id=customer_id)
    if customer is None:
        raise NotFound("customer", customer_id)
    return customer


async def lock_customer(ctx: Context, customer_id: UUID) -> Customer:
    """One customer, held until the transaction ends, for whoever is about to change the card.

    Raises:
        NotFound: nobody by this id that the actor may know, or nothing is left of them.
    """
    rows = visible_customers(ctx).filter(erased_at__isnull=True).select_for_update(no_key=True)
    customer = await rows.get_or_none(id=customer_id)
    if customer is None:
        raise NotFound("customer", customer_id)
    return customer


async def hold_customer(customer_id: UUID, *, even_erased: bool = False) -> None:
    """Keep a customer from being erased until the transaction ends: for whoever is about to write
    down something of theirs. Taken before any row that an erasure empties. Where it does not matter
    that they were erased (`even_erased`), it is waited for, and that is all.

    Raises:
        NotFound: no such customer, or nothing is left of them.
    """
    if not await sql.value(HOLD, customer_id) and not even_erased:
        raise NotFound("customer", customer_id)


async def get_address(ctx: Context, address_id: UUID) -> Address:
    """One address.

    Raises:
        NotFound: none by this id that the actor may know.
    """
    address = await visible_addresses(ctx).get_or_none(id=address_id)
    if address is None:
        raise NotFound("address", address_id)
    return address


async def customers_by_ids(ctx: Context, ids: Iterable[UUID]) -> dict[UUID, Customer]:
    """Customers by their ids."""
    return {row.id: row for row in await visible_customers(ctx).filter(id__in=set(ids))}


async def standings_of_customers(ids: Iterable[UUID]) -> dict[UUID, Standing]:
    """What is known against those who come to the door; of most customers nothing is.

    A session that ended an hour ago has no token left that is good.
    """
    return {
        row["id"]: Standing(valid_from=row["sessions_valid_from"], ended=frozenset(row["ended"]))
        for row in await sql.rows(STANDINGS, list(set(ids)))
    }


async def customer_by_email(email: str) -> Customer | None:
    """Who signs in with this address, in lower case; nobody is signed in yet who could ask."""
    return await Customer.get_or_none(email_index=blind(CUSTOMER_EMAIL, email), erased_at=None)


async def customer_who_signs_in(customer_id: UUID) -> Customer | None:
    """Whose session it is; for the door too."""
    return await Customer.get_or_none(id=customer_id)


async def customer_by_number(ctx: Context, number: str) -> Customer | None:
    """The customer with a number such as C-10001."""
    return await visible_customers(ctx).get_or_none(number=number)


async def addresses_of_customers(
    ctx: Context, customer_ids: Iterable[UUID]
) -> dict[UUID, list[Address]]:
    """Where each customer wants parcels: the default first, then the oldest."""
    rows = visible_addresses(ctx).filter(customer_id__in=set(customer_ids))
    found: dict[UUID, list[Address]] = defaultdict(list)
    for row in await rows.order_by("-is_default", "created_at", "id"):
        found[row.customer_id].append(row)
    return found


async def customers_page(
    ctx: Context, window: Window, *, search: str | None = None, order: Order = CREATED_AT_DESC
) -> Page[Customer]:
    """One page of customers.

    Raises:
        InvalidInput: a search text too long, or a bad window.
    """
    return await page(customers_matching(ctx, search), window, order)


def customers_matching(ctx: Context, search: str | None = None) -> QuerySet[Customer]:
    """Customers by number; by whole words of a name, whole email address or phone number too.

    Names are sealed, so that a part of a word finds nobody. Whoever may not read personal data
    cannot search in it either: a hit would tell.
    """
    rows = visible_customers(ctx)
    text = inputs.text(search or "", "search", required=False)
    if not text:
        return rows
    number = Q(number=text.upper())
    if not ctx.allows(Scope.CUSTOMERS_PII):
        return rows.filter(number)
    found = number | Q(email_index=blind(CUSTOMER_EMAIL, text))
    found |= Q(phone_index=phone_index(text))
    if words := blind_words(CUSTOMER_NAME, text):
        found |= Q(name_index__contains=words)
    return rows.filter(found)


def phone_index(text: str) -> str:
    """The blind index of a phone number, however it is written."""
    return blind(CUSTOMER_PHONE, inputs.PHONE_DECORATION.sub("", text))


async def count_customers(ctx: Context, *, search: str | None = None) -> int:
    """How many customers a search leaves."""
    return await customers_matching(ctx, search).count()


async def addresses_by_ids(ctx: Context, ids: Iterable[UUID]) -> dict[UUID, Address]:
    """Addresses by their ids."""
    return {row.id: row for row in await visible_addresses(ctx).filter(id__in=set(ids))}


def visible_consents(ctx: Context) -> QuerySet[Consent]:
    """Those of visible customers."""
    return Consent.filter(customer_id__in=Subquery(visible_customers(ctx).values("id")))


async def current_consents(ctx: Context, customer_ids: Iterable[UUID]) -> dict[UUID, list[Consent]]:
    """What each customer said last to each purpose they were asked about, by purpose."""
    newest: dict[tuple[UUID, str], Consent] = {}
    rows = visible_consents(ctx).filter(customer_id__in=set(customer_ids))
    for row in await rows.order_by("recorded_at", "id"):
        newest[row.customer_id, row.purpose] = row
    found: dict[UUID, list[Consent]] = defaultdict(list)
    for (customer_id, _), row in sorted(newest.items()):
        found[customer_id].append(row)
    return found
