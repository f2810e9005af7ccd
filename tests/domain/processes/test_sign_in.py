"""Signing in: whoever knows the password, within bounds that hold however many try at once."""

import asyncio
from contextlib import suppress
from dataclasses import replace

import pytest

from domain.customers.cards import Card
from domain.identity import passwords
from domain.identity.attempts import (
    PER_ACCOUNT,
    PER_ACCOUNT_AND_ADDRESS,
    PER_ADDRESS,
    account_of,
    count_guess,
    place_of,
)
from domain.identity.credentials import password_hash_of
from domain.identity.errors import TooManyAttempts, WrongCredentials
from domain.identity.mail import Letter
from domain.identity.models import Credential, SessionRow, StaffMember
from domain.identity.sessions import SignedIn
from domain.processes import sign_in as signing_in
from domain.processes.change_password import change_password
from domain.processes.reset_password import request_reset, reset_password, write_letters
from domain.processes.sign_in import sign_in
from domain.shared import sql
from domain.shared.context import ActorKind, Context
from domain.shared.errors import InvalidInput, NotSignedIn
from tests.schema.inputs.identity import PASSWORD, give_password, hash_of_password
from tests.shop import Shop

ADA = "ada@staff.test"
NEW = "an entirely other one"


@pytest.fixture
async def ada(shop: Shop) -> StaffMember:
    """Somebody with a password."""
    member = await shop.colleague(name="Ada")
    await StaffMember.filter(id=member.id).update(email=ADA)
    await give_password(shop.ctx, member.id)
    await member.refresh_from_db()
    return member


def door(shop: Shop, address: str = "192.0.2.1") -> Context:
    """Nobody yet, from somewhere."""
    return replace(shop.as_anonymous, address=address)


async def guess(
    ctx: Context, password: str = "not this one", email: str = ADA, kind: str = "staff"
) -> SignedIn:
    return await sign_in(ctx, ActorKind(kind), email, password)


async def test_whoever_knows_the_password_has_a_session_and_it_is_told_without_a_name(
    shop: Shop, ada: StaffMember
) -> None:
    done = await guess(door(shop), PASSWORD, " Ada@Staff.TEST ")

    assert done.actor.id == ada.id
    row = await SessionRow.get()
    assert (row.holder_id, row.version, row.ended_at) == (ada.id, 1, None)
    assert done.refresh_token not in str(await sql.rows("SELECT * FROM refresh_token"))
    told = await sql.rows("SELECT type, actor, payload FROM event WHERE aggregate_type = 'session'")
    assert [fact["type"] for fact in told] == ["identity.session_started"]
    assert told[0]["actor"] == f"staff:{ada.id}"
    assert ADA not in str(told)
    left = await sql.value("SELECT sum(attempts) FROM attempt_count")
    assert left == 0, "of the account and of the address, with nothing counted"


async def test_a_customer_signs_in_as_a_customer_only(shop: Shop) -> None:
    cleo = await shop.customer()
    email = Card.of(cleo).email
    assert email is not None
    await Credential.create(
        kind=ActorKind.CUSTOMER,
        holder_id=cleo.id,
        password_hash=hash_of_password(),
        created_at=shop.now,
        updated_at=shop.now,
    )

    done = await guess(door(shop), PASSWORD, email, "customer")

    assert (done.actor.kind, done.actor.scopes) == (ActorKind.CUSTOMER, frozenset())
    with pytest.raises(WrongCredentials):
        await guess(door(shop), PASSWORD, email, "staff")


