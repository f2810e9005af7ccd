"""SQL statements of every list: as many for twenty rows as for two."""

import asyncio
from datetime import UTC, datetime
from functools import partial
from ipaddress import ip_network

from tortoise import Tortoise
from tortoise.transactions import in_transaction

from api.measuring import count_statements
from api.personal_data import hold_keys
from bench.documents import LISTS, document
from bench.furnishing import furnish
from bench.processes import MASTER_KEYS
from bench.progress import Say
from bench.rows import Row, exactly
from bench.server import SECRET, Server, serving, staff
from bench.shop import Shop
from domain.identity.create_api_token import create_api_token
from domain.identity.edit_roles import create_role
from domain.identity.hire import hire
from domain.identity.keys import KeyRing
from domain.identity.scopes import Role
from domain.identity.sessions import start_session
from domain.identity.states import SignInMethod
from domain.shared.context import Context
from domain.shared.database import orm_config
from domain.shared.master_keys import MasterKeys
from domain.webhooks.addresses import Policy
from domain.webhooks.create_webhook import create_webhook
from domain.webhooks.models import WebhookDelivery
from domain.webhooks.sealing import Sealing
from domain.webhooks.states import DeliveryState
from realtime.bus import memory_bus
from realtime.groups import Groups
from realtime.hub import Hub
from realtime.presence import Presence
from schema.root import schema
from schema.shared.context import GraphContext

FEW, MANY = 2, 20
ASKER = staff(Role.ADMIN)
HOW = (
    "the list with what a screen shows of each row (bench/documents.py), asked in process by an"
    " administrator of a shop that has {many} of everything: {few_sent} statements for {few} rows,"
    " {many_sent} for {many}"
)
ALL_LISTS = """
{ __type(name: "Query") { fields { name type { kind ofType { name } } } } }
"""


def measure(say: Say) -> list[Row]:
    """Each list at two rows and at twenty."""
    with serving() as server:
        return asyncio.run(_measure(server, say))


async def _measure(server: Server, say: Say) -> list[Row]:
    async with Shop(server) as shop:
        say(f"a shop with {MANY} of everything")
        await furnish(shop, MANY)
    context = await Tortoise.init(
        config=orm_config(server.credentials), _enable_global_fallback=True
    )
    with context:
        try:
            hold_keys(server.credentials, lambda: MasterKeys.read(MASTER_KEYS))
            for number in range(MANY):
                await _furnish_the_house(_asker().domain, number)
            say(f"{len(LISTS)} lists")
            return [*[await _row(name) for name in LISTS], await _all_covered()]
        finally:
            await context.close_connections()


async def _furnish_the_house(ctx: Context, number: int) -> None:
    """A colleague, a role, a token, a session of the asker's, an endpoint and news for it."""
    await hire(ctx, f"Sun {number}", f"s{number}@staff.test", [Role.ADMIN])
    await create_role(ctx, f"packer_{number}", ["orders:read"])
    await create_api_token(ctx, f"ERP {number}", ["orders:read"])
    async with in_transaction():
        await start_session(ctx, ctx.actor, SignInMethod.PASSWORD)
    made = await create_webhook(
        ctx,
        url=f"http://127.0.0.1:9009/{number}",
        event_types=["*"],
        policy=Policy((ip_network("127.0.0.0/8"),)),
        sealing=Sealing(SECRET),
    )
    await WebhookDelivery.create(
        webhook_id=made.webhook.id,
        seq=number + 1,
        event_type="orders.order_placed",
        subject_type="order",
        subject_id=made.webhook.id,
        body="{}",
        state=DeliveryState.DELIVERED,
        occurred_at=ctx.now,
        created_at=ctx.now,
        ended_at=ctx.now,
    )


async def _row(name: str) -> Row:
    few, many = await _statements(name, FEW), await _statements(name, MANY)
    how = HOW.format(few=FEW, many=MANY, few_sent=few, many_sent=many)
    return exactly(f"statements of {name}: {MANY} rows", many, few, "statements", how)


async def _statements(name: str, rows: int) -> int:
    """How many statements a page of so many rows takes."""
    async with count_statements() as statements:
        answer = await schema.execute(
            document(name), variable_values={"first": rows}, context_value=_asker()
        )
    assert answer.errors is None, answer.errors
    assert answer.data is not None
    shown = len(answer.data[name]["nodes"])
    assert shown == rows, f"{name}: {shown} rows instead of {rows}"
    return statements.count


async def _all_covered() -> Row:
    """Every list that the graph offers has a document."""
    answer = await schema.execute(ALL_LISTS, context_value=_asker())
    assert answer.data is not None
    lists = {
        field["name"]
        for field in answer.data["__type"]["fields"]
        if str((field["type"]["ofType"] or {}).get("name")).endswith("Connection")
    }
    missing = sorted(lists ^ LISTS.keys())
    how = "; ".join(["the connections of Query against bench/documents.py", *missing])
    return exactly("statements: lists without a document", len(missing), 0, "lists", how)


def _asker() -> GraphContext:
    """An administrator, in a request of their own."""
    bus = memory_bus()
    hub, presence = Hub(bus), Presence(bus)
    return GraphContext(
        domain=Context(actor=ASKER, now=datetime.now(UTC)),
        hub=hub,
        presence=presence,
        secret=SECRET,
        keys=KeyRing(SECRET),
        cursor="",
        gauges=partial(Groups(hub).gauges, connections=0, viewers=0),
    )
