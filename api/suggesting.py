"""Proposing stages of products' lives at once, from the command line."""

import asyncio
from datetime import UTC, datetime
from typing import Any

from tortoise import Tortoise

from domain.processes.suggest_lifecycles import suggest_lifecycles
from domain.shared.context import SYSTEM, Context
from domain.shared.database import orm_config


def suggest(credentials: dict[str, Any]) -> int:
    """Look at all products; how many proposals are new."""

    async def run() -> int:
        context = await Tortoise.init(config=orm_config(credentials), _enable_global_fallback=True)
        try:
            return await suggest_lifecycles(Context(actor=SYSTEM, now=datetime.now(UTC)))
        finally:
            await context.close_connections()

    return asyncio.run(run())
