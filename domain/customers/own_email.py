"""A customer's own e-mail address: whoever has the mailbox sets the password, so that a token alone
does not move it. The password does, guessed at no more often than at the door.
"""

from dataclasses import dataclass
from datetime import timedelta

from domain.customers.cards import Card
from domain.customers.models import Customer
from domain.identity.attempts import (
    Bound,
    account_of,
    count_attempt,
    count_guess,
    forgive_guesses,
)
from domain.identity.credentials import password_hash_of
from domain.identity.errors import WrongCredentials
from domain.identity.passwords import matches
from domain.shared.context import ActorKind, Context
from domain.shared.errors import InvalidInput
from domain.shared.inputs import KEEP, Keep

_DAY = timedelta(days=1)
# Whether an address is taken is told to whoever wants it as theirs; so often, for one customer.
CHANGES = Bound("change of an e-mail address", 5, _DAY, _DAY, _DAY)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a customer has shown before their address is changed: that they know the password whose
    hash this is, or that there is none.
    """

    account: str
    password_hash: str | None


async def show_password(
    ctx: Context, email: str | Keep | None, password: str | None
) -> Shown | None:
    """Have a customer show the password, as typed, before their own address becomes another; None
    where nothing was shown, as nothing need be. Call it outside of transactions: it takes its time.

    Raises:
        InvalidInput: there is a password and none was given.
        WrongCredentials: it is another.
        TooManyAttempts: it was guessed, or the address changed, too often.
    """
    own = None if email is KEEP else await Customer.get_or_none(id=ctx.customer_id, erased_at=None)
    if own is None or (before := Card.of(own).email) == email:
        return None
    account = account_of(ActorKind.CUSTOMER, before or str(own.id))
    kept = await password_hash_of(own.id)
    if kept is not None:
        await _must_know(ctx, account, password, kept)
    await count_attempt(CHANGES, str(own.id), ctx.now)
    return Shown(account, kept)


async def must_still_hold(ctx: Context, customer: Customer, shown: Shown | None) -> None:
    """Refuse what was shown to another card than the one that is held now, and changed under the
    one who showed it. For whoever changes the address, in the same transaction.

    Raises:
        WrongCredentials: it does not hold any more.
    """
    if shown is None or await password_hash_of(customer.id) != shown.password_hash:
        raise WrongCredentials  # somebody was quicker
    if shown.password_hash is not None:
        await forgive_guesses(ctx, shown.account)


async def _must_know(ctx: Context, account: str, password: str | None, kept: str) -> None:
    if password is None:
        raise InvalidInput("Your password is needed for another address.", "currentPassword")
    await count_guess(ctx, account)
    if not await matches(password, kept):
        raise WrongCredentials