async def test_who_is_unknown_left_or_guesses_wrong_is_told_the_same(
    shop: Shop, ada: StaffMember, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at: list[str | None] = []
    verify = passwords._verify
    monkeypatch.setattr(
        passwords, "_verify", lambda typed, kept: looked_at.append(kept) or verify(typed, kept)
    )
    sun = await shop.colleague()
    said = []
    for password, email in [("wrong password", ADA), (PASSWORD, "x@y.z"), (PASSWORD, sun.email)]:
        with pytest.raises(WrongCredentials) as refused:
            await guess(door(shop), password, email)
        said.append(refused.value.message)
    await StaffMember.filter(id=ada.id).update(is_active=False)
    with pytest.raises(WrongCredentials) as refused:
        await guess(door(shop), PASSWORD)

    assert {*said, refused.value.message} == {said[0]}
    assert len(looked_at) == 4, "who does not exist takes as long"
    assert await shop.count("session") == 0


async def test_of_fifty_guesses_at_once_no_more_are_looked_at_than_the_bound(
    shop: Shop, ada: StaffMember
) -> None:
    found = await asyncio.gather(*(guess(door(shop)) for _ in range(50)), return_exceptions=True)

    looked_at = PER_ACCOUNT_AND_ADDRESS.attempts
    assert [type(each) for each in found].count(WrongCredentials) == looked_at
    assert [type(each) for each in found].count(TooManyAttempts) == 50 - looked_at


async def test_the_right_password_is_refused_too_until_the_lockout_is_over(
    shop: Shop, ada: StaffMember
) -> None:
    await lock(shop)

    with pytest.raises(TooManyAttempts) as refused:
        await guess(door(shop), PASSWORD)
    assert refused.value.retry_after_seconds == 60
    shop.later(seconds=59)
    with pytest.raises(TooManyAttempts):
        await guess(door(shop), PASSWORD)
    shop.later(seconds=1)
    assert (await guess(door(shop), PASSWORD)).actor.id == ada.id
    for _ in range(PER_ACCOUNT_AND_ADDRESS.attempts - 1):
        with pytest.raises(WrongCredentials):
            await guess(door(shop))
    assert await guess(door(shop), PASSWORD), "it began anew"


async def test_a_stranger_elsewhere_does_not_keep_the_owner_out(
    shop: Shop, ada: StaffMember
) -> None:
    account = account_of(ActorKind.STAFF, ADA)
    for _ in range(12 * 60):  # a try each half a minute, for six hours
        with suppress(TooManyAttempts):
            await count_guess(door(shop, "203.0.113.1"), account)
        shop.later(seconds=30)

    assert await guess(door(shop, "198.51.100.1"), PASSWORD)
    with pytest.raises(TooManyAttempts):
        await tried_out(shop, account)


async def tried_out(shop: Shop, account: str) -> None:
    """Guess from one place until that is refused."""
    for _ in range(PER_ACCOUNT_AND_ADDRESS.attempts + 1):
        await count_guess(door(shop, "203.0.113.1"), account)


async def test_strangers_everywhere_are_stopped_together_and_the_mailbox_lets_the_owner_in(
    shop: Shop, ada: StaffMember
) -> None:
    account = account_of(ActorKind.STAFF, ADA)

    found = await asyncio.gather(
        *(count_guess(door(shop, f"203.0.113.{n % 20}"), account) for n in range(100)),
        return_exceptions=True,
    )

    assert found.count(None) == PER_ACCOUNT.attempts
    with pytest.raises(TooManyAttempts) as refused:
        await guess(door(shop), PASSWORD)
    assert refused.value.retry_after_seconds == PER_ACCOUNT.lockout.total_seconds()
    await set_anew(shop, ada)
    assert await guess(door(shop), NEW)


async def set_anew(shop: Shop, member: StaffMember) -> None:
    """With the code of a letter."""
    letters: list[Letter] = []

    async def post(letter: Letter) -> None:
        letters.append(letter)

    await request_reset(shop.as_anonymous, ActorKind.STAFF, member.email)
    await write_letters(shop.as_system, post)
    token = next(word for word in letters[0].text.split() if word.startswith("tgp_"))
    await reset_password(shop.as_anonymous, token, NEW)


async def test_each_lockout_is_twice_as_long_up_to_a_bound(shop: Shop, ada: StaffMember) -> None:
    lengths = []
    for _ in range(6):
        await lock(shop)
        with pytest.raises(TooManyAttempts) as refused:
            await guess(door(shop))
        lengths.append(refused.value.retry_after_seconds)
        shop.later(seconds=lengths[-1])

    assert lengths == [60, 120, 240, 480, 900, 900]


async def test_an_unknown_account_is_locked_like_any(shop: Shop) -> None:
    await lock(shop)

    with pytest.raises(TooManyAttempts):
        await guess(door(shop))


async def test_whoever_tries_many_accounts_is_stopped_by_the_address(shop: Shop) -> None:
    one = PER_ADDRESS.attempts
    found = await asyncio.gather(
        *(guess(door(shop), email=f"{number}@y.z") for number in range(one + 5)),
        return_exceptions=True,
    )

    assert [type(each) for each in found].count(TooManyAttempts) == 5
    with pytest.raises(WrongCredentials):
        await guess(door(shop, "198.51.100.1"), email="1000@y.z")


@pytest.mark.parametrize(
    ("address", "place"),
    [
        (None, "unknown"),
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8::1", "2001:db8::/64"),
        ("2001:db8::ffff:1", "2001:db8::/64"),
        ("a socket", "a socket"),
    ],
)
def test_a_household_is_one_place(shop_free: None, address: str | None, place: str) -> None:
    from domain.shared.context import ANONYMOUS
    from tests.shop import OPENING

    assert place_of(Context(actor=ANONYMOUS, now=OPENING, address=address)) == place


@pytest.fixture
def shop_free() -> None:
    """No shop is needed."""


async def test_a_password_is_hashed_anew_when_more_is_asked_for(
    shop: Shop, ada: StaffMember, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "_hasher", passwords.hasher())
    await guess(door(shop), PASSWORD)

    now = await password_hash_of(ada.id)
    assert now is not None
    assert now.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert await guess(door(shop), PASSWORD)


async def test_a_try_that_is_broken_off_has_counted(
    shop: Shop, ada: StaffMember, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def die(password: str, kept: str | None) -> bool:
        raise asyncio.CancelledError

    with monkeypatch.context() as dying:
        dying.setattr(signing_in, "matches", die)
        for _ in range(PER_ACCOUNT_AND_ADDRESS.attempts):
            with pytest.raises(asyncio.CancelledError):
                await guess(door(shop), PASSWORD)

    with pytest.raises(TooManyAttempts):
        await guess(door(shop), PASSWORD)
    assert await shop.count("session") == 0


async def test_another_password_signs_out_everywhere_else(shop: Shop, ada: StaffMember) -> None:
    here, there = await guess(door(shop), PASSWORD), await guess(door(shop), PASSWORD)
    own = shop.as_colleague(ada)

    with pytest.raises(WrongCredentials):
        await change_password(own, "wrong", "an entirely other one")
    with pytest.raises(NotSignedIn):
        await change_password(shop.as_anonymous, PASSWORD, "an entirely other one")
    await change_password(own, PASSWORD, "an entirely other one", session_id=here.session.id)

    ended = {row.id: row.ended_because for row in await SessionRow.all()}
    assert ended == {here.session.id: None, there.session.id: "password_set"}
    with pytest.raises(WrongCredentials):
        await guess(door(shop), PASSWORD)
    assert await guess(door(shop), "an entirely other one")


async def test_two_changes_at_once_and_one_of_them_stands(shop: Shop, ada: StaffMember) -> None:
    own = shop.as_colleague(ada)
    found = await asyncio.gather(
        *(change_password(own, PASSWORD, f"an entirely other {n}") for n in range(2)),
        return_exceptions=True,
    )

    assert found.count(None) >= 1
    works = 0
    for number in range(2):
        try:
            works += bool(await guess(door(shop), f"an entirely other {number}"))
        except WrongCredentials:
            continue
    assert works == 1


@pytest.mark.parametrize(
    "password",
    ["short", "x" * 12, "x" * 513, "a\x00" * 12, ADA, "Password1234", "qwertyuiop12", "ab" * 10],
)
async def test_a_password_that_anybody_tries_is_refused(
    shop: Shop, ada: StaffMember, password: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        await change_password(shop.as_colleague(ada), PASSWORD, password)

    assert refused.value.field == ["newPassword"]


@pytest.mark.parametrize(
    "password", ["twelve chars", "密码也可以用中文写成这样", "é" * 4 + "abcdefgh"]
)
def test_length_is_what_counts(password: str) -> None:
    assert passwords.checked_password(password, None)


async def test_hashes_beyond_what_can_wait_are_put_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_waiting", passwords.WAITING_MAX)

    with pytest.raises(TooManyAttempts):
        await passwords.hashed("whatever it is")


async def lock(shop: Shop) -> None:
    """Guess as often as the bound allows."""
    for _ in range(PER_ACCOUNT_AND_ADDRESS.attempts):
        with pytest.raises(WrongCredentials):
            await guess(door(shop))
