"""The table of keys: a new one, an old one retired, and all that count.

Who may run these is whoever has the database and the secret: they are for the command line and for
the process itself, no actor asks for them.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tortoise.transactions import in_transaction

from domain.identity.keys import SECRET_NAME, SIGNED, Key, key_of, new_private_half
from domain.identity.models import SigningKey
from domain.identity.sealing import CannotOpen, seal, unseal
from domain.shared import sql

LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('identity.signing_keys', 0))"


class KeyInUse(ValueError):
    """The key cannot be retired yet."""


class NoSuchKey(ValueError):
    """No key has this name."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What the table says: the keys that count, and whether the bare secret does too."""

    keys: list[Key]
    with_secret: bool


async def kept_keys(secret: str) -> Kept:
    """Every key that counts. A row that does not open under our secret, or whose name is not its
    key's, counts for nothing: whoever can write to the table still cannot sign.
    """
    keys, with_secret = [], True
    for row in await SigningKey.all():
        if row.name == SECRET_NAME:
            with_secret = row.retired_at is None
        elif row.retired_at is None and (key := _opened(secret, row)):
            keys.append(key)
    return Kept(keys, with_secret)


async def ensure_key(secret: str, now: datetime) -> None:
    """Make the first key, if there is none that we can sign with. Of many who try, one does."""
    if (await kept_keys(secret)).keys:
        return
    async with in_transaction():
        await sql.value(LOCK)
        if not (await kept_keys(secret)).keys:
            await _make(secret, now)


async def rotate_key(secret: str, now: datetime) -> str:
    """Make a new key, which signs from now on; what the others signed still counts. Its name."""
    async with in_transaction():
        await sql.value(LOCK)
        return await _make(secret, now)


async def retire_key(name: str, now: datetime, *, lifetime: timedelta, at_once: bool) -> None:
    """From now on nothing counts that was signed with this key. Repeating it changes nothing.

    Unless `at_once`, tokens that are still good (they are for `lifetime`) are not broken.

    Raises:
        NoSuchKey: none has this name.
        KeyInUse: it signs, or tokens that it signed are still good.
    """
    async with in_transaction():
        await sql.value(LOCK)
        if name == SECRET_NAME:
            await SigningKey.get_or_create(name=name, defaults={"created_at": now})
        row = await SigningKey.get_or_none(name=name)
        if row is None:
            raise NoSuchKey(f"There is no key {name}.")
        if row.retired_at is not None:
            return
        newer = SigningKey.filter(retired_at=None, created_at__gt=row.created_at)
        superseded = await newer.exclude(name=SECRET_NAME).order_by("created_at").first()
        if name != SECRET_NAME:
            if superseded is None:
                raise KeyInUse("This key signs. Make a new one first.")
            if not at_once and superseded.created_at + lifetime > now:
                raise KeyInUse("Tokens that this key signed are still good.")
        await SigningKey.filter(name=name).update(retired_at=now)


async def list_keys() -> list[SigningKey]:
    """All there ever were, the oldest first."""
    return await SigningKey.all().order_by("created_at", "name")


async def _make(secret: str, now: datetime) -> str:
    name, half = new_private_half()
    await SigningKey.create(name=name, private_half=_sealed(secret, name, half), created_at=now)
    return name


def _sealed(secret: str, name: str, half: bytes) -> bytes:
    return seal(secret, f"{SIGNED} {name}", half)


def _opened(secret: str, row: SigningKey) -> Key | None:
    try:
        half = unseal(secret, f"{SIGNED} {row.name}", row.private_half or b"")
        return key_of(row.name, half, row.created_at)
    except (CannotOpen, ValueError):
        return None
