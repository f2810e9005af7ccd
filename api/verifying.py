"""`python -m api audit`: whether the trail is what it was, and what to keep elsewhere."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

from rich.console import Console
from tortoise import Tortoise
from tortoise.exceptions import OperationalError

from api.importing.progress import OnTerminal
from api.settings import BadSetting, Settings
from domain.audit.chain import SealKey
from domain.audit.rows import head
from domain.audit.verify import Expected
from domain.audit.verify import verify as look
from domain.shared import sql
from domain.shared.database import orm_config

Found = TypeVar("Found")


def note_of(text: str) -> Expected | None:
    """A seal that was noted elsewhere, as `audit head` prints it: `number:hash`.

    Raises:
        BadSetting: it is written in another way.
    """
    if not text:
        return None
    number, _, digest = text.strip().partition(":")
    if not (number.isascii() and number.isdigit() and digest):
        raise BadSetting("--expect wants NUMBER:HASH, as `audit head` prints it.")
    return Expected(int(number), digest.lower())


def keys_of(settings: Settings, former: Path | None) -> list[SealKey]:
    """The key of today, and those of former secrets, one on a line of a file.

    Raises:
        BadSetting: there is no such file.
    """
    secrets = [settings.signing_secret()]
    if former is not None:
        try:
            secrets += filter(None, map(str.strip, former.read_text().splitlines()))
        except OSError as error:
            raise BadSetting(f"--former-secrets: {error}") from None
    return [SealKey.of(secret) for secret in secrets]


def verify(
    settings: Settings,
    credentials: dict[str, Any],
    console: Console,
    *,
    start: int = 1,
    expected: Expected | None = None,
    former: Path | None = None,
) -> bool:
    """Look at all that is sealed, and say what was found; whether all is well.

    Raises:
        BadSetting: the database has no trail, or nothing can be looked at as it was asked for.
    """
    if expected is not None and expected.number < start:
        raise BadSetting("--expect names a seal before --from.")
    keys = keys_of(settings, former)
    return _with_orm(credentials, lambda: tell(keys, console, start=start, expected=expected))


async def tell(
    keys: list[SealKey], console: Console, *, start: int = 1, expected: Expected | None = None
) -> bool:
    """The same of the database that the ORM has."""
    total = await sql.value("SELECT last_seq FROM relay_state")
    below = await sql.value("SELECT max(last_seq) FROM audit_seal WHERE number < $1", start)
    with OnTerminal(console) as bar:
        verdict = await look(
            keys,
            start=start,
            expected=expected,
            progress=lambda found: bar.step("facts", found.facts, total - (below or 0)),
        )
    console.print(
        f"{verdict.seals} seals over {verdict.facts} facts and {verdict.entries} entries;"
        f" {verdict.waiting} wait for the next.",
        highlight=False,
        soft_wrap=True,
    )
    if verdict.finding is not None:
        console.print(f"Not as it was sealed: {verdict.finding}.", highlight=False, soft_wrap=True)
        return False
    if verdict.head is not None:
        seal = verdict.head
        console.print(
            f"All is as it was sealed. Keep elsewhere: {seal.number}:{seal.hash.hex()}",
            highlight=False,
            soft_wrap=True,
        )
    else:
        console.print("Nothing is sealed yet.")
    return True


def newest(credentials: dict[str, Any]) -> str:
    """What to keep elsewhere, and hand to `verify` as `--expect`; nothing before the first seal.

    Raises:
        BadSetting: the database has no trail.
    """
    seal = _with_orm(credentials, head)
    return "" if seal is None else f"{seal.number}:{seal.hash.hex()}"


def _with_orm(credentials: dict[str, Any], work: Callable[[], Awaitable[Found]]) -> Found:
    async def run() -> Found:
        context = await Tortoise.init(config=orm_config(credentials), _enable_global_fallback=True)
        try:
            return await work()
        except OperationalError as error:
            raise BadSetting(f"This database has no audit trail: {error}") from None
        finally:
            await context.close_connections()

    return asyncio.run(run())
