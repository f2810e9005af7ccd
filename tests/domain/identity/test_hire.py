"""Hiring: somebody new works here."""

import asyncio

import pytest

from domain.identity.hire import hire
from domain.identity.models import StaffMember
from domain.identity.scopes import Role, Scope
from domain.shared.errors import AlreadyTaken, InvalidInput, NotPermitted, NotSignedIn
from tests.shop import Shop


async def test_hiring_adds_somebody_with_their_roles(shop: Shop) -> None:
    member = await hire(shop.ctx, " Sun Li ", "Sun@Staff.Test", [Role.SERVICE_AGENT])

    kept = await StaffMember.get(id=member.id)
    assert (kept.name, kept.email, kept.roles) == ("Sun Li", "sun@staff.test", ["service_agent"])
    assert kept.is_active
    assert kept.created_at == shop.now


async def test_an_email_address_belongs_to_one_colleague_even_in_a_rush(shop: Shop) -> None:
    outcomes = await asyncio.gather(
        *(hire(shop.ctx, "Sun", "sun@staff.test", [Role.ADMIN]) for _ in range(4)),
        return_exceptions=True,
    )

    refusals = [outcome for outcome in outcomes if isinstance(outcome, AlreadyTaken)]
    assert [refusal.field for refusal in refusals] == [["email"]] * 3
    assert await shop.count("staff_member") == 1


@pytest.mark.parametrize(
    ("name", "email", "roles", "field"),
    [
        ("", "sun@staff.test", ["admin"], "name"),
        ("x" * 121, "sun@staff.test", ["admin"], "name"),
        ("Sun\x00", "sun@staff.test", ["admin"], "name"),
        ("Sun\ud800", "sun@staff.test", ["admin"], "name"),
        ("Sun", "sun", ["admin"], "email"),
        ("Sun", "sun@staff.test", ["emperor"], "roles"),
        ("Sun", "sun@staff.test", ["admin"] * 251, "roles"),
    ],
)
async def test_bad_input_hires_nobody(
    shop: Shop, name: str, email: str, roles: list[str], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        await hire(shop.ctx, name, email, roles)

    assert refused.value.field == [field]
    assert await shop.count("staff_member") == 0


async def test_hiring_needs_the_permission(shop: Shop) -> None:
    others = sorted(set(Scope) - {Scope.STAFF_WRITE})

    with pytest.raises(NotPermitted):
        await hire(shop.as_staff(*others), "Sun", "sun@staff.test", ["admin"])
    with pytest.raises(NotSignedIn):
        await hire(shop.as_anonymous, "Sun", "sun@staff.test", ["admin"])

    assert await shop.count("staff_member") == 0
