"""Who is shown which field of what: a table of every field, on every way in."""

from typing import Any

from domain.customers.models import Customer
from schema.nodes import NODES
from tests.schema.permissions.fields import FIELDS, VALUES, WHO
from tests.schema.permissions.house import House, Things, open_house
from tests.schema.permissions.paths import shown_types
from tests.schema.permissions.transports import TRANSPORTS
from tests.schema.shapes import fields_of
from tests.shop import Shop


def test_every_field_of_everything_stands_in_the_tables() -> None:
    values = [kind for kind in shown_types() if kind not in NODES]

    assert {kind: sorted(rows) for kind, rows in FIELDS.items()} == {
        kind: sorted(fields_of(kind)) for kind in NODES
    }
    assert {kind: sorted(names) for kind, names in VALUES.items()} == {
        kind: sorted(fields_of(kind)) for kind in values
    }


async def test_everybody_is_shown_what_the_table_says_and_no_more(
    shop: Shop, database: dict[str, Any]
) -> None:
    async with open_house(shop, database) as house:
        # Erased as far as can be seen, with all there still, so that every field shows something.
        await Customer.filter(id=house.stage.owner.id).update(erased_at=house.shop.now)
        shown = {person: await on_every_way_in(house, person) for person in WHO}

    assert {
        f"{kind}.{field}": tuple(cell(field, shown[who][kind], shown["admin"][kind]) for who in WHO)
        for kind in NODES
        for field in fields_of(kind)
    } == {f"{kind}.{field}": row for kind, rows in FIELDS.items() for field, row in rows.items()}


async def on_every_way_in(house: House, person: str) -> dict[str, Things]:
    """Everything as somebody sees it: the same on every way in."""
    door = house.doors[person]
    shown = [await house.looked_at(door, transport) for transport in TRANSPORTS]
    assert shown == [shown[0]] * len(TRANSPORTS)
    return shown[0]


def cell(field: str, shown: Things, whole: Things) -> str:
    """What somebody is shown of a field, beside all that there is to see."""
    said = set()
    for mine, all_of_it in zip(shown, whole, strict=True):
        assert all_of_it is not None, "an administrator sees everything"
        if not is_nothing(all_of_it[field]):
            said.add(beside(mine, all_of_it, field))
    if said == {"-", "all"}:
        return "some"
    return "+".join(sorted(said)) or "nothing there"


def beside(mine: dict[str, Any] | None, whole: dict[str, Any], field: str) -> str:
    if mine is None:
        return "-"
    if mine[field] == whole[field]:
        return "all"
    return "none" if is_nothing(mine[field]) else "part"


def is_nothing(value: Any) -> bool:
    """Whether a field shows nothing, so that nothing can be told from it."""
    if isinstance(value, dict):
        return value.get("totalCount") == 0
    return value is None or value == []
