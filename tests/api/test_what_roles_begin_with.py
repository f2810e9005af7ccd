"""Built-in roles: a new shop has what the table says, an old one is granted what came since."""

from typing import Any

import asyncpg

from api.migrations import migrate
from domain.identity.scopes import ROLE_SCOPES, Role
from domain.shared import sql
from tests.shop import Shop


async def kept() -> dict[str, set[str]]:
    rows = await sql.rows("SELECT name, scopes FROM role WHERE is_built_in")
    return {row["name"]: set(row["scopes"]) for row in rows}


async def test_after_all_migrations_every_role_permits_what_the_table_says(shop: Shop) -> None:
    assert await kept() == {role.value: set(scopes) for role, scopes in ROLE_SCOPES.items()}


async def test_an_administrator_of_an_older_shop_may_do_what_came_since(
    shop: Shop, database: dict[str, Any]
) -> None:
    connection = await asyncpg.connect(**database)
    try:
        await connection.execute(
            "UPDATE role SET scopes = '[\"staff:write\"]' WHERE name = 'admin'"
        )
        await migrate(database)
    finally:
        await connection.close()

    assert (await kept())["admin"] == set(ROLE_SCOPES[Role.ADMIN])
