"""Every field, operator and action as the tables have them; nothing here needs a database."""

from collections.abc import Sequence
from typing import Any

import pytest

from domain.automation.actions import KNOWS, NEEDS, Action
from domain.automation.actions import checked as checked_actions
from domain.automation.conditions import (
    HOLDS,
    Comparison,
    Conditions,
    Facts,
    Group,
    checked,
    holds,
    matches,
    unmet,
)
from domain.automation.fields import FIELDS, OPERATORS
from domain.automation.templates import TEMPLATES
from domain.automation.triggers import TRIGGERS, TYPES, event_of
from domain.automation.vocabulary import (
    AutomationActionKind,
    AutomationEvent,
    AutomationField,
    AutomationMatch,
    AutomationOperator,
    AutomationTemplateKind,
    FieldType,
)
from domain.notifications.kinds import NotificationKind
from domain.orders.states import HoldReason
from domain.processes.automated_verbs import VERBS
from domain.shared.context import LOCALES
from domain.shared.errors import InvalidInput
from domain.shared.money import Money, WrongCurrency

F, Op, Do = AutomationField, AutomationOperator, AutomationActionKind
ALL, ANY = AutomationMatch.ALL, AutomationMatch.ANY
FACTS: Facts = {
    F.TOTAL: Money(2500, "USD"),
    F.SUBTOTAL: Money(2500, "USD"),
    F.DISCOUNT: Money(0, "USD"),
    F.SHIPPING: Money(0, "USD"),
    F.BALANCE_DUE: Money(-100, "USD"),
    F.CURRENCY: "USD",
    F.STATUS: "PENDING",
    F.PAYMENT_STATUS: "PAID",
    F.FULFILLMENT_STATUS: "UNFULFILLED",
    F.RETURN_STATUS: "NONE",
    F.HOLD_REASON: "NONE",
    F.CHANNEL: "web",
    F.COUNTRY: "CN",
    F.REGION: "guangdong",
    F.SHIPPING_METHOD: "By air",
    F.TAGS: frozenset({"vip", "gift"}),
    F.SKUS: frozenset({"TEA-1"}),
    F.UNITS: 3,
    F.LINES: 1,
    F.IS_ASSIGNED: False,
    F.IS_GIFT: True,
    F.HAS_CUSTOMER: True,
    F.CUSTOMER_ORDERS: 0,
    F.CUSTOMER_GROUPS: frozenset({"gold"}),
}
# field, operator, values as somebody writes them, whether it holds
ASKED: Sequence[tuple[AutomationField, AutomationOperator, Sequence[str], bool]] = [
    (F.TOTAL, Op.AT_LEAST, ["25 USD"], True),
    (F.TOTAL, Op.AT_LEAST, ["25.01 USD"], False),
    (F.TOTAL, Op.AT_LEAST, ["1 EUR", "10.00 USD"], True),
    (F.TOTAL, Op.AT_LEAST, ["1 EUR"], False),  # nothing is asked in dollars
    (F.TOTAL, Op.AT_MOST, ["25.00 USD"], True),
    (F.TOTAL, Op.AT_MOST, ["24.99 USD"], False),
    (F.TOTAL, Op.AT_MOST, ["1000 JPY"], False),
    (F.SUBTOTAL, Op.AT_LEAST, ["2 USD"], True),
    (F.DISCOUNT, Op.AT_MOST, ["0 USD"], True),
    (F.SHIPPING, Op.AT_LEAST, ["0.01 USD"], False),
    (F.BALANCE_DUE, Op.AT_MOST, ["-0.50 USD"], True),
    (F.CURRENCY, Op.ANY_OF, ["eur", "usd"], True),
    (F.STATUS, Op.ANY_OF, ["pending"], True),
    (F.STATUS, Op.NONE_OF, ["PENDING", "CONFIRMED"], False),
    (F.PAYMENT_STATUS, Op.ANY_OF, ["PAID", "OVERPAID"], True),
    (F.FULFILLMENT_STATUS, Op.NONE_OF, ["DELIVERED"], True),
    (F.RETURN_STATUS, Op.ANY_OF, ["REQUESTED"], False),
    (F.HOLD_REASON, Op.ANY_OF, ["none"], True),
    (F.CHANNEL, Op.ANY_OF, ["app"], False),
    (F.COUNTRY, Op.ANY_OF, ["cn"], True),
    (F.REGION, Op.ANY_OF, ["广东省"], True),
    (F.REGION, Op.NONE_OF, ["Guangdong Province"], False),
    (F.SHIPPING_METHOD, Op.ANY_OF, ["By air"], True),
    (F.TAGS, Op.ANY_OF, ["VIP", "x"], True),
    (F.TAGS, Op.ALL_OF, ["vip", "gift"], True),
    (F.TAGS, Op.ALL_OF, ["vip", "x"], False),
    (F.TAGS, Op.NONE_OF, ["x"], True),
    (F.SKUS, Op.ANY_OF, ["TEA-1"], True),
    (F.SKUS, Op.NONE_OF, ["TEA-1"], False),
    (F.UNITS, Op.EQUALS, ["3"], True),
    (F.UNITS, Op.NOT_EQUALS, ["3"], False),
    (F.UNITS, Op.AT_LEAST, ["4"], False),
    (F.LINES, Op.AT_MOST, ["1"], True),
    (F.IS_ASSIGNED, Op.EQUALS, ["false"], True),
    (F.IS_GIFT, Op.EQUALS, ["False"], False),
    (F.HAS_CUSTOMER, Op.EQUALS, ["true"], True),
    (F.CUSTOMER_ORDERS, Op.AT_MOST, ["0"], True),
    (F.CUSTOMER_GROUPS, Op.ANY_OF, ["gold", "silver"], True),
]


