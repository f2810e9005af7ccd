"""Signing in as clients do it: over HTTP, on sockets and streams, and gone within seconds."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from tortoise.transactions import in_transaction

from domain.customers.cards import Card
from domain.identity.api_tokens import new_api_token
from domain.identity.create_api_token import create_api_token
from domain.identity.credentials import keep_password
from domain.identity.edit_roles import create_role, update_role
from domain.identity.models import ApiToken, SimulatedLetter, StaffMember
from domain.identity.scopes import Scope
from domain.shared import sql
from domain.shared.context import ActorKind
from domain.shared.ids import new_id
from schema.shared.ids import global_id
from tests.api.raw import INIT, Raw, connected
from tests.schema.inputs.identity import PASSWORD, give_password, hash_of_password
from tests.shop import Shop
from tests.wire import DEADLINE_SECONDS, Client, serving

VIEWER = "{ viewer { kind name scopes } }"
TICKETS = "subscription { ticketQueueFeed { cursor } }"
SESSION = "session { id isCurrent } accessToken refreshToken"


@pytest.fixture
async def shop(shop: Shop) -> Shop:
    """At the hour of the server, with an administrator who is on the staff."""
    shop.now = datetime.now(UTC)
    await StaffMember.create(
        id=shop.admin.id,
        name="Ada",
        email="ada@staff.test",
        roles=["admin"],
        created_at=shop.now,
        updated_at=shop.now,
    )
    assert shop.admin.id is not None
    await give_password(shop.ctx, shop.admin.id)
    return shop


@pytest.fixture
async def address(shop: Shop, database: dict[str, Any]) -> AsyncIterator[str]:
    """A server with its worker."""
    async with serving(database) as address:
        yield address


class Bearer(Client):
    """Somebody with a token as it is."""

    def __init__(self, address: str, token: str) -> None:
        super().__init__(address)
        self.bearer = token

    def token(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.bearer}"}


async def signed_in(address: str) -> dict[str, Any]:
    """Ada's session."""
    given = {"email": "Ada@Staff.test ", "password": PASSWORD, "as": "STAFF"}
    return await Client(address).do("sessionCreate", given, SESSION)


async def status(who: Client) -> tuple[int, str | None]:
    answer = await who.post(VIEWER)
    errors = answer.json().get("errors")
    return answer.status_code, errors[0]["extensions"]["code"] if errors else None


async def until_refused(who: Client, code: str = "SESSION_ENDED") -> None:
    async def is_refused() -> bool:
        return await status(who) == (401, code)

    await soon(is_refused)


async def soon(is_so: Callable[[], Awaitable[bool]]) -> None:
    """Wait until it is so."""
    async with asyncio.timeout(DEADLINE_SECONDS):
        while True:
            if await is_so():
                return
            await asyncio.sleep(0.01)


async def test_whoever_signs_in_may_do_what_their_roles_permit(address: str) -> None:
    given = await signed_in(address)

    ada = Bearer(address, given["accessToken"])
    seen = (await ada.ask(VIEWER))["viewer"]
    assert (seen["kind"], seen["name"], len(seen["scopes"])) == ("STAFF", "Ada", len(Scope))
    sessions = (await ada.ask("{ sessions { nodes { id isCurrent method } } }"))["sessions"]
    assert sessions["nodes"] == [
        {"id": given["session"]["id"], "isCurrent": True, "method": "PASSWORD"}
    ]


async def test_a_session_that_is_ended_is_refused_in_every_process_and_on_live_sockets(
    address: str, database: dict[str, Any]
) -> None:
    lost, kept = await signed_in(address), await signed_in(address)
    ada, thief = Bearer(address, kept["accessToken"]), Bearer(address, lost["accessToken"])
    async with connected(address) as raw:
        await greet(raw, thief)
        await raw.say({"id": "1", "type": "subscribe", "payload": {"query": TICKETS}})

        await ada.do("sessionEnd", {"id": lost["session"]["id"]}, "session { id }")

        assert await raw.closed() == (4403, "This session has ended. Sign in again.")
    await until_refused(thief)
    assert await status(ada) == (200, None)
    refreshed = await refresh(address, lost["refreshToken"])
    assert refreshed["userErrors"][0]["code"] == "REFRESH_TOKEN_INVALID"
    await ada.do("sessionEnd", {}, "session { id }")
    await until_refused(ada)


