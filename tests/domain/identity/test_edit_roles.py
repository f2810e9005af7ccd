"""Roles: nobody gives what they do not hold, and somebody always stays who may change them."""

import asyncio
from typing import Any

import pytest

from domain.identity.create_api_token import create_api_token
from domain.identity.deactivate import deactivate
from domain.identity.edit_roles import create_role, delete_role, update_role
from domain.identity.errors import LastAdministrator, RoleInUse, RoleIsFixed, ScopesNotHeld
from domain.identity.hire import hire
from domain.identity.models import RoleRow, StaffMember
from domain.identity.queries import standings_of_staff
from domain.identity.scopes import ROLE_SCOPES, Role, Scope
from domain.identity.set_roles import set_roles
from domain.shared.errors import (
    AlreadyTaken,
    InvalidInput,
    NotFound,
    NotPermitted,
    VersionConflict,
)
from domain.shared.ids import new_id
from tests.shop import Shop


async def test_a_shop_begins_with_the_roles_it_knows(shop: Shop) -> None:
    found = {role.name: set(role.scopes) for role in await RoleRow.all()}

    assert found == {role.value: set(scopes) for role, scopes in ROLE_SCOPES.items()}


async def test_the_life_of_a_role(shop: Shop) -> None:
    role = await create_role(shop.ctx, "night_shift", ["tickets:read", "orders:read"])
    sun = await hire(shop.ctx, "Sun", "sun@staff.test", ["night_shift"])
    assert await may_do(sun) == {"tickets:read", "orders:read"}

    await update_role(shop.ctx, role.id, ["tickets:read"], expected_version=1)
    await update_role(shop.ctx, role.id, ["tickets:read"])
    assert await may_do(sun) == {"tickets:read"}
    with pytest.raises(RoleInUse):
        await delete_role(shop.ctx, role.id)
    await set_roles(shop.ctx, sun.id, [])
    await delete_role(shop.ctx, role.id)

    with pytest.raises(NotFound):
        await delete_role(shop.ctx, role.id)
    assert await shop.event_names("role") == [
        "identity.role_created",
        "identity.role_updated",
        "identity.role_deleted",
    ]


async def may_do(member: StaffMember) -> set[str]:
    standing = (await standings_of_staff([member.id]))[member.id]
    assert standing.actor is not None
    return set(standing.actor.scopes)


async def test_the_administrator_may_do_whatever_there_is(shop: Shop) -> None:
    ada = await shop.colleague(Role.ADMIN)
    await RoleRow.filter(name="admin").update(scopes=[], version=2)

    assert await may_do(ada) == {scope.value for scope in Scope}


@pytest.mark.parametrize("name", ["", "a", "Night", "night shift", "x" * 33, "1st", "a\x00b"])
async def test_a_name_that_is_none_is_refused(shop: Shop, name: str) -> None:
    with pytest.raises(InvalidInput):
        await create_role(shop.ctx, name, [])


async def test_what_cannot_be_is_refused(shop: Shop) -> None:
    agent, admin = await RoleRow.get(name="service_agent"), await RoleRow.get(name="admin")

    with pytest.raises(AlreadyTaken):
        await create_role(shop.ctx, "service_agent", [])
    with pytest.raises(InvalidInput):
        await create_role(shop.ctx, "emperor", ["everything:all"])
    with pytest.raises(RoleIsFixed):
        await update_role(shop.ctx, admin.id, ["staff:write"])
    with pytest.raises(RoleIsFixed):
        await delete_role(shop.ctx, agent.id)
    with pytest.raises(VersionConflict):
        await update_role(shop.ctx, agent.id, [], expected_version=7)
    with pytest.raises(NotFound):
        await update_role(shop.ctx, new_id(), [])
    with pytest.raises(NotPermitted):
        await create_role(shop.as_staff(*set(Scope) - {Scope.STAFF_WRITE}), "emperor", [])
    assert await shop.event_names() == []


async def test_nobody_gives_what_they_do_not_hold(shop: Shop) -> None:
    clerk = shop.as_staff(Scope.STAFF_WRITE, Scope.ORDERS_READ)
    sun = await shop.colleague()
    role = await create_role(shop.ctx, "night_shift", ["tickets:read"])
    tries: list[Any] = [
        create_role(clerk, "emperor", ["payments:write"]),
        update_role(clerk, role.id, ["tickets:read", "payments:write"]),
        set_roles(clerk, sun.id, ["admin"]),
        hire(clerk, "Ben", "ben@staff.test", ["service_agent"]),
        create_api_token(clerk, "ERP", ["payments:write"]),
    ]

    for attempt in tries:
        with pytest.raises(ScopesNotHeld):
            await attempt

    await update_role(clerk, role.id, ["tickets:read", "orders:read"])  # no more than it has
    await create_api_token(clerk, "ERP", ["orders:read"])


