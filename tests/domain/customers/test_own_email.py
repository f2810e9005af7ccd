"""One's own e-mail address: a stolen token does not move it, and the mailbox of before is told."""

import asyncio
from dataclasses import replace
from uuid import UUID

import pytest
from tortoise.transactions import in_transaction

from domain.customers import own_email
from domain.customers.cards import Card
from domain.customers.email_notices import TRIES_MAX, write_notices
from domain.customers.models import Customer, EmailNotice
from domain.customers.own_email import CHANGES
from domain.customers.update_customer import update_customer
from domain.identity import passwords
from domain.identity.attempts import PER_ACCOUNT_AND_ADDRESS
from domain.identity.credentials import keep_password
from domain.identity.errors import ResetTokenInvalid, TooManyAttempts, WrongCredentials
from domain.identity.mail import Letter, keep_in_box
from domain.identity.models import ResetToken, SessionRow, SimulatedLetter
from domain.identity.sessions import start_session
from domain.identity.states import SignInMethod
from domain.processes.erase_customer import erase_customer
from domain.processes.reset_password import request_reset, reset_password, write_letters
from domain.processes.sign_in import sign_in
from domain.shared import sql
from domain.shared.context import ActorKind, Context
from domain.shared.errors import AlreadyTaken, InvalidInput, NotFound, VersionConflict
from tests.schema.inputs.identity import PASSWORD, hash_of_password
from tests.shop import Shop

CLEO, NEW, THIEF = "cleo@example.test", "cleo@elsewhere.test", "thief@example.test"


