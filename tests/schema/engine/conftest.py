"""A furnished shop: one for each worker, since nobody changes it."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from tests import databases
from tests.schema.engine.furnished import Furnished, furnish
from tests.schema.engine.tiers import Tiers


@pytest.fixture(scope="session")
def furnished(worker_database: dict[str, Any]) -> Iterator[Furnished]:
    """The shop, closed."""
    own = {**worker_database, "database": f"{worker_database['database']}_furnished"}
    asyncio.run(databases.clone(own["database"]))
    yield asyncio.run(furnish(own))
    asyncio.run(databases.drop(own["database"]))


@pytest.fixture(scope="module")
def tiers(furnished: Furnished) -> Iterator[Tiers]:
    """The shop, open for the tests of one module."""
    with Tiers.over(furnished) as tiers:
        yield tiers
