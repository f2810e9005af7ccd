"""Somebody with a connection that is cut now and then: who repeats what was not answered, under the
same key, as any good client does.
"""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import Any

import httpx

from bench.answers import Refused
from bench.client import Client, document

AT_ONCE = 8  # requests under way, of all people together
CUT = 0.04  # of requests that may be repeated: the share whose answer nobody waits for
CUT_SECONDS = 0.04  # at most, from the question on
TRIES = 25
PAUSE_SECONDS = 0.2  # before what may be tried again is
# Refusals that say: the same may be possible in a moment.
LATER = {"VERSION_CONFLICT", "IDEMPOTENCY_IN_PROGRESS"}


@dataclass
class Counts:
    """What happened, by name; and what should not have."""

    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


@dataclass
class Person:
    """One who asks. `chance` decides what is lost."""

    client: Client
    doors: asyncio.Semaphore
    counts: Counts
    chance: Random
    id: str = ""  # of a customer

    async def ask(self, query: str, **variables: Any) -> dict[str, Any]:
        """Read something; asked again where the connection broke."""
        for _ in range(TRIES):
            async with self.doors:
                try:
                    return await self.client.ask(query, **variables)
                except httpx.TransportError:
                    self.counts.done["connections that broke"] += 1
        raise TimeoutError("nobody answers")

    async def do(self, mutation: str, input: dict[str, Any], show: str) -> Any:
        """A mutation that must succeed; the one thing that it shows.

        Raises:
            Refused: it was not done.
        """
        shown, errors = await self._sent(mutation, input, show)
        if errors:
            raise Refused(errors)
        return shown

    async def try_(self, mutation: str, input: dict[str, Any], show: str) -> tuple[Any, str]:
        """What a mutation shows; or nothing, and the code of the refusal."""
        shown, errors = await self._sent(mutation, input, show)
        if not errors:
            return shown, ""
        code = str(errors[0]["code"])
        self.counts.refused[f"{mutation} {code}"] += 1
        return None, code

    async def _sent(
        self, mutation: str, input: dict[str, Any], show: str
    ) -> tuple[Any, list[dict[str, Any]]]:
        text, errors = document(mutation, show), []
        for _ in range(TRIES):
            answer = await self._asked(text, input)
            if answer is None:
                continue
            if answer.get("errors"):
                self.counts.faults.append(f"{mutation}: {answer['errors']}")
                raise Refused(answer["errors"])
            payload = answer["data"][mutation]
            errors = payload.pop("userErrors")
            if not errors:
                self.counts.done[mutation] += 1
                return next(iter(payload.values())), []
            if errors[0]["code"] not in LATER or "expectedVersion" in input:
                return None, errors
            self.counts.refused[f"{mutation} {errors[0]['code']}, tried again"] += 1
            await asyncio.sleep(PAUSE_SECONDS)
        return None, errors

    async def _asked(self, text: str, input: dict[str, Any]) -> dict[str, Any] | None:
        """The answer, or None if it was lost and the question may be repeated."""
        may_repeat = "idempotencyKey" in input
        cut = may_repeat and self.chance.random() < CUT
        async with self.doors:
            try:
                async with asyncio.timeout(self.chance.random() * CUT_SECONDS if cut else None):
                    return await self.client.post(text, input=input)
            except (TimeoutError, httpx.TransportError):
                if not may_repeat:
                    raise
                self.counts.done["answers lost, and asked for again under the same key"] += 1
                return None