async def test_a_session_goes_on_with_its_refresh_token(address: str) -> None:
    given = await signed_in(address)

    next_ = await refresh(address, given["refreshToken"])

    assert next_["session"]["id"] == given["session"]["id"]
    assert await status(Bearer(address, next_["accessToken"])) == (200, None)
    assert await status(Bearer(address, next_["refreshToken"])) == (401, "UNAUTHENTICATED")


async def test_a_forgotten_password_is_set_anew_with_a_letter(address: str) -> None:
    before = await signed_in(address)
    nobody = Client(address)
    for email in ("ada@staff.test", "nobody@staff.test"):
        said = await nobody.do("passwordResetRequest", {"email": email, "as": "STAFF"}, "isDone")
        assert said == {"isDone": True, "userErrors": []}

    await soon(SimulatedLetter.exists)
    letter = await SimulatedLetter.get()
    assert letter.recipient == "ada@staff.test"
    (token,) = [line for line in letter.text.splitlines() if line.startswith("tgp_")]
    new = {"token": token, "newPassword": "an entirely other one"}
    assert (await nobody.do("passwordReset", new, "isDone"))["isDone"]
    again = await nobody.do("passwordReset", new, "isDone")

    assert again["userErrors"][0]["code"] == "RESET_TOKEN_INVALID"
    await until_refused(Bearer(address, before["accessToken"]))
    assert (await signed_in(address))["userErrors"][0]["code"] == "WRONG_CREDENTIALS"


async def test_addresses_behind_our_proxies_are_counted_apart_and_others_cannot_pretend(
    shop: Shop, database: dict[str, Any]
) -> None:
    from ipaddress import ip_network

    guess = {"email": "x@staff.test", "password": "not this one", "as": "STAFF"}
    for proxies, keys in [((), 1), ((ip_network("127.0.0.1"),), 2)]:
        await sql.execute("DELETE FROM attempt_count")
        async with serving(database, with_worker=False, trusted_proxies=proxies) as address:
            for forwarded in ("203.0.113.7", "198.51.100.9, 203.0.113.7", "203.0.113.8"):
                client = Client(address, **{"X-Forwarded-For": forwarded})
                await client.do("sessionCreate", guess, "accessToken")
        kept = await shop.count("attempt_count")
        assert kept == 2 * keys + 1, "each alone and with the account, and the account alone"


async def test_a_customer_moves_the_address_by_password_and_only_the_session_that_did_goes_on(
    address: str, shop: Shop
) -> None:
    cleo = await shop.customer()
    before = Card.of(cleo).email
    async with in_transaction():
        await keep_password(shop.ctx, ActorKind.CUSTOMER, cleo.id, hash_of_password())
    wanted = {"email": before, "password": PASSWORD, "as": "CUSTOMER"}
    here, stolen = [
        Bearer(address, (await Client(address).do("sessionCreate", wanted, SESSION))["accessToken"])
        for _ in range(2)
    ]
    change = {"id": global_id("Customer", cleo.id), "email": "cleo@elsewhere.test"}

    refused = await stolen.do("customerUpdate", change, "customer { email }")
    assert refused["userErrors"][0]["code"] == "INVALID_INPUT"
    proven = {**change, "currentPassword": PASSWORD}
    done = await here.do("customerUpdate", proven, "customer { email }")

    assert done["customer"] == {"email": "cleo@elsewhere.test"}
    await until_refused(stolen)
    assert await status(here) == (200, None)
    await soon(lambda: SimulatedLetter.filter(recipient=before).exists())


