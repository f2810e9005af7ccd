"""A rush: many clients who want the same thing at once."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

CLIENTS = 16
ORDERS = 200
UNITS = 50

Asker = TypeVar("Asker")


async def rush(
    clients: Sequence[Asker], buy: Callable[[Asker, int], Awaitable[str]], *, orders: int = ORDERS
) -> Counter[str]:
    """Each client orders again as soon as it is answered, until all are sent; the answers."""
    answers: Counter[str] = Counter()
    numbers = iter(range(orders))

    async def shop(client: Asker) -> None:
        for number in numbers:
            answers[await buy(client, number)] += 1

    await asyncio.gather(*map(shop, clients))
    return answers
