"""Trying often: counted in the database before the try is looked at, so that it holds across
processes and however many come at once.

N tries within a window, then nobody tries that for a while; the while doubles each time, up to a
bound, until a try succeeds or there was quiet for long. Whom it is about is kept as a hash.

Guesses at a password are counted for an account and the address they come from, so that whoever
guesses shuts the account for themselves alone. Many addresses together are stopped by a wider
bound, which one address never reaches: with its lockouts it comes to 40 guesses in an hour at most.
"""

import hashlib
import ipaddress
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from domain.identity.errors import TooManyAttempts
from domain.shared import sql
from domain.shared.context import ActorKind, Context

IPV6_PREFIX = 64  # bits: what one household or one machine has
QUIET = timedelta(days=1)  # after which earlier lockouts are forgotten


@dataclass(frozen=True, slots=True)
class Bound:
    """How often something may be tried: `attempts` within `window`, then a lockout."""

    name: str
    attempts: int
    window: timedelta
    lockout: timedelta  # the first one
    lockout_max: timedelta


_15 = timedelta(minutes=15)
_HOUR = timedelta(hours=1)
PER_ACCOUNT_AND_ADDRESS = Bound("account from address", 5, _15, timedelta(minutes=1), _15)
PER_ACCOUNT = Bound("account from anywhere", 50, _HOUR, _15, _HOUR)
PER_ADDRESS = Bound("address", 50, _15, timedelta(minutes=1), _HOUR)
BY_PROVIDER_PER_ADDRESS = Bound("by provider from address", 50, _15, timedelta(minutes=1), _HOUR)
RESETS_PER_ACCOUNT = Bound("reset of account", 3, _HOUR, _HOUR, _HOUR)
RESETS_PER_ADDRESS = Bound("reset from address", 20, _HOUR, _HOUR, _HOUR)

# A window that is over, or a lockout that is, begins anew. The WHERE clause is the guard.
COUNT = """
INSERT INTO attempt_count AS kept (key, attempts, window_ends_at, lockouts)
VALUES ($1, 1, $2::timestamptz + $4::interval, 0)
ON CONFLICT (key) DO UPDATE SET
    attempts = CASE WHEN kept.locked_until IS NOT NULL OR kept.window_ends_at <= $2 THEN 1
        ELSE kept.attempts + 1 END,
    window_ends_at = CASE WHEN kept.locked_until IS NOT NULL OR kept.window_ends_at <= $2
        THEN $2 + $4 ELSE kept.window_ends_at END,
    lockouts = CASE
        WHEN kept.locked_until IS NULL AND kept.window_ends_at > $2 AND kept.attempts + 1 >= $3
        THEN kept.lockouts + 1
        WHEN greatest(kept.window_ends_at, kept.locked_until) + $7::interval <= $2 THEN 0
        ELSE kept.lockouts END,
    locked_until = CASE
        WHEN kept.locked_until IS NULL AND kept.window_ends_at > $2 AND kept.attempts + 1 >= $3
        THEN $2 + least($6::interval, $5::interval * 2 ^ least(kept.lockouts, 30))
        ELSE NULL END
WHERE kept.locked_until IS NULL OR kept.locked_until <= $2
RETURNING attempts
"""
GIVE_BACK = """
UPDATE attempt_count SET attempts = attempts - 1, locked_until = NULL,
    lockouts = CASE WHEN locked_until IS NULL THEN lockouts ELSE greatest(lockouts - 1, 0) END
WHERE key = $1 AND attempts > 0 AND (locked_until IS NULL OR attempts = $2)
"""

CLAIM = """
INSERT INTO attempt_count (key, attempts, window_ends_at, lockouts) VALUES ($1, 1, $2, 0)
ON CONFLICT (key) DO NOTHING RETURNING attempts
"""


async def count_attempt(bound: Bound, of: str, now: datetime) -> None:
    """Count one more, before it is looked at.

    Raises:
        TooManyAttempts: it is one too many.
    """
    found = await sql.rows(
        COUNT,
        _key(bound, of),
        now,
        bound.attempts,
        bound.window,
        bound.lockout,
        bound.lockout_max,
        QUIET,
    )
    if not found:
        until = await sql.value(
            "SELECT locked_until FROM attempt_count WHERE key = $1", _key(bound, of)
        )
        left = (until - now).total_seconds() if until is not None else 0
        raise TooManyAttempts(max(1, ceil(left)))


async def forget_attempts(bound: Bound, of: str) -> None:
    """It was the right one: begin anew."""
    await sql.execute("DELETE FROM attempt_count WHERE key = $1", _key(bound, of))


async def give_back_attempt(bound: Bound, of: str) -> None:
    """The one that was counted was a good one; what others tried stays counted."""
    await sql.execute(GIVE_BACK, _key(bound, of), bound.attempts)


async def count_guess(ctx: Context, account: str) -> None:
    """Count one more guess at an account's password from where the asker is.

    Raises:
        TooManyAttempts: it is one too many, from there or from everywhere together.
    """
    await count_attempt(PER_ACCOUNT_AND_ADDRESS, _here(ctx, account), ctx.now)
    await count_attempt(PER_ACCOUNT, account, ctx.now)


async def forgive_guesses(ctx: Context, account: str) -> None:
    """The last one was right: from here it begins anew; what others tried stays counted."""
    await forget_attempts(PER_ACCOUNT_AND_ADDRESS, _here(ctx, account))
    await give_back_attempt(PER_ACCOUNT, account)


async def forget_guesses(ctx: Context, account: str) -> None:
    """The password is another now, so that what was guessed says nothing of it."""
    await forget_attempts(PER_ACCOUNT_AND_ADDRESS, _here(ctx, account))
    await forget_attempts(PER_ACCOUNT, account)


async def claim_once(what: str, of: str, until: datetime) -> bool:
    """Whether this is the first time: of however many at once one is told so. It is remembered at
    least until then.
    """
    found = await sql.rows(CLAIM, _key_of(what, of), until)
    return bool(found)


def account_of(kind: ActorKind, email: str) -> str:
    """Whose account is tried, as it is counted: all spellings that find it are one. An address is
    found whatever its case and the form of its characters, so it must be counted like that too.
    """
    return f"{kind}:{unicodedata.normalize('NFKC', email).casefold()}"


def place_of(ctx: Context) -> str:
    """Where a request comes from, as it is counted: an address, or an IPv6 network."""
    if ctx.address is None:
        return "unknown"
    try:
        address = ipaddress.ip_address(ctx.address)
    except ValueError:
        return ctx.address
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, IPV6_PREFIX), strict=False))
    return str(address)


def _here(ctx: Context, account: str) -> str:
    return f"{place_of(ctx)}|{account}"


def _key(bound: Bound, of: str) -> str:
    return _key_of(bound.name, of)


def _key_of(what: str, of: str) -> str:
    return hashlib.sha256(f"{what}|{of}".encode()).hexdigest()
