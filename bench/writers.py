"""Writers who adjust and order; what is impossible is rolled back, and no fact may come of it."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from bench.client import Client
from bench.shop import Shop

IMPOSSIBLE = 9_999  # units nobody has


@dataclass
class Writer:
    """One client at work, and what came of it."""

    shop: Shop
    client: Client
    dice: random.Random
    done: int = 0
    rolled_back: int = 0
    strange: list[str] = field(default_factory=list)

    async def write(self, variants: Sequence[str], times: int) -> None:
        """So many writes, one after the other."""
        for _ in range(times):
            one, other = self.dice.sample(variants, 2)
            match self.dice.randrange(6):
                case 0 | 1:
                    await self._adjust(one, self.dice.choice([-1, 1, 2]))
                case 2:
                    await self._adjust(one, -IMPOSSIBLE)
                case 3 | 4:
                    await self._order((one, 1))
                case _:
                    await self._order((one, 1), (other, IMPOSSIBLE))

    async def _adjust(self, variant: str, delta: int) -> None:
        change = self.shop.change(variant, delta)
        self._note(await self.client.try_("inventoryAdjust", change, "level { id }"))

    async def _order(self, *lines: tuple[str, int]) -> None:
        order = self.shop.order(*lines)
        self._note(await self.client.try_("orderCreate", order, "order { id }"))

    def _note(self, payload: dict[str, object]) -> None:
        errors = payload["userErrors"]
        assert isinstance(errors, list)
        kinds = {error["__typename"] for error in errors}
        if not kinds:
            self.done += 1
        elif kinds == {"InsufficientStockError"}:
            self.rolled_back += 1
        else:
            self.strange.append(str(errors))
