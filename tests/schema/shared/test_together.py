"""What many ask for at once is read together; nobody is left waiting because another one left."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from uuid import UUID

import pytest

from domain.shared.context import SYSTEM, Context
from domain.shared.ids import new_id
from schema.shared.together import Together

WITHIN_SECONDS = 10
NOBODY = Context(actor=SYSTEM, now=datetime.now(UTC))


async def read(ctx: Context, keys: Sequence[UUID]) -> Mapping[UUID, str]:
    return {key: f"row {key}" for key in keys}


@pytest.mark.parametrize("breaths", range(6))
async def test_who_leaves_while_it_waits_keeps_nobody_else_waiting(breaths: int) -> None:
    """It may leave at any moment: before the reading begins, while it goes on, and afterwards."""
    together, key = Together(), new_id()
    leaves = asyncio.create_task(together.one(NOBODY, read, new_id()))
    for _ in range(breaths):
        await asyncio.sleep(0)
    leaves.cancel()
    await asyncio.gather(leaves, return_exceptions=True)

    async with asyncio.timeout(WITHIN_SECONDS):
        assert await together.one(NOBODY, read, key) == f"row {key}"


async def test_whoever_asks_in_the_same_breath_shares_one_reading() -> None:
    readings: list[int] = []

    async def counted(ctx: Context, keys: Sequence[UUID]) -> Mapping[UUID, str]:
        readings.append(len(keys))
        return await read(ctx, keys)

    together = Together()
    keys = [new_id() for _ in range(3)]

    rows = await asyncio.gather(*(together.one(NOBODY, counted, key) for key in keys))

    assert rows == [f"row {key}" for key in keys]
    assert readings == [3]
