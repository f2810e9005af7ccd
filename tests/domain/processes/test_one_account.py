"""One account is one account: however it is written, and whoever else is at it at the moment."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from tortoise.transactions import in_transaction

from domain.customers.models import Customer
from domain.customers.update_customer import update_customer
from domain.identity.attempts import PER_ACCOUNT_AND_ADDRESS, RESETS_PER_ACCOUNT
from domain.identity.credentials import keep_password
from domain.identity.deactivate import deactivate
from domain.identity.end_sessions import end_sessions
from domain.identity.errors import ResetTokenInvalid, TooManyAttempts, WrongCredentials
from domain.identity.mail import Letter
from domain.identity.models import ResetRequest, SessionRow, StaffMember
from domain.identity.passwords import hashed
from domain.identity.scopes import Role
from domain.processes.change_password import change_password
from domain.processes.reset_password import request_reset, reset_password, write_letters
from domain.processes.sign_in import sign_in
from domain.shared import sql
from domain.shared.context import ActorKind
from tests.schema.inputs.identity import PASSWORD, give_password, hash_of_password
from tests.shop import Shop

Act = Callable[[], Awaitable[object]]
CLEO = "cleo@example.test"
# Each finds the account of the address above: blind indexes know neither case nor width.
SPELLINGS = [
    "cleo@example.test",
    "CLEO@example.test",
    "ｃleo@example.test",
    "cｌeo@example.test",
    "cl\N{SCRIPT SMALL E}o@example.test",
    "\N{MATHEMATICAL BOLD SMALL C}leo@example.test",
    "cleo@exampl\N{MODIFIER LETTER SMALL E}.test",
]


@pytest.fixture
async def cleo(shop: Shop) -> Customer:
    """A customer with a password."""
    cleo = await update_customer(shop.ctx, (await shop.customer()).id, email=CLEO)
    async with in_transaction():
        await keep_password(shop.ctx, ActorKind.CUSTOMER, cleo.id, hash_of_password())
    return cleo


async def test_another_spelling_of_an_address_is_no_other_account_to_guess_at(
    shop: Shop, cleo: Customer
) -> None:
    at_the_door, customer = shop.as_anonymous, ActorKind.CUSTOMER
    for spelling in SPELLINGS[: PER_ACCOUNT_AND_ADDRESS.attempts]:
        with pytest.raises(WrongCredentials):
            await sign_in(at_the_door, customer, spelling, "not this one")

    for spelling in SPELLINGS:
        with pytest.raises(TooManyAttempts):
            await sign_in(at_the_door, customer, spelling, PASSWORD)


async def test_another_spelling_asks_for_no_more_letters(shop: Shop, cleo: Customer) -> None:
    for spelling in SPELLINGS:
        await request_reset(shop.as_anonymous, ActorKind.CUSTOMER, spelling)

    assert await ResetRequest.all().count() == RESETS_PER_ACCOUNT.attempts


async def while_it_commits(first: Act, second: Act) -> object:
    """What comes of the second act, which begins when the first is done and not committed yet."""
    done, may_commit = asyncio.Event(), asyncio.Event()

    async def hold() -> None:
        async with in_transaction():
            await first()
            done.set()
            await may_commit.wait()

    async with asyncio.timeout(20):
        holding = asyncio.create_task(hold())
        await done.wait()
        beside = asyncio.ensure_future(second())
        while not beside.done():
            if await sql.value("SELECT count(*) FROM pg_locks WHERE NOT granted"):
                break
        may_commit.set()
        await holding
        return await beside


def reset(shop: Shop, member: StaffMember) -> Act:
    """Another password and no session, as with the code of a letter."""

    async def act() -> None:
        await end_sessions(shop.as_system, member.id)
        fresh = await hashed("another password")
        await keep_password(shop.ctx, ActorKind.STAFF, member.id, fresh)

    return act


@pytest.fixture
async def ada(shop: Shop) -> StaffMember:
    """Somebody who may do everything, with a password; not the only one."""
    await shop.colleague(Role.ADMIN, name="Ben")
    ada = await shop.colleague(Role.ADMIN)
    await give_password(shop.ctx, ada.id)
    return ada


async def test_who_signs_in_while_the_password_is_set_anew_has_no_session_by_the_old_one(
    shop: Shop, ada: StaffMember
) -> None:
    with pytest.raises(WrongCredentials):
        await while_it_commits(
            reset(shop, ada),
            lambda: sign_in(shop.as_anonymous, ActorKind.STAFF, ada.email, PASSWORD),
        )

    assert await SessionRow.all().count() == 0


async def test_who_knows_the_old_password_does_not_change_it_over_a_new_one(
    shop: Shop, ada: StaffMember
) -> None:
    with pytest.raises(WrongCredentials):
        await while_it_commits(
            reset(shop, ada),
            lambda: change_password(shop.as_colleague(ada), PASSWORD, "the password of a thief"),
        )


async def test_who_signs_in_while_they_are_let_go_has_no_session_when_they_come_back(
    shop: Shop, ada: StaffMember
) -> None:
    with pytest.raises(WrongCredentials):
        await while_it_commits(
            lambda: deactivate(shop.ctx, ada.id),
            lambda: sign_in(shop.as_anonymous, ActorKind.STAFF, ada.email, PASSWORD),
        )

    assert await SessionRow.all().count() == 0


async def test_a_code_is_void_once_the_password_or_the_mailbox_is_another(
    shop: Shop, cleo: Customer
) -> None:
    letters: list[Letter] = []

    async def post(letter: Letter) -> None:
        letters.append(letter)

    async def code() -> str:
        await request_reset(shop.as_anonymous, ActorKind.CUSTOMER, CLEO)
        await write_letters(shop.ctx, post)
        return next(word for word in letters.pop().text.split() if word.startswith("tgp_"))

    before = await code()
    await change_password(shop.as_customer(cleo), PASSWORD, "quite another password")
    with pytest.raises(ResetTokenInvalid):
        await reset_password(shop.as_anonymous, before, "the password of a thief")

    before = await code()
    await update_customer(shop.ctx, cleo.id, email="cleo@elsewhere.test")
    with pytest.raises(ResetTokenInvalid):
        await reset_password(shop.as_anonymous, before, "the password of a thief")