def one(field: AutomationField, operator: AutomationOperator, values: Sequence[str]) -> Conditions:
    return Conditions(ALL, [Group(ALL, [Comparison(field, operator, values)])])


@pytest.mark.parametrize(("field", "operator", "values", "wanted"), ASKED)
def test_what_holds(
    field: AutomationField, operator: AutomationOperator, values: Sequence[str], wanted: bool
) -> None:
    kept = checked(one(field, operator, values))

    assert matches(kept, FACTS) is wanted
    assert [each.field for each in unmet(kept, FACTS)] == ([] if wanted else [field])
    assert Conditions.of(kept.kept()) == kept == checked(kept)


def test_the_table_above_asks_every_field_and_every_operator_of_every_type() -> None:
    assert {field for field, *_ in ASKED} == set(FACTS) == set(F) == set(FIELDS)
    asked = {(FIELDS[field].type, operator) for field, operator, *_ in ASKED}
    assert asked == set(HOLDS)
    assert asked == {(kind, operator) for kind in FieldType for operator in OPERATORS[kind]}


@pytest.mark.parametrize("field", F)
def test_every_operator_that_a_field_does_not_have_is_refused(field: AutomationField) -> None:
    for operator in set(Op) - set(OPERATORS[FIELDS[field].type]):
        with pytest.raises(InvalidInput) as refused:
            checked(one(field, operator, ["1"]))
        assert refused.value.facts["field"] == ["groups", "0", "comparisons", "0", "operator"]


@pytest.mark.parametrize(
    ("field", "operator", "values"),
    [
        (F.TOTAL, Op.AT_LEAST, ["25"]),
        (F.TOTAL, Op.AT_LEAST, ["lots USD"]),
        (F.TOTAL, Op.AT_LEAST, ["1.005 USD"]),
        (F.TOTAL, Op.AT_LEAST, ["1 XXX"]),
        (F.UNITS, Op.EQUALS, ["three"]),
        (F.UNITS, Op.EQUALS, ["-1"]),
        (F.UNITS, Op.EQUALS, ["²"]),
        (F.UNITS, Op.EQUALS, ["99999999999"]),
        (F.UNITS, Op.EQUALS, ["1", "2"]),
        (F.STATUS, Op.ANY_OF, ["SLEEPING"]),
        (F.COUNTRY, Op.ANY_OF, ["China"]),
        (F.TAGS, Op.ANY_OF, ["no/tag"]),
        (F.CHANNEL, Op.ANY_OF, [""]),
        (F.CHANNEL, Op.ANY_OF, ["a\x00b"]),
        (F.CHANNEL, Op.ANY_OF, []),
        (F.CHANNEL, Op.ANY_OF, ["x"] * 51),
        (F.IS_GIFT, Op.EQUALS, ["maybe"]),
        (F.IS_GIFT, Op.EQUALS, ["true", "false"]),
    ],
)
def test_a_value_that_the_field_cannot_be_is_refused_by_its_place(
    field: AutomationField, operator: AutomationOperator, values: Sequence[str]
) -> None:
    with pytest.raises(InvalidInput) as refused:
        checked(one(field, operator, values))

    path: Any = refused.value.facts["field"]
    assert path[:5] == ["groups", "0", "comparisons", "0", "values"]
    assert isinstance(refused.value, WrongCurrency) is (values == ["1 XXX"])


