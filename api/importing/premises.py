"""Premises: what every import needs to be there: warehouses, sales channels, carriers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

import asyncpg

from api.importing.keys import stable_id

FOUNDED = datetime(2016, 1, 1, tzinfo=UTC)  # before anything that we know of


class Place(NamedTuple):
    """A warehouse, and the region that it serves first."""

    code: str
    region: str


WAREHOUSES = (
    Place("north", "North"),
    Place("east", "East"),
    Place("south", "South"),
    Place("west", "West"),
)
FLEET = "fleet"  # our own vans
CARRIERS = {FLEET: "Own fleet", "swift": "Swift Parcel"}
CHANNELS = {
    "completejourney": ("Stores of The Complete Journey", "USD"),
    "web": ("Web shop", "USD"),
    "web-cn": ("Web shop China", "CNY"),
}
ADD_WAREHOUSE = """
INSERT INTO warehouse (id, code, name, region, priority, is_active, created_at)
VALUES ($1, $2, $3, $4, $5, true, $6) ON CONFLICT (code) DO NOTHING
"""
ADD_CHANNEL = """
INSERT INTO sales_channel (id, code, name, currency, created_at)
VALUES ($1, $2, $3, $4, $5) ON CONFLICT (code) DO NOTHING
"""
ADD_CARRIER = """
INSERT INTO carrier (id, code, name, tracking_url, waybills_issued)
VALUES ($1, $2, $3, '', 0) ON CONFLICT (code) DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class Premises:
    """Ids by code; the warehouses in the order of their regions."""

    warehouses: tuple[UUID, ...]
    channels: Mapping[str, UUID]
    carriers: Mapping[str, UUID]


async def open_premises(connection: "asyncpg.Connection[Any]") -> Premises:
    """Set up what is missing; what has such a code already is used as it is."""
    async with connection.transaction():
        for region, (code, name) in enumerate(WAREHOUSES):
            key = stable_id(FOUNDED, "warehouse", code)
            facts = (key, code, f"{name} warehouse", name, region, FOUNDED)
            await connection.execute(ADD_WAREHOUSE, *facts)
        for code, (name, currency) in CHANNELS.items():
            key = stable_id(FOUNDED, "channel", code)
            await connection.execute(ADD_CHANNEL, key, code, name, currency, FOUNDED)
        for code, name in CARRIERS.items():
            key = stable_id(FOUNDED, "carrier", code)
            await connection.execute(ADD_CARRIER, key, code, name)
    warehouses = await _ids(connection, "warehouse")
    return Premises(
        warehouses=tuple(warehouses[place.code] for place in WAREHOUSES),
        channels=await _ids(connection, "sales_channel"),
        carriers=await _ids(connection, "carrier"),
    )


async def _ids(connection: "asyncpg.Connection[Any]", table: str) -> dict[str, UUID]:
    return {
        row["code"]: row["id"] for row in await connection.fetch(f"SELECT code, id FROM {table}")
    }