@pytest.fixture
async def cleo(shop: Shop) -> Customer:
    """A customer with a password."""
    cleo = await update_customer(shop.ctx, (await shop.customer()).id, email=CLEO)
    await EmailNotice.all().delete()
    async with in_transaction():
        await keep_password(shop.ctx, ActorKind.CUSTOMER, cleo.id, hash_of_password())
    return cleo


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing here is about how long a hash takes."""
    monkeypatch.setattr(passwords, "_verify", lambda typed, kept: typed == PASSWORD)


async def signed_in(ctx: Context) -> UUID:
    async with in_transaction():
        return (await start_session(ctx, ctx.actor, SignInMethod.PASSWORD)).session.id


async def address_of(customer: Customer) -> str | None:
    return Card.of(await Customer.get(id=customer.id)).email


async def letters(shop: Shop) -> list[str]:
    """To whom was written by now."""
    await write_notices(shop.as_system, keep_in_box)
    return [letter.recipient for letter in await SimulatedLetter.all().order_by("id")]


async def test_a_token_alone_does_not_move_it(shop: Shop, cleo: Customer) -> None:
    for email in (THIEF, None):
        with pytest.raises(InvalidInput) as refused:
            await update_customer(shop.as_customer(cleo), cleo.id, name="Cleo", email=email)
        assert refused.value.field == ["currentPassword"]
        with pytest.raises(WrongCredentials):
            await update_customer(
                shop.as_customer(cleo), cleo.id, email=email, current_password="not this one"
            )

    assert await address_of(cleo) == CLEO
    assert await letters(shop) == []


async def test_the_password_does_and_every_other_session_ends(shop: Shop, cleo: Customer) -> None:
    own = shop.as_customer(cleo)
    here, there = await signed_in(own), await signed_in(own)

    done = await update_customer(
        own, cleo.id, email=NEW, current_password=PASSWORD, session_id=here
    )

    assert Card.of(done).email == NEW
    ended = {row.id: row.ended_because for row in await SessionRow.all()}
    assert ended == {here: None, there: "signed_out"}
    assert await letters(shop) == [CLEO]
    letter = await SimulatedLetter.get()
    assert NEW not in letter.text
    assert await shop.count("email_notice") == 0, "nothing stays of the address of before"
    again = await update_customer(own, cleo.id, email=NEW)
    assert again.version == done.version, "a lost answer is asked for again without it"
    assert await sign_in(shop.as_anonymous, ActorKind.CUSTOMER, NEW, PASSWORD)


async def test_what_is_no_other_address_takes_no_password(shop: Shop, cleo: Customer) -> None:
    await update_customer(
        shop.as_customer(cleo), cleo.id, name="Cleo Kim", email="Cleo@Example.test"
    )

    assert await letters(shop) == []


async def test_who_has_no_password_needs_none_and_the_mailbox_is_told(shop: Shop) -> None:
    dan = await shop.customer("Dan")
    before = Card.of(dan).email

    await update_customer(shop.as_customer(dan), dan.id, email="dan@elsewhere.test")

    assert await letters(shop) == [before]


async def test_staff_may_move_it_and_the_mailbox_is_told_in_its_language(
    shop: Shop, cleo: Customer
) -> None:
    own = await signed_in(shop.as_customer(cleo))

    await update_customer(shop.ctx, cleo.id, email=NEW, locale="zh-CN")
    await update_customer(shop.ctx, cleo.id, email=None)
    await update_customer(shop.ctx, cleo.id, email=NEW)

    assert await letters(shop) == [CLEO, NEW]
    assert (await SimulatedLetter.filter(recipient=NEW).get()).subject == "您的账户已更换邮箱"
    assert (await SessionRow.get(id=own)).ended_at is None


async def test_it_is_guessed_no_more_often_than_at_the_door(shop: Shop, cleo: Customer) -> None:
    own = replace(shop.as_customer(cleo), address="192.0.2.1")
    for number in range(PER_ACCOUNT_AND_ADDRESS.attempts):
        with pytest.raises(WrongCredentials):
            await update_customer(own, cleo.id, email=THIEF, current_password=f"guess {number}")

    with pytest.raises(TooManyAttempts):
        await update_customer(own, cleo.id, email=THIEF, current_password=PASSWORD)
    door = replace(shop.as_anonymous, address="192.0.2.1")
    with pytest.raises(TooManyAttempts):
        await sign_in(door, ActorKind.CUSTOMER, CLEO, PASSWORD)
    elsewhere = replace(own, address="198.51.100.1")
    await update_customer(elsewhere, cleo.id, email=NEW, current_password=PASSWORD)


async def test_nobody_asks_often_whose_an_address_is(shop: Shop, cleo: Customer) -> None:
    taken = Card.of(await shop.customer("Dan")).email
    own = shop.as_customer(cleo)
    for _ in range(CHANGES.attempts):
        with pytest.raises(AlreadyTaken):
            await update_customer(own, cleo.id, email=taken, current_password=PASSWORD)

    for email in (taken, "free@example.test"):
        with pytest.raises(TooManyAttempts):
            await update_customer(own, cleo.id, email=email, current_password=PASSWORD)
    await update_customer(own, cleo.id, name="Cleo Kim")
    assert await letters(shop) == []


async def test_somebody_elses_card_is_not_there_and_no_guess_at_it_counts(
    shop: Shop, cleo: Customer
) -> None:
    stranger = shop.as_customer(await shop.customer("Dan"))

    with pytest.raises(NotFound):
        await update_customer(stranger, cleo.id, email=THIEF, current_password="not this one")
    assert await shop.count("attempt_count") == 0


async def test_of_two_at_once_each_former_mailbox_is_told(shop: Shop, cleo: Customer) -> None:
    own, here = shop.as_customer(cleo), await signed_in(shop.as_customer(cleo))

    await asyncio.gather(
        *(
            update_customer(
                own, cleo.id, email=f"{n}@y.z", current_password=PASSWORD, session_id=here
            )
            for n in range(2)
        )
    )

    stands = await address_of(cleo)
    assert {*await letters(shop), stands} == {CLEO, "0@y.z", "1@y.z"}


async def test_of_two_on_one_version_one_is_refused(shop: Shop, cleo: Customer) -> None:
    found = await asyncio.gather(
        *(
            update_customer(
                shop.as_customer(cleo),
                cleo.id,
                email=f"{n}@y.z",
                current_password=PASSWORD,
                expected_version=cleo.version,
            )
            for n in range(2)
        ),
        return_exceptions=True,
    )

    assert [type(each) for each in found].count(VersionConflict) == 1
    assert await letters(shop) == [CLEO]


async def test_a_thief_does_not_hide_behind_a_change_that_is_under_way(
    shop: Shop, cleo: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who asks for the address of before shows nothing; by then it is another one."""
    show = own_email.show_password

    async def slowly(ctx: Context, email: str | None, password: str | None) -> object:
        shown = await show(ctx, email, password)
        await update_customer(shop.ctx, cleo.id, email=NEW)
        return shown

    monkeypatch.setattr("domain.customers.update_customer.show_password", slowly)
    with pytest.raises(WrongCredentials):
        await update_customer(shop.as_customer(cleo), cleo.id, email=CLEO)

    assert await address_of(cleo) == NEW


