"""Setting how long data is kept: within bounds, told once, in force an hour later."""

import asyncio

import pytest

from domain.identity.scopes import Scope
from domain.retention.models import RetentionRule
from domain.retention.queries import rules
from domain.retention.rules import RULES, RetentionKind
from domain.retention.set_rule import PAUSE, Period, set_rule
from domain.shared.errors import InvalidInput, NotPermitted, NotSignedIn, VersionConflict
from domain.shared.idempotency import KEPT
from domain.shared.models import EventRow
from tests.shop import Shop

SESSIONS, CUSTOMERS = RetentionKind.SESSIONS, RetentionKind.INACTIVE_CUSTOMERS
each_kind = pytest.mark.parametrize("kind", RetentionKind)


def test_every_kind_has_a_rule_within_its_own_bounds() -> None:
    assert set(RULES) == set(RetentionKind)
    for rule in RULES.values():
        assert all((rule.what, rule.after, rule.reason))
        assert 1 <= rule.least <= rule.most
        assert rule.may_be_off if rule.default is None else rule.least <= rule.default <= rule.most


def test_keys_are_kept_for_as_long_as_is_promised() -> None:
    assert RULES[RetentionKind.IDEMPOTENCY_KEYS].least * 24 * 3600 >= KEPT.total_seconds()


def test_what_stands_in_for_a_person_goes_unless_somebody_asks_for_it() -> None:
    off = {kind for kind, rule in RULES.items() if rule.default is None}

    assert off == {CUSTOMERS, RetentionKind.ORDER_PLACES, RetentionKind.TICKET_WORDS}


async def test_until_somebody_sets_it_the_default_holds(shop: Shop) -> None:
    found = await rules(shop.ctx)

    assert [rule.kind for rule in found] == list(RULES)
    assert {rule.kind: rule.days for rule in found} == {k: r.default for k, r in RULES.items()}
    assert await shop.count("retention_rule") == 0, "reading writes nothing"


async def test_a_period_that_is_set_holds_and_is_told(shop: Shop) -> None:
    rule = await set_rule(shop.ctx, CUSTOMERS, 1_000)

    assert (rule.days, rule.is_own, rule.version) == (1_000, True, 1)
    assert rule.due_at == shop.now + PAUSE
    (told,) = await EventRow.filter(aggregate_type="retention_rule")
    assert (told.type, told.actor) == ("retention.rule_set", shop.ctx.actor.key)
    assert told.payload == {
        "kind": "inactive_customers",
        "before_days": None,
        "kept_days": 1_000,
        "is_own": True,
    }


async def test_back_to_the_default_and_off_again(shop: Shop) -> None:
    await set_rule(shop.ctx, SESSIONS, 30)
    await set_rule(shop.ctx, CUSTOMERS, 1_000)

    assert (await set_rule(shop.ctx, SESSIONS, Period.DEFAULT)).days == 7
    assert (await set_rule(shop.ctx, CUSTOMERS, None)).days is None
    assert (await set_rule(shop.ctx, CUSTOMERS, None)).version == 2


async def test_the_same_again_after_a_lost_answer_tells_nobody(shop: Shop) -> None:
    await set_rule(shop.ctx, SESSIONS, 30)
    shop.later(minutes=30)

    again = await set_rule(shop.ctx, SESSIONS, 30)

    assert (again.version, again.due_at) == (1, shop.now + PAUSE / 2)
    assert await shop.event_names("retention_rule") == ["retention.rule_set"]


async def test_of_two_at_once_both_are_told_one_after_the_other(shop: Shop) -> None:
    await asyncio.gather(*(set_rule(shop.ctx, SESSIONS, days) for days in (20, 30)))

    rule = await RetentionRule.get(kind=SESSIONS)
    told = await EventRow.filter(aggregate_id=rule.id).order_by("version")
    assert [row.version for row in told] == [1, 2]
    assert told[1].payload["before_days"] == told[0].payload["kept_days"]
    assert told[1].payload["kept_days"] == rule.days


async def test_of_two_who_decided_on_the_same_version_one_is_refused(shop: Shop) -> None:
    done = await asyncio.gather(
        *(set_rule(shop.ctx, SESSIONS, days, expected_version=0) for days in (20, 30)),
        return_exceptions=True,
    )

    assert sum(isinstance(one, VersionConflict) for one in done) == 1


@each_kind
async def test_a_period_beyond_its_bounds_is_refused(shop: Shop, kind: RetentionKind) -> None:
    rule = RULES[kind]
    beyond = [rule.least - 1, rule.most + 1, 0, -1] + ([] if rule.may_be_off else [None])

    for days in beyond:
        with pytest.raises(InvalidInput):
            await set_rule(shop.ctx, kind, days)

    assert await shop.count("event") == 0


async def test_only_those_who_may_set_it_do(shop: Shop) -> None:
    with pytest.raises(NotPermitted):
        await set_rule(shop.as_staff(Scope.RETENTION_READ, Scope.AUDIT_READ), SESSIONS, 8)
    with pytest.raises(NotSignedIn):
        await set_rule(shop.as_anonymous, SESSIONS, 8)
    assert await rules(shop.as_staff(Scope.RETENTION_WRITE)) == []
    assert await shop.count("retention_rule") == 0
