"""The command that sees to the keys: list, rotate, retire."""

import asyncio
from datetime import UTC, datetime
from typing import Any

from tortoise import Tortoise

from api.settings import BadSetting, Settings
from domain.identity.keys import SIGNED
from domain.identity.signing_keys import (
    KeyInUse,
    NoSuchKey,
    kept_keys,
    list_keys,
    retire_key,
    rotate_key,
)
from domain.identity.tokens import ACCESS_LIFETIME
from domain.shared.database import orm_config


def run(
    settings: Settings, credentials: dict[str, Any], action: str, name: str, *, at_once: bool
) -> list[str]:
    """Do it; what there is to say of it, line by line.

    Raises:
        BadSetting: there is no such action or key, or the key is still in use.
    """
    if action not in {"list", "rotate", "retire"} or (action == "retire") != bool(name):
        raise BadSetting("Say `keys list`, `keys rotate` or `keys retire NAME`.")
    secret = settings.signing_secret()

    async def work() -> list[str]:
        context = await Tortoise.init(config=orm_config(credentials), _enable_global_fallback=True)
        try:
            return await done(secret, action, name, at_once=at_once)
        finally:
            await context.close_connections()

    return asyncio.run(work())


async def done(secret: str, action: str, name: str = "", *, at_once: bool = False) -> list[str]:
    """The same, where the ORM runs already."""
    now = datetime.now(UTC)
    if action == "rotate":
        return [f"{await rotate_key(secret, now)} signs from now on."]
    if action == "retire":
        try:
            await retire_key(name, now, lifetime=ACCESS_LIFETIME, at_once=at_once)
        except (KeyInUse, NoSuchKey) as refusal:
            raise BadSetting(f"{refusal}") from None
        return [f"{name} counts no more."]
    return await _listed(secret)


async def _listed(secret: str) -> list[str]:
    kept = await kept_keys(secret)
    counting = {key.name for key in kept.keys}
    signer = max(kept.keys, key=lambda key: (key.made_at, key.name), default=None)
    lines = [] if not kept.with_secret else ["secret  HS256  counts, for tokens that name no key"]
    for row in await list_keys():
        if row.retired_at is not None:
            state = f"retired {row.retired_at:%Y-%m-%d %H:%M}"
        elif row.name not in counting:
            state = "cannot be opened with this secret"
        else:
            state = "signs" if signer and row.name == signer.name else "counts"
        lines.append(f"{row.name}  {SIGNED}  {row.created_at:%Y-%m-%d %H:%M}  {state}")
    return lines