async def test_nobody_takes_what_they_do_not_hold(shop: Shop) -> None:
    clerk = shop.as_staff(Scope.STAFF_WRITE, Scope.TICKETS_READ)
    ada, ben = [await shop.colleague(Role.ADMIN) for _ in range(2)]
    agent = await RoleRow.get(name="service_agent")
    await RoleRow.filter(name="admin").update(scopes=[], version=2)  # whatever it says
    tries: list[Any] = [
        set_roles(clerk, ada.id, []),
        set_roles(clerk, ada.id, ["auditor"]),
        deactivate(clerk, ben.id),
        update_role(clerk, agent.id, ["tickets:read"]),
    ]

    for attempt in tries:
        with pytest.raises(ScopesNotHeld):
            await attempt

    assert await StaffMember.filter(is_active=True, roles=["admin"]).count() == 2
    assert await shop.event_names() == []
    night = await create_role(shop.ctx, "night_shift", ["tickets:read"])
    sun = await hire(shop.ctx, "Sun", "sun@staff.test", ["night_shift"])
    await update_role(clerk, night.id, [])
    await deactivate(clerk, sun.id)


async def test_an_administrator_stays(shop: Shop) -> None:
    ada, sun = await shop.colleague(Role.ADMIN), await shop.colleague()
    await create_role(shop.ctx, "personnel", ["staff:write"])
    await set_roles(shop.ctx, sun.id, ["personnel"])

    with pytest.raises(LastAdministrator):
        await deactivate(shop.ctx, ada.id)
    with pytest.raises(LastAdministrator):
        await set_roles(shop.ctx, ada.id, ["personnel"])
    await set_roles(shop.ctx, sun.id, ["admin"])

    await deactivate(shop.ctx, ada.id)
    assert (await StaffMember.get(id=sun.id)).is_active


async def test_somebody_stays_who_may_change_this_where_there_is_no_administrator(
    shop: Shop,
) -> None:
    sun, hr = await shop.colleague(), await create_role(shop.ctx, "personnel", ["staff:write"])
    await set_roles(shop.ctx, sun.id, ["personnel"])

    with pytest.raises(LastAdministrator):
        await update_role(shop.ctx, hr.id, [])
    with pytest.raises(LastAdministrator):
        await deactivate(shop.ctx, sun.id)
    with pytest.raises(LastAdministrator):
        await set_roles(shop.ctx, sun.id, [])
    assert (await StaffMember.get(id=sun.id)).is_active


async def test_of_two_who_demote_each_other_at_once_one_stays(shop: Shop) -> None:
    for _ in range(5):
        await StaffMember.all().delete()
        ada, sun = [await shop.colleague(Role.ADMIN) for _ in range(2)]

        found = await asyncio.gather(
            set_roles(shop.as_colleague(ada), sun.id, []),
            deactivate(shop.as_colleague(sun), ada.id),
            return_exceptions=True,
        )

        assert [type(each) for each in found].count(ScopesNotHeld) == 1, "who lost it lost it"
        assert await StaffMember.filter(is_active=True, roles__contains=["admin"]).count() == 1


async def test_of_the_last_two_who_are_let_go_at_once_one_stays(shop: Shop) -> None:
    ada, sun = [await shop.colleague(Role.ADMIN) for _ in range(2)]

    found = await asyncio.gather(
        set_roles(shop.ctx, sun.id, []), deactivate(shop.ctx, ada.id), return_exceptions=True
    )

    assert [type(each) for each in found].count(LastAdministrator) == 1
    assert await StaffMember.filter(is_active=True, roles__contains=["admin"]).count() == 1


async def test_who_was_stripped_does_nothing_more_though_their_session_is_believed(
    shop: Shop,
) -> None:
    await shop.colleague(Role.ADMIN, name="Ada")
    ben, sun = await shop.colleague(Role.ADMIN, name="Ben"), await shop.colleague()
    believed = shop.as_colleague(ben)
    await set_roles(shop.ctx, ben.id, [])
    tries: list[Any] = [
        set_roles(believed, ben.id, ["admin"]),
        deactivate(believed, sun.id),
        create_role(believed, "back_door", []),
        hire(believed, "Ben", "ben@staff.test", []),
        create_api_token(believed, "back door", []),
    ]

    for attempt in tries:
        with pytest.raises(ScopesNotHeld):
            await attempt


async def test_a_role_that_is_being_given_is_not_deleted_under_it(shop: Shop) -> None:
    for number in range(5):
        role = await create_role(shop.ctx, f"shift_{number}", [])

        given, gone = await asyncio.gather(
            hire(shop.ctx, "Sun", f"{number}@staff.test", [role.name]),
            delete_role(shop.ctx, role.id),
            return_exceptions=True,
        )

        assert isinstance(given, InvalidInput) != isinstance(gone, RoleInUse), (given, gone)
