"""The shop on show: real data in it, people in it, and what to type to see it move."""

import asyncio
import base64
import hmac
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from rich.console import Console
from tortoise import Tortoise

from api import importing, simulation
from api.serving import serve
from api.settings import BadSetting, Settings
from api.simulation.saver import Kept, kept_coupons
from domain.audit.entries import AuditKind, Subject, entry_of, write
from domain.customers.cards import Card
from domain.customers.models import Customer
from domain.identity.actors import actor_of_customer, actor_of_staff
from domain.identity.credentials import password_hash_of
from domain.identity.hire import hire
from domain.identity.models import StaffMember
from domain.identity.passwords import matches
from domain.identity.scopes import Role
from domain.identity.tokens import LIFETIME, issue_token
from domain.processes.change_password import set_password
from domain.processes.holders import holder_by_id
from domain.shared.context import SYSTEM, Actor, ActorKind, Context
from domain.shared.database import orm_config
from domain.shared.outbox import AggregateType
from schema.shared.ids import global_id

STAFF = {
    "admin": ("Ada Lind", "ada@tradegraph.example", Role.ADMIN),
    "agent": ("Sam Okoro", "sam@tradegraph.example", Role.SERVICE_AGENT),
    "warehouse": ("Wei Chen", "wei@tradegraph.example", Role.WAREHOUSE_OPERATOR),
}
WHO = ("customer", "warehouse", "agent", "admin")
PASSWORD_LENGTH = 16  # characters

BANNER = """
[bold]Tradegraph is open.[/bold] Orders, parcels and stock move by themselves.

  GraphQL    {address}/graphql   (HTTP and SSE; GraphiQL in a browser)
  WebSocket  {socket}/graphql   (graphql-transport-ws)
  Health     {address}/healthz

They sign in by sessionCreate, with these passwords:
{passwords}
Tokens, good for {hours} hours (another one: python -m api token agent):
"""
COMMANDS = """
Paste the tokens into a shell, then try:

[dim]# A query: the newest orders[/dim]
curl -s {address}/graphql -H "authorization: Bearer $AGENT" -H 'content-type: application/json' \\
  -d '{{"query":"{{ orders(first: 3) {{ nodes {{ number status total {{ amount currencyCode }} }} }} }}"}}'

[dim]# A mutation: a customer has a question[/dim]
curl -s {address}/graphql -H "authorization: Bearer $CUSTOMER" -H 'content-type: application/json' \\
  -d '{{"query":"mutation {{ ticketCreate(input: {{subject: \\"Where is it?\\", body: \\"My parcel is late.\\"}}) {{ ticket {{ number status }} userErrors {{ message }} }} }}"}}'

[dim]# Live: everything that happens to any order, until Ctrl-C[/dim]
curl -N {address}/graphql -H "authorization: Bearer $AGENT" -H 'content-type: application/json' \\
  -H 'accept: text/event-stream' \\
  -d '{{"query":"subscription {{ orderFeed {{ event {{ type }} order {{ number status fulfillmentStatus }} }} }}"}}'

Ctrl-C closes the shop.
"""  # noqa: E501  # each command is one that can be pasted
COUPON = """
[dim]# A cart with a coupon of a real campaign: what is taken off, and why nothing else is[/dim]
curl -s {address}/graphql -H "authorization: Bearer $AGENT" -H 'content-type: application/json' \\
  -d '{{"query":"{{ promotionEvaluate(input: {{channel: \\"{channel}\\", currency: {currency}, customerId: \\"{customer}\\", couponCodes: [\\"{code}\\"], lines: [{{variantId: \\"{variant}\\", quantity: 2}}]}}) {{ total {{ amount }} decisions {{ name code isApplied reason discount {{ amount }} }} }} }}"}}'
"""  # noqa: E501  # each command is one that can be pasted


@dataclass(frozen=True)
class Cast:
    """Who the demo's tokens stand for."""

    actors: Mapping[str, Actor]
    emails: Mapping[str, str | None]

    def tokens(self, secret: str, now: datetime, lifetime: timedelta = LIFETIME) -> dict[str, str]:
        """A signed token for each."""
        return {
            who: issue_token(secret, actor, now, lifetime=lifetime)
            for who, actor in self.actors.items()
        }


