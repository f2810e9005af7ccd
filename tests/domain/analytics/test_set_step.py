"""Setting whose a step of orders is, and how long it should take: within bounds, told once."""

import asyncio
from datetime import timedelta

import pytest

from domain.analytics.models import OrderStepRule
from domain.analytics.queries import steps
from domain.analytics.set_step import MINUTES_MAX, set_step
from domain.analytics.steps import STEPS, TARGET_MAX, OrderStep, Outsider
from domain.identity.scopes import Role, Scope
from domain.shared.errors import InvalidInput, NotPermitted, NotSignedIn, VersionConflict
from domain.shared.models import EventRow
from tests.shop import Shop

PICK = OrderStep.PICK


def test_every_step_has_an_owner_and_a_target_within_bounds() -> None:
    assert list(STEPS) == list(OrderStep)
    for step in STEPS.values():
        assert step.owner in {*Role, *Outsider}
        assert timedelta(0) < step.target <= TARGET_MAX


async def test_until_somebody_sets_it_the_table_holds(shop: Shop) -> None:
    found = await steps(shop.ctx)

    assert {row.step: (row.owner, row.target) for row in found} == {
        name: (step.owner, step.target) for name, step in STEPS.items()
    }
    assert await shop.count("order_step_rule") == 0, "reading writes nothing"


async def test_what_is_set_holds_and_is_told(shop: Shop) -> None:
    rule = await set_step(shop.ctx, PICK, owner=Role.SERVICE_AGENT, target_minutes=90)

    assert (rule.owner, rule.target.total_seconds(), rule.version) == ("service_agent", 5_400, 1)
    (told,) = await EventRow.filter(aggregate_type="order_step")
    assert (told.type, told.actor) == ("analytics.order_step_set", shop.ctx.actor.key)
    assert told.payload == {"step": "pick", "owner": "service_agent", "target_minutes": 90}


async def test_what_is_left_out_stays_and_none_is_as_the_table_has_it(shop: Shop) -> None:
    await set_step(shop.ctx, PICK, owner=Outsider.SYSTEM, target_minutes=90)

    await set_step(shop.ctx, PICK, target_minutes=None)
    rule = await OrderStepRule.get(step=PICK)

    assert (rule.owner, rule.target) == ("system", STEPS[PICK].target)


async def test_the_same_again_after_a_lost_answer_tells_nobody(shop: Shop) -> None:
    await set_step(shop.ctx, PICK, target_minutes=90)

    assert (await set_step(shop.ctx, PICK, target_minutes=90)).version == 1
    assert await shop.event_names("order_step") == ["analytics.order_step_set"]


async def test_of_two_at_once_both_are_told_one_after_the_other(shop: Shop) -> None:
    await asyncio.gather(*(set_step(shop.ctx, PICK, target_minutes=each) for each in (20, 30)))

    rule = await OrderStepRule.get(step=PICK)
    told = await EventRow.filter(aggregate_id=rule.id).order_by("version")
    assert [row.version for row in told] == [1, 2]
    assert told[1].payload["target_minutes"] == rule.own_target_minutes


async def test_of_two_who_decided_on_the_same_version_one_is_refused(shop: Shop) -> None:
    done = await asyncio.gather(
        *(set_step(shop.ctx, PICK, target_minutes=each, expected_version=0) for each in (20, 30)),
        return_exceptions=True,
    )

    assert sum(isinstance(one, VersionConflict) for one in done) == 1


async def test_a_role_that_is_none_or_a_time_out_of_bounds_is_refused(shop: Shop) -> None:
    for owner in ("", "nobody", "a\0b", "x" * 1_000):
        with pytest.raises(InvalidInput) as refused:
            await set_step(shop.ctx, PICK, owner=owner)
        assert refused.value.field == ["owner"]
    for minutes in (0, -1, MINUTES_MAX + 1):
        with pytest.raises(InvalidInput) as refused:
            await set_step(shop.ctx, PICK, target_minutes=minutes)
        assert refused.value.field == ["targetMinutes"]

    assert await shop.count("event") == 0
    assert await shop.count("order_step_rule") == 0


async def test_only_those_who_may_set_it_do(shop: Shop) -> None:
    with pytest.raises(NotPermitted):
        await set_step(shop.as_staff(Scope.ORDERS_READ, Scope.ORDERS_WRITE), PICK, owner="carrier")
    with pytest.raises(NotSignedIn):
        await set_step(shop.as_anonymous, PICK, owner="carrier")
    assert await steps(shop.as_staff(Scope.PROCESSES_WRITE)) == []
    assert await shop.count("order_step_rule") == 0
