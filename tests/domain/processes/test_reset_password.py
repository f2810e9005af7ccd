"""Forgotten passwords: all are answered alike; a letter at least once, a code at most once."""

import asyncio
from datetime import timedelta

import pytest

from domain.customers.cards import Card
from domain.identity.errors import ResetTokenInvalid, TooManyAttempts
from domain.identity.mail import Letter, keep_in_box
from domain.identity.models import ResetRequest, SimulatedLetter, StaffMember
from domain.processes.reset_password import TRIES_MAX, request_reset, reset_password, write_letters
from domain.processes.sign_in import sign_in
from domain.shared.context import ActorKind
from domain.shared.errors import InvalidInput
from tests.shop import Shop

NEW = "an entirely other one"


@pytest.fixture
async def sun(shop: Shop) -> StaffMember:
    return await shop.colleague()


async def ask(shop: Shop, email: str, kind: ActorKind = ActorKind.STAFF) -> None:
    await request_reset(shop.as_anonymous, kind, email)


async def code(shop: Shop, sun: StaffMember) -> str:
    """What the newest letter holds."""
    await ask(shop, sun.email)
    await write_letters(shop.as_system, keep_in_box)
    letter = await SimulatedLetter.all().order_by("-id").first()
    assert letter is not None
    (token,) = [line for line in letter.text.splitlines() if line.startswith("tgp_")]
    return token


async def test_a_letter_goes_to_who_is_known_and_the_answer_is_the_same_for_all(
    shop: Shop, sun: StaffMember
) -> None:
    email = Card.of(await shop.customer()).email
    assert email is not None
    await ask(shop, sun.email.upper())
    await ask(shop, email, ActorKind.CUSTOMER)
    await ask(shop, "nobody@staff.test")
    await ask(shop, sun.email, ActorKind.CUSTOMER)

    assert await write_letters(shop.as_system, keep_in_box) == 2

    assert {letter.recipient for letter in await SimulatedLetter.all()} == {sun.email, email}
    assert await ResetRequest.all().count() == 0, "nothing stays of who was asked for"


async def test_a_letter_speaks_the_language_it_was_asked_for_in(
    shop: Shop, sun: StaffMember
) -> None:
    from dataclasses import replace

    chinese = replace(shop.as_anonymous, locale="zh-CN")
    await request_reset(chinese, ActorKind.STAFF, sun.email)
    await write_letters(shop.as_system, keep_in_box)

    assert (await SimulatedLetter.get()).subject == "设置新密码"


async def test_the_code_sets_a_password_once_and_signs_out_everywhere(
    shop: Shop, sun: StaffMember
) -> None:
    token = await code(shop, sun)
    with pytest.raises(InvalidInput):
        await reset_password(shop.as_anonymous, token, "short")

    found = await asyncio.gather(
        *(reset_password(shop.as_anonymous, token, f"{NEW} {n}") for n in range(5)),
        return_exceptions=True,
    )

    assert found.count(None) == 1
    assert [type(each) for each in found].count(ResetTokenInvalid) == 4
    await sun.refresh_from_db()
    assert sun.sessions_valid_from == shop.now
    works = f"{NEW} {found.index(None)}"
    assert await sign_in(shop.as_anonymous, ActorKind.STAFF, sun.email, works)


@pytest.mark.parametrize("how", ["old", "replaced", "left", "none"])
async def test_a_code_that_is_not_good_any_more_says_no_more(
    shop: Shop, sun: StaffMember, how: str
) -> None:
    token = await code(shop, sun)
    if how == "old":
        shop.later(minutes=30)
    elif how == "replaced":
        await code(shop, sun)
    elif how == "left":
        await StaffMember.filter(id=sun.id).update(is_active=False)
    else:
        token = token[:-1]

    with pytest.raises(ResetTokenInvalid):
        await reset_password(shop.as_anonymous, token, NEW)


async def test_a_letter_that_could_not_be_sent_is_tried_again_and_at_last_given_up(
    shop: Shop, sun: StaffMember
) -> None:
    tried = []

    async def fail(letter: Letter) -> None:
        tried.append(letter)
        raise OSError("no line")

    await ask(shop, sun.email)
    for _ in range(20):
        await write_letters(shop.as_system, fail)
        shop.later(minutes=20)

    assert len(tried) == TRIES_MAX
    assert await ResetRequest.all().count() == 0


async def test_a_worker_that_dies_in_the_middle_leaves_the_letter_to_the_next(
    shop: Shop, sun: StaffMember
) -> None:
    async def die(letter: Letter) -> None:
        raise asyncio.CancelledError

    await ask(shop, sun.email)
    with pytest.raises(asyncio.CancelledError):
        await write_letters(shop.as_system, die)
    assert await write_letters(shop.as_system, keep_in_box) == 0, "it may still be under way"
    shop.later(minutes=1)

    assert await write_letters(shop.as_system, keep_in_box) == 1


async def test_two_workers_write_one_letter(shop: Shop, sun: StaffMember) -> None:
    await ask(shop, sun.email)

    written = await asyncio.gather(*(write_letters(shop.as_system, keep_in_box) for _ in range(4)))

    assert sum(written) == 1


async def test_nobody_is_buried_in_letters(shop: Shop, sun: StaffMember) -> None:
    for _ in range(10):
        await ask(shop, sun.email)
        shop.later(seconds=1)
    assert await ResetRequest.all().count() == 3

    found = await asyncio.gather(
        *(ask(shop, f"{number}@y.z") for number in range(30)), return_exceptions=True
    )
    assert [type(each) for each in found].count(TooManyAttempts) == 20
    shop.now += timedelta(hours=2)
    await ask(shop, sun.email)