def run(
    settings: Settings,
    credentials: dict[str, Any],
    listening: socket.socket,
    *,
    with_worker: bool = True,
) -> None:
    """Load a slice of real data if there is none, then serve it and keep it moving."""
    console = Console()
    importing.load_slice(credentials, console, now=_clock())
    secret = settings.signing_secret()

    async def cast_all() -> tuple[Cast, dict[str, str], list[Kept]]:
        cast = await _hire_all()
        return cast, await _set_passwords(cast, secret), await kept_coupons(_clock(), 1, 1)

    cast, passwords, coupons = asyncio.run(_with_orm(credentials, cast_all))

    def announce(address: str) -> None:
        console.print(
            BANNER.format(
                address=address,
                socket=address.replace("http", "ws", 1),
                hours=LIFETIME // timedelta(hours=1),
                passwords="".join(
                    f"  {who:<10} {cast.emails[who]:<32} {password}\n"
                    for who, password in passwords.items()
                ),
            ),
            highlight=False,
            soft_wrap=True,
        )
        for who, token in cast.tokens(secret, _clock()).items():
            print(f"export {who.upper()}={token}")  # noqa: T201  # to be copied, so never wrapped
        for kept in coupons:
            console.print(_with_coupon(address, kept), highlight=False, soft_wrap=True)
        console.print(COMMANDS.format(address=address), highlight=False, soft_wrap=True)

    @asynccontextmanager
    async def moving() -> AsyncIterator[None]:
        stop = asyncio.Event()
        task = asyncio.create_task(simulation.simulate(stop, seed=1, clock=_clock))
        try:
            yield
        finally:
            stop.set()
            await task

    serve(
        settings,
        credentials,
        listening,
        with_worker=with_worker,
        companions=(moving,),
        tools=True,
        ready=announce,
    )


def _with_coupon(address: str, kept: Kept) -> str:
    return COUPON.format(
        address=address,
        code=kept.code,
        channel=kept.goods.channel,
        currency=kept.goods.currency,
        customer=global_id("Customer", kept.buyer.id),
        variant=global_id("ProductVariant", kept.goods.variant_id),
    )


def simulate(credentials: dict[str, Any], *, seed: int) -> None:
    """Keep the shop moving from a process of its own, until it is told to stop."""

    async def move() -> None:
        await simulation.simulate(asyncio.Event(), seed=seed, clock=_clock)

    asyncio.run(_with_orm(credentials, move))


def token(
    settings: Settings,
    credentials: dict[str, Any],
    who: str,
    now: datetime,
    lifetime: timedelta,
    *,
    customer_id: UUID | None = None,
) -> str:
    """A token for one of the demo's people, or for a customer by id.

    Raises:
        BadSetting: nobody is called so, or no customer has this id.
    """
    if who not in WHO:
        raise BadSetting(f"Choose one of {', '.join(WHO)}, not {who!r}.")

    async def find() -> Actor:
        if customer_id is None:
            return (await _hire_all()).actors[who]
        customer = await Customer.get_or_none(id=customer_id)
        if customer is None:
            raise BadSetting(f"No customer has the id {customer_id}.")
        return actor_of_customer(customer.id, Card.of(customer).name)

    async def issue() -> Actor:
        actor = await find()
        ctx = Context(actor=SYSTEM, now=now)
        await write([entry_of(ctx, AuditKind.OPERATED, "token", subjects=[_subject_of(actor)])])
        return actor

    actor = asyncio.run(_with_orm(credentials, issue))
    return issue_token(settings.signing_secret(), actor, now, lifetime=lifetime)


def _subject_of(actor: Actor) -> Subject:
    is_customer = actor.kind is ActorKind.CUSTOMER
    kind = AggregateType.CUSTOMER if is_customer else AggregateType.STAFF_MEMBER
    return Subject(kind, str(actor.id))


async def _set_passwords(cast: Cast, secret: str) -> dict[str, str]:
    """The same each time, and nobody else's: they follow from this shop's own secret."""
    ctx = Context(actor=SYSTEM, now=_clock())
    passwords = {}
    for who, actor in cast.actors.items():
        holder = await holder_by_id(actor.kind, actor.id) if actor.id else None
        if holder is None or holder.email is None:
            continue
        digest = hmac.digest(secret.encode(), f"demo {who}".encode(), "sha256")
        passwords[who] = base64.b32encode(digest).decode()[:PASSWORD_LENGTH].lower()
        if not await matches(passwords[who], await password_hash_of(holder.id)):
            await set_password(ctx, holder, passwords[who])
    return passwords


async def _hire_all() -> Cast:
    """The demo's people; whoever works here already is not hired twice."""
    ctx = Context(actor=SYSTEM, now=_clock())
    actors: dict[str, Actor] = {}
    buyer = await Customer.all().order_by("created_at", "id").first()
    if buyer is None:
        raise BadSetting("There is no customer yet: load data with `python -m api import`.")
    card = Card.of(buyer)
    actors["customer"] = actor_of_customer(buyer.id, card.name)
    emails = {"customer": card.email} | {who: each[1] for who, each in STAFF.items()}
    for who in WHO[1:]:
        name, email, role = STAFF[who]
        member = await StaffMember.get_or_none(email=email) or await hire(ctx, name, email, [role])
        actors[who] = actor_of_staff(member)
    return Cast(actors, emails)


async def _with_orm(credentials: dict[str, Any], work: Any) -> Any:
    context = await Tortoise.init(config=orm_config(credentials), _enable_global_fallback=True)
    try:
        return await work()
    finally:
        await context.close_connections()


def _clock() -> datetime:
    return datetime.now(UTC)
