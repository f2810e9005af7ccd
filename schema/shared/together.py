"""Rows read for many who follow things of their own, at the same instant, in one statement."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from strawberry.dataloader import DataLoader

from domain.shared.context import Actor, ActorKind, Context

Read = Callable[[Context, Sequence[UUID]], Awaitable[Mapping[UUID, Any]]]
LOADERS_MAX = 1_000  # rights at once; more are customers, who share with nobody


class Together:
    """What is asked for in the same breath and in the same right is read at once, and not kept.

    Staff see by their scopes alone, so all who have the same share.
    """

    def __init__(self) -> None:
        self._loaders: dict[object, DataLoader[UUID, Any]] = {}

    async def one(self, ctx: Context, read: Read, key: UUID) -> Any:
        """The row of a key as it is now; None where there is none that the asker may see."""
        actor = anybody_like(ctx.actor)
        name = read, actor
        loader = self._loaders.get(name)
        if loader is None:
            if len(self._loaders) >= LOADERS_MAX:
                self._loaders.clear()  # each goes on for whoever waits at it
            loader = self._loaders[name] = _loader(replace(ctx, actor=actor), read)
        # Whoever leaves meanwhile must not take the reading along: cancelled before it began, its
        # batch would never be read, and everybody after would join that batch and wait for ever.
        return await asyncio.shield(loader.load(key))


def _loader(ctx: Context, read: Read) -> DataLoader[UUID, Any]:
    async def load(keys: list[UUID]) -> list[Any]:
        found = await read(ctx, keys)
        return [found.get(key) for key in keys]

    return DataLoader(load_fn=load, cache=False)


def anybody_like(actor: Actor) -> Actor:
    """Staff see by their scopes alone, so whoever has the same is told the same."""
    if actor.kind is ActorKind.STAFF:
        return Actor(actor.kind, scopes=actor.scopes)
    return actor
