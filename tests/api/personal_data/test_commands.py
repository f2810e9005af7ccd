"""The command line changes keys; without the master keys a process says so and ends."""

from typing import Any

from api.database_urls import url_of
from domain.shared import sql
from domain.shared.master_keys import fresh_master_key
from domain.shared.sealing import ring
from tests.api.processes import running
from tests.domain.processes.test_erase_customer import cleo_with_an_order
from tests.shop import Shop


async def test_keys_are_changed_while_the_shop_is_open(
    shop: Shop, database: dict[str, Any]
) -> None:
    await cleo_with_an_order(shop)
    before = ring().sealing_id

    async with running("personal-data", "rotate-keys", DATABASE_URL=url_of(database)) as process:
        await process.says(r"\d+ rows are sealed with the new data key")
        assert await process.ends() == 0

    names = await sql.rows("SELECT id, name FROM customer")
    assert not [row for row in names if row["name"].startswith(f"v1.{before}.")]
    opened = {ring().open("customer.name", row["id"], row["name"]) for row in names}
    assert "Cleo Park" in opened
    assert ring().sealing_id > before  # this process has learnt of it by reading


async def test_who_lacks_the_master_key_is_told_so(database: dict[str, Any]) -> None:
    ring().load()

    async with running(
        "worker", DATABASE_URL=url_of(database), TRADEGRAPH_MASTER_KEYS=fresh_master_key()
    ) as process:
        await process.says("a data key is wrapped under the master key 'tests', which we lack")
        assert await process.ends() == 2
