"""Tokens of other machines: read as they were written, and anything else is none."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.identity.api_tokens import ALPHABET, LENGTH, new_api_token, read_api_token
from domain.identity.create_api_token import create_api_token
from domain.identity.deactivate import deactivate
from domain.identity.edit_roles import create_role, update_role
from domain.identity.errors import InvalidToken, NotForMachines
from domain.identity.keys import KeyRing
from domain.identity.models import ApiToken
from domain.identity.queries import standings_of_api_tokens
from domain.identity.reactivate import reactivate
from domain.identity.revoke_api_token import revoke_api_token
from domain.identity.scopes import Role, Scope
from domain.identity.secrets import hash_of
from domain.identity.set_roles import set_roles
from domain.identity.signing import name_of_key
from domain.identity.tokens import read_token
from domain.shared.context import Actor, ActorKind
from domain.shared.errors import InvalidInput, NotFound, NotPermitted
from domain.shared.ids import new_id
from tests.shop import OPENING, Shop
from tests.statements import count_statements

KEYS = KeyRing("a secret of at least thirty-two bytes")


@given(some.uuids())
def test_a_token_says_which_one_it_is(key: UUID) -> None:
    token = new_api_token(key)

    assert len(token) == LENGTH
    assert (read_api_token(token).id, read_api_token(token).token_hash) == (key, hash_of(token))


@given(some.uuids(), some.integers(3, LENGTH - 1), some.sampled_from(ALPHABET))
def test_a_letter_that_was_mistyped_shows(key: UUID, place: int, letter: str) -> None:
    token = new_api_token(key)
    typed = token[:place] + letter + token[place + 1 :]

    if typed != token:
        with pytest.raises(InvalidToken):
            read_api_token(typed)


@given(some.text() | some.text(alphabet=ALPHABET).map("tg_".__add__))
def test_anything_else_is_none(text: str) -> None:
    with pytest.raises(InvalidToken):
        read_api_token(text)


@given(some.text() | some.from_regex(r"[\w-]{0,40}(\.[\w-]{0,40}){1,3}", fullmatch=True))
def test_no_text_makes_the_reading_of_signed_tokens_fail_otherwise(text: str) -> None:
    with pytest.raises(InvalidToken):
        read_token(KEYS, text, OPENING)
    with pytest.raises(InvalidToken):
        name_of_key(text)


async def test_a_token_is_kept_as_a_hash_and_revoked_once(shop: Shop) -> None:
    issued = await create_api_token(shop.ctx, " ERP ", ["orders:read", "orders:read"])
    card = await ApiToken.get()
    assert (card.name, card.scopes) == ("ERP", ["orders:read"])
    assert issued.token[3:] not in str(dict(card))

    for _ in range(2):
        await revoke_api_token(shop.ctx, card.id)

    assert await shop.event_names("api_token") == [
        "identity.api_token_created",
        "identity.api_token_revoked",
    ]
    with pytest.raises(NotFound):
        await revoke_api_token(shop.ctx, new_id())
    with pytest.raises(NotPermitted):
        await revoke_api_token(shop.as_staff("orders:read"), card.id)
    with pytest.raises(InvalidInput):
        await create_api_token(shop.ctx, "old", [], expires_at=shop.now)


async def worth(token: ApiToken) -> set[str] | None:
    """What a machine may do with it now; None if it is refused."""
    standing = (await standings_of_api_tokens([token.id]))[token.id]
    assert standing.actor is not None
    return set(standing.actor.scopes) if standing.is_active else None


async def test_a_token_is_worth_no_more_than_whoever_created_it(shop: Shop) -> None:
    await shop.colleague(Role.ADMIN, name="Ada")
    sun = await shop.colleague(Role.ADMIN)
    wanted = ["orders:read", "payments:write", "tickets:read"]
    token = (await create_api_token(shop.as_colleague(sun), "ERP", wanted)).api_token
    shift = await create_role(shop.ctx, "shift", ["orders:read"])
    assert await worth(token) == set(wanted)

    await set_roles(shop.ctx, sun.id, [Role.SERVICE_AGENT])
    assert await worth(token) == set(wanted)
    await set_roles(shop.ctx, sun.id, ["shift"])
    assert await worth(token) == {"orders:read"}
    await update_role(shop.ctx, shift.id, ["payments:write", "customers:pii"])
    assert await worth(token) == {"payments:write"}, "never more than it was given"
    await set_roles(shop.ctx, sun.id, [])
    assert await worth(token) == set()
    await deactivate(shop.ctx, sun.id)
    assert await worth(token) is None
    await reactivate(shop.ctx, sun.id)
    await set_roles(shop.ctx, sun.id, [Role.ADMIN])
    assert await worth(token) == set(wanted)


async def test_behind_the_shops_own_token_is_nobody_and_nobody_unknown_counts(shop: Shop) -> None:
    own = (await create_api_token(shop.as_system, "ERP", ["orders:read"])).api_token
    unknown = (await create_api_token(shop.ctx, "CRM", ["orders:read"])).api_token

    assert (await worth(own), await worth(unknown)) == ({"orders:read"}, None)
    async with count_statements() as statements:
        assert len(await standings_of_api_tokens([own.id, unknown.id, new_id()])) == 2
    assert len(statements.sent) == 1


async def test_a_machine_lets_no_machine_in(shop: Shop) -> None:
    machine = Actor(ActorKind.INTEGRATION, new_id(), "ERP", frozenset({Scope.STAFF_WRITE}))

    with pytest.raises(NotForMachines):
        await create_api_token(shop.as_(machine), "another", [])

    assert await shop.count("api_token") == 0
