"""Passwords: what one must be like (NIST 800-63B), and argon2id, which takes its time on purpose.

Hashing runs in threads of its own, few at once, so that neither the loop nor the memory is taken
up by whoever sends many.
"""

import asyncio
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeVar

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from domain.identity.errors import TooManyAttempts
from domain.shared import inputs
from domain.shared.errors import InvalidInput

T = TypeVar("T")

LENGTH_MIN = 12  # characters
LENGTH_MAX = 128  # characters
TYPED_MAX = 512  # characters before they are normalised
DIFFERENT_MIN = 5  # characters that differ from one another
# RFC 9106, section 4, second recommended option: where memory is scarce.
PASSES = 3
MEMORY_KIB = 65_536
LANES = 4
SALT_LENGTH = 16  # bytes
HASH_LENGTH = 32  # bytes
AT_ONCE = 2  # hashes, 64 MiB each
WAITING_MAX = 64  # hashes that wait for a thread; beyond that one is told to come back
BUSY_SECONDS = 2

# The commonest that are long enough (as made of keys that lie side by side, and of one word).
COMMON = frozenset(
    {
        "passwordpassword",
        "password1234",
        "password12345",
        "password123456",
        "qwertyuiop12",
        "qwertyuiop123",
        "qwertyuiopasdf",
        "1q2w3e4r5t6y",
        "1qaz2wsx3edc",
        "123456789abc",
        "abcdefghijkl",
        "iloveyou1234",
        "letmein12345",
        "administrator",
        "changeme1234",
        "welcome12345",
        "tradegraph123",
        "123456789012",
        "1234567890123",
        "123456123456",
        "0123456789ab",
        "abcd12345678",
    }
)


def hasher() -> PasswordHasher:
    """As we hash today."""
    return PasswordHasher(PASSES, MEMORY_KIB, LANES, HASH_LENGTH, SALT_LENGTH, type=Type.ID)


_hasher = hasher()
_threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="passwords")
_waiting = 0


def checked_password(password: str, email: str | None, *field: str) -> str:
    """The password as it is hashed. Its length counts, not what kinds of characters it has.

    Raises:
        InvalidInput: too short or too long, the e-mail address, or one that everybody tries first.
    """
    password = as_typed(password, *field)
    if not LENGTH_MIN <= len(password) <= LENGTH_MAX:
        raise InvalidInput(f"A password has {LENGTH_MIN} to {LENGTH_MAX} characters.", *field)
    small = password.casefold()
    if email is not None and small in {email, email.partition("@")[0]}:
        raise InvalidInput("A password is not the e-mail address.", *field)
    if small in COMMON or len(set(small)) < DIFFERENT_MIN:
        raise InvalidInput("This password is one of the first that anybody tries.", *field)
    return password


def as_typed(password: str, *field: str) -> str:
    """What somebody typed, if it can be a password at all.

    Raises:
        InvalidInput: far too long, or with characters that are no text.
    """
    if len(password) > TYPED_MAX:
        raise InvalidInput(f"This has at most {TYPED_MAX} characters.", *field)
    if not inputs.is_text(password):
        raise InvalidInput("This has characters that are no text.", *field)
    return unicodedata.normalize("NFKC", password)


async def hashed(password: str) -> str:
    """What is kept of a password. Takes some hundredths of a second, in a thread.

    Raises:
        TooManyAttempts: too many wait for a thread already.
    """
    return await _in_thread(lambda: _hasher.hash(password))


async def matches(password: str, kept: str | None) -> bool:
    """Whether this is the password. Where none is kept it takes as long, and is not.

    Raises:
        TooManyAttempts: too many wait for a thread already.
    """
    same = await _in_thread(lambda: _verify(password, kept or _nobodys()))
    return same and kept is not None


def is_outdated(kept: str) -> bool:
    """Whether it was hashed with less than we ask for today."""
    return _hasher.check_needs_rehash(kept)


def _verify(password: str, kept: str) -> bool:
    try:
        return _hasher.verify(kept, password.encode("utf-8", "replace"))
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys() -> str:
    return _hasher.hash("whoever does not exist has a password too")


async def _in_thread(work: Callable[[], T]) -> T:
    global _waiting  # noqa: PLW0603  # a count for the whole process, touched by its one loop
    if _waiting >= WAITING_MAX:
        raise TooManyAttempts(BUSY_SECONDS)
    _waiting += 1
    try:
        return await asyncio.get_running_loop().run_in_executor(_threads, work)
    finally:
        _waiting -= 1
