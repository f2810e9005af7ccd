"""How long the story is, and how many play in it."""

from dataclasses import dataclass
from typing import Final

WRITERS = 20
SEED = 20_260_302


@dataclass(frozen=True, slots=True)
class Script:
    """So many facts at least, at about so many a second; everybody's dice fall by the seed.

    Each way to follow each feed is taken by so many tempers. Lines are `pace` times as long, and so
    is the time away. In one that `overflows` more happens than may wait for a slow reader.
    """

    facts: int
    facts_per_second: float
    orders: int
    tickets: int
    variants: int
    tempers: int
    pace: float
    deadline_seconds: float
    arrival_seconds: float
    overflows: bool = False
    seed: int = SEED


LONG: Final = Script(
    facts=20_000,
    facts_per_second=75,
    orders=30,
    tickets=20,
    variants=10,
    tempers=3,
    pace=4.0,
    deadline_seconds=1_400,
    arrival_seconds=300,
    overflows=True,
)
SHORT: Final = Script(
    facts=500,
    facts_per_second=60,
    orders=8,
    tickets=5,
    variants=4,
    tempers=1,
    pace=1.0,
    deadline_seconds=400,
    arrival_seconds=60,
)