def test_groups_are_all_or_any_of_all_or_any() -> None:
    yes, no = Comparison(F.UNITS, Op.EQUALS, ["3"]), Comparison(F.UNITS, Op.EQUALS, ["4"])
    table: list[tuple[Any, Any, bool]] = [
        (ALL, [Group(ALL, [yes]), Group(ANY, [no, yes])], True),
        (ALL, [Group(ALL, [yes]), Group(ALL, [no, yes])], False),
        (ANY, [Group(ALL, [no]), Group(ALL, [yes])], True),
        (ANY, [Group(ANY, [no]), Group(ALL, [yes, no])], False),
        (ANY, [], True),
    ]
    for match, groups, wanted in table:
        assert matches(Conditions(match, groups), FACTS) is wanted
    for groups in ([Group(ALL, [])], [Group(ALL, [yes])] * 11, [Group(ALL, [yes] * 21)]):
        with pytest.raises(InvalidInput):
            checked(Conditions(ALL, groups))
    assert not holds(no, FACTS)


@pytest.mark.parametrize(
    ("actions", "field"),
    [
        ([], ["actions"]),
        ([Action(kind=Do.CONFIRM)] * 2, ["actions"]),
        ([Action(kind=Do.HOLD)], ["actions", "0", "holdReason"]),
        (
            [Action(kind=Do.CONFIRM, hold_reason=HoldReason.FRAUD)],
            ["actions", "0", "holdReason"],
        ),
        ([Action(kind=Do.ADD_NOTE, text=" ")], ["actions", "0", "text"]),
        ([Action(kind=Do.ADD_TAGS, tags=[])], ["actions", "0", "tags"]),
        ([Action(kind=Do.ISSUE_COUPON, valid_days=0)], ["actions", "0", "validDays"]),
        (
            [Action(kind=Do.NOTIFY, notification=NotificationKind.ORDER_PAID)],
            ["actions", "0", "notification"],
        ),
        (
            [
                Action(kind=Do.NOTIFY, notification=NotificationKind.DELAY_APOLOGY),
                Action(kind=Do.ISSUE_COUPON),
            ],
            ["actions", "0", "notification"],
        ),
    ],
)
def test_actions_that_are_none(actions: list[Action], field: list[str]) -> None:
    with pytest.raises(InvalidInput) as refused:
        checked_actions(AutomationEvent.DELIVERY_DELAYED, actions)
    assert refused.value.facts["field"] == field


def test_every_action_is_in_every_table_and_every_event_has_its_facts() -> None:
    assert set(Do) == set(KNOWS) == set(NEEDS) == set(VERBS)
    assert set(TYPES) == set(AutomationEvent)
    assert all(TYPES.values())
    back = {"balance_due_minor": 900, "newly_captured_minor": 0, "newly_refunded_minor": 900}
    moved = {"moved": True, "source": "in_transit", "tracking_status": "exception", **back}
    assert {event_of(kind, moved) for kind in TRIGGERS} | {AutomationEvent.ORDER_PAID} == set(
        AutomationEvent
    )


@pytest.mark.parametrize(
    ("due", "came", "went", "event"),
    [
        (0, 900, 0, "order_paid"),
        (-100, 900, 0, "order_paid"),  # too much
        (300, 600, 0, None),  # a part
        (-100, 100, 0, None),  # it was paid before
        (0, 0, 0, None),  # from one order of ours to another
        (900, -900, 0, None),  # a bank took it away
        (900, 0, 900, "order_refunded"),
        (-100, 0, 300, "order_refunded"),
    ],
)
def test_which_money_is_an_event(due: int, came: int, went: int, event: str | None) -> None:
    said = {"newly_captured_minor": came, "newly_refunded_minor": went}
    assert event_of("orders.payment_recorded", {"balance_due_minor": due, **said}) == event


@pytest.mark.parametrize(
    ("source", "status", "moved", "event"),
    [
        ("in_transit", "exception", True, "delivery_delayed"),
        ("exception", "exception", True, None),  # the same trouble, said again
        ("exception", "in_transit", True, None),
        ("in_transit", "exception", False, None),  # old news
    ],
)
def test_which_news_of_a_parcel_is_a_delay(
    source: str, status: str, moved: bool, event: str | None
) -> None:
    said = {"source": source, "tracking_status": status, "moved": moved}
    assert event_of("fulfillment.fulfillment_tracking_updated", said) == event


@pytest.mark.parametrize("template", AutomationTemplateKind)
def test_what_is_ready_can_be_kept_as_it_is_and_has_words(
    template: AutomationTemplateKind,
) -> None:
    ready = TEMPLATES[template]

    assert checked(ready.rule.conditions) == ready.rule.conditions
    assert checked_actions(ready.rule.event, ready.rule.actions) == ready.rule.actions
    assert [Action.of(action.kept()) for action in ready.rule.actions] == ready.rule.actions
    assert set(ready.words) == set(LOCALES)
    assert ready.said("fr") == ready.said("en")
