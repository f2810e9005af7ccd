"""Changing who does what here: roles, comings and goings, sessions; each told, each once."""

from collections.abc import Awaitable, Callable

import pytest

from domain.identity.deactivate import deactivate
from domain.identity.end_sessions import end_sessions
from domain.identity.errors import ScopesNotHeld
from domain.identity.hire import hire
from domain.identity.models import StaffMember
from domain.identity.reactivate import reactivate
from domain.identity.scopes import Role, Scope
from domain.identity.set_roles import set_roles
from domain.shared.context import Context
from domain.shared.errors import InvalidInput, NotFound, NotPermitted, NotSignedIn, VersionConflict
from domain.shared.ids import new_id
from domain.shared.models import EventRow
from tests.shop import Shop

Verb = Callable[..., Awaitable[StaffMember]]


async def make_packer(ctx: Context, staff_id: object, **options: object) -> StaffMember:
    return await set_roles(ctx, staff_id, [Role.WAREHOUSE_OPERATOR], **options)  # type: ignore[arg-type]


@pytest.fixture
async def shop(shop: Shop) -> Shop:
    """With somebody who stays its administrator."""
    await shop.colleague(Role.ADMIN, name="Ada")
    return shop


VERBS: list[Verb] = [make_packer, deactivate, reactivate, end_sessions]
each_verb = pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.__name__)
REPEATABLE: list[Verb] = [make_packer, deactivate, reactivate]


async def told(shop: Shop) -> list[tuple[str, int, dict[str, object]]]:
    """Every fact about those who work here."""
    facts = await EventRow.filter(aggregate_type="staff_member").order_by("id")
    return [(fact.type, fact.version, fact.payload) for fact in facts]


async def test_a_place_here_from_first_to_last(shop: Shop) -> None:
    sun = await hire(shop.ctx, "Sun Li", "sun@staff.test", [Role.SERVICE_AGENT])
    shop.later(days=1)

    await set_roles(shop.ctx, sun.id, [Role.ADMIN, Role.CATALOG_MANAGER, Role.ADMIN])
    await end_sessions(shop.ctx, sun.id)
    await deactivate(shop.ctx, sun.id)
    back = await reactivate(shop.ctx, sun.id)

    assert back.roles == ["admin", "catalog_manager"]
    assert (back.is_active, back.version, back.updated_at) == (True, 5, shop.now)
    assert back.sessions_valid_from == shop.now
    assert await told(shop) == [
        ("identity.staff_member_hired", 1, {"roles": ["service_agent"]}),
        (
            "identity.roles_set",
            2,
            {"before": ["service_agent"], "roles": ["admin", "catalog_manager"]},
        ),
        ("identity.staff_member_sessions_ended", 3, {}),
        ("identity.staff_member_deactivated", 4, {}),
        ("identity.staff_member_reactivated", 5, {}),
    ]


async def test_somebody_may_have_no_role_at_all(shop: Shop) -> None:
    sun = await shop.colleague(Role.ADMIN)

    assert (await set_roles(shop.ctx, sun.id, [])).roles == []


async def test_the_same_roles_again_in_another_order_tell_nobody(shop: Shop) -> None:
    sun = await shop.colleague(Role.ADMIN, Role.CATALOG_MANAGER)

    same = await set_roles(shop.ctx, sun.id, [Role.CATALOG_MANAGER, Role.ADMIN])

    assert same.version == sun.version
    assert await told(shop) == []


@pytest.mark.parametrize("verb", REPEATABLE, ids=lambda verb: verb.__name__)
async def test_repeating_it_tells_nobody(shop: Shop, verb: Verb) -> None:
    sun = await shop.colleague(Role.ADMIN)
    await StaffMember.filter(id=sun.id).update(is_active=verb is not reactivate)

    first = await verb(shop.ctx, sun.id)
    again = await verb(shop.ctx, sun.id, expected_version=first.version)

    assert again.version == first.version == 1
    assert len(await told(shop)) == 1


@pytest.mark.parametrize("roles", [["emperor"], ["admin", "emperor"], ["admin"] * 251])
async def test_roles_we_do_not_know_are_given_to_nobody(shop: Shop, roles: list[str]) -> None:
    sun = await shop.colleague(Role.SERVICE_AGENT)

    with pytest.raises(InvalidInput) as refused:
        await set_roles(shop.ctx, sun.id, roles)

    assert refused.value.field == ["roles"]
    assert (await StaffMember.get(id=sun.id)).roles == ["service_agent"]


@each_verb
async def test_a_decision_on_an_older_version_is_refused(shop: Shop, verb: Verb) -> None:
    sun = await shop.colleague(Role.ADMIN)

    with pytest.raises(VersionConflict):
        await verb(shop.ctx, sun.id, expected_version=sun.version + 1)

    assert await told(shop) == []


@each_verb
async def test_nobody_changes_who_is_not_here(shop: Shop, verb: Verb) -> None:
    with pytest.raises(NotFound):
        await verb(shop.ctx, new_id())


@each_verb
async def test_it_needs_the_permission(shop: Shop, verb: Verb) -> None:
    sun = await shop.colleague(Role.ADMIN)
    others = sorted(set(Scope) - {Scope.STAFF_WRITE})

    with pytest.raises(NotPermitted):
        await verb(shop.as_staff(*others), sun.id)
    with pytest.raises(NotSignedIn):
        await verb(shop.as_anonymous, sun.id)

    assert await told(shop) == []


async def test_everybody_may_sign_themselves_out_and_nobody_else(shop: Shop) -> None:
    sun, ben = await shop.colleague(), await shop.colleague(name="Ben")

    await end_sessions(shop.as_colleague(sun), sun.id)
    with pytest.raises(NotPermitted):
        await end_sessions(shop.as_colleague(sun), ben.id)

    assert await told(shop) == [("identity.staff_member_sessions_ended", 1, {})]


async def test_nobody_takes_a_role_by_themselves(shop: Shop) -> None:
    sun = await shop.colleague(Role.SERVICE_AGENT)

    for verb in (make_packer, deactivate, reactivate):
        with pytest.raises(NotPermitted):
            await verb(shop.as_colleague(sun), sun.id)  # type: ignore[operator]

    assert await told(shop) == []


async def test_who_may_not_give_a_role_does_not_bring_back_somebody_who_holds_it(
    shop: Shop,
) -> None:
    await shop.colleague(Role.ADMIN)
    boss = await shop.colleague(Role.ADMIN, name="Boss")
    await deactivate(shop.ctx, boss.id)

    with pytest.raises(ScopesNotHeld):
        await reactivate(shop.as_staff(Scope.STAFF_WRITE), boss.id)

    assert not (await StaffMember.get(id=boss.id)).is_active