async def test_who_knew_the_password_of_before_does_not_move_it_behind_a_new_one(
    shop: Shop, cleo: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def meanwhile(typed: str, kept: str | None) -> bool:
        async with in_transaction():
            await keep_password(shop.ctx, ActorKind.CUSTOMER, cleo.id, "another hash")
        return True

    monkeypatch.setattr(own_email, "matches", meanwhile)
    with pytest.raises(WrongCredentials):
        await update_customer(
            shop.as_customer(cleo), cleo.id, email=THIEF, current_password=PASSWORD
        )

    assert await address_of(cleo) == CLEO


async def test_a_code_asked_for_before_sets_no_password_afterwards(
    shop: Shop, cleo: Customer
) -> None:
    await request_reset(shop.as_anonymous, ActorKind.CUSTOMER, CLEO)
    await write_letters(shop.as_system, keep_in_box)
    text = (await SimulatedLetter.get()).text
    token = next(word for word in text.split() if word.startswith("tgp_"))
    await request_reset(shop.as_anonymous, ActorKind.CUSTOMER, CLEO)  # no letter yet

    await update_customer(shop.as_customer(cleo), cleo.id, email=NEW, current_password=PASSWORD)

    with pytest.raises(ResetTokenInvalid):
        await reset_password(shop.as_anonymous, token, "the password of a thief")
    assert await write_letters(shop.as_system, keep_in_box) == 0


async def test_no_code_is_made_for_a_mailbox_that_was_left_meanwhile(
    shop: Shop, cleo: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from domain.processes import reset_password as module

    find = module.holder_by_email

    async def slowly(kind: ActorKind, email: str) -> object:
        found = await find(kind, email)
        await update_customer(shop.ctx, cleo.id, email=NEW)
        return found

    monkeypatch.setattr(module, "holder_by_email", slowly)
    await request_reset(shop.as_anonymous, ActorKind.CUSTOMER, CLEO)

    assert await write_letters(shop.as_system, keep_in_box) == 0
    assert await ResetToken.all().count() == 0


async def test_a_notice_is_sealed_tried_again_and_at_last_given_up(
    shop: Shop, cleo: Customer
) -> None:
    tried: list[str] = []

    async def fail(letter: Letter) -> None:
        tried.append(letter.recipient)
        raise OSError("no line")

    await update_customer(shop.ctx, cleo.id, email=NEW)
    assert CLEO not in str(await sql.rows("SELECT * FROM email_notice"))
    for _ in range(TRIES_MAX):
        await write_notices(shop.as_system, fail)
        assert await write_notices(shop.as_system, keep_in_box) == 0, "not yet again"
        shop.later(hours=5)
    await write_notices(shop.as_system, fail)

    assert tried == [CLEO] * TRIES_MAX
    assert await shop.count("email_notice") == 0


async def test_two_workers_send_one_notice_and_one_that_dies_leaves_it_to_the_next(
    shop: Shop, cleo: Customer
) -> None:
    async def die(letter: Letter) -> None:
        raise asyncio.CancelledError

    await update_customer(shop.ctx, cleo.id, email=NEW)
    with pytest.raises(asyncio.CancelledError):
        await write_notices(shop.as_system, die)
    shop.later(minutes=1)

    sent = await asyncio.gather(*(write_notices(shop.as_system, keep_in_box) for _ in range(4)))
    assert sum(sent) == 1


async def test_who_is_erased_is_written_to_no_more(shop: Shop, cleo: Customer) -> None:
    await update_customer(shop.ctx, cleo.id, email=NEW)

    await erase_customer(shop.ctx, cleo.id)

    assert await letters(shop) == []
