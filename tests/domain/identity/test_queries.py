"""Who may know who works here."""

import pytest

from domain.identity.queries import get_staff_member, staff_by_ids, visible_staff
from domain.identity.scopes import Role
from domain.shared.errors import NotFound
from domain.shared.ids import new_id
from tests.shop import Shop


async def test_colleagues_know_each_other(shop: Shop) -> None:
    sun = await shop.colleague(Role.SERVICE_AGENT)
    ben = await shop.colleague(Role.WAREHOUSE_OPERATOR, name="Ben")

    found = await staff_by_ids(shop.as_colleague(sun), [sun.id, ben.id, new_id()])

    assert set(found) == {sun.id, ben.id}
    assert (await get_staff_member(shop.as_colleague(ben), sun.id)).name == "Sun Li"


async def test_nobody_else_is_shown_who_works_here(shop: Shop) -> None:
    sun = await shop.colleague(Role.SERVICE_AGENT)
    cleo = shop.as_customer(await shop.customer())

    for outsider in (cleo, shop.as_anonymous):
        assert await visible_staff(outsider).count() == 0
        assert await staff_by_ids(outsider, [sun.id]) == {}
        with pytest.raises(NotFound):
            await get_staff_member(outsider, sun.id)