async def test_another_machine_comes_in_by_its_token_everywhere_until_it_is_revoked(
    address: str, shop: Shop
) -> None:
    ada = Bearer(address, (await signed_in(address))["accessToken"])
    wanted = {"name": "ERP", "scopes": ["tickets:read"]}
    given = await ada.do("apiTokenCreate", wanted, "token apiToken { id }")
    erp = Bearer(address, given["token"])

    assert (await erp.ask(VIEWER))["viewer"] == {
        "kind": "INTEGRATION",
        "name": "ERP",
        "scopes": ["tickets:read"],
    }
    async with connected(address) as raw, httpx.AsyncClient(trust_env=False) as http:
        await greet(raw, erp)
        await raw.say({"id": "1", "type": "subscribe", "payload": {"query": TICKETS}})
        headers = {**erp.token(), "Accept": "text/event-stream"}
        async with http.stream(
            "POST", f"{address}/graphql", json={"query": TICKETS}, headers=headers, timeout=10
        ) as stream:
            assert stream.status_code == 200

            await ada.do("apiTokenRevoke", {"id": given["apiToken"]["id"]}, "apiToken { id }")

            assert "SESSION_ENDED" in (await stream.aread()).decode()
        assert (await raw.closed())[0] == 4403
    await until_refused(erp)
    card = await ApiToken.get()
    assert card.last_used_at is not None
    assert given["token"] not in str(dict(card))


async def test_tokens_of_machines_that_are_none_or_old_are_refused_alike(
    address: str, shop: Shop
) -> None:
    good = (await create_api_token(shop.as_system, "ERP", [])).token
    issued = await create_api_token(shop.as_system, "old", [])
    await ApiToken.filter(id=issued.api_token.id).update(expires_at=shop.now)
    forged = new_api_token((await ApiToken.get(name="ERP")).id)

    for wrong in (good[:-1], good[:-1] + "!", good.swapcase(), forged, new_api_token(new_id())):
        assert await status(Bearer(address, wrong)) == (401, "UNAUTHENTICATED"), wrong
    assert await status(Bearer(address, issued.token)) == (401, "TOKEN_EXPIRED")
    assert await status(Bearer(address, good)) == (200, None)


async def test_another_set_of_scopes_is_honoured_in_live_sessions(address: str, shop: Shop) -> None:
    role = await create_role(shop.ctx, "night_shift", ["tickets:read"])
    sun = await shop.colleague()
    await StaffMember.filter(id=sun.id).update(roles=["night_shift"], email="sun@staff.test")
    await give_password(shop.ctx, sun.id)
    given = {"email": "sun@staff.test", "password": PASSWORD, "as": "STAFF"}
    session = await Client(address).do("sessionCreate", given, SESSION)
    night = Bearer(address, session["accessToken"])
    assert (await night.ask(VIEWER))["viewer"]["scopes"] == ["tickets:read"]

    await update_role(shop.ctx, role.id, ["orders:read"])

    async def follows() -> bool:
        return bool((await night.ask(VIEWER))["viewer"]["scopes"] == ["orders:read"])

    await soon(follows)


async def refresh(address: str, token: str) -> dict[str, Any]:
    return await Client(address).do("sessionRefresh", {"refreshToken": token}, SESSION)


async def greet(raw: Raw, who: Client) -> None:
    await raw.say({**INIT, "payload": {"authorization": who.token()["Authorization"]}})
    assert (await raw.hear())["type"] == "connection_ack"


async def test_what_is_forgotten_is_said_in_the_language_asked_for(address: str) -> None:
    given = {"email": "ada@staff.test", "password": "wrong", "as": "STAFF"}
    client = Client(address, **{"Accept-Language": "zh-CN"})

    said = await client.do("sessionCreate", given, "accessToken")

    assert said["userErrors"][0]["message"] == "邮箱与密码不匹配。"
    assert global_id("Session", new_id()) not in str(said)
