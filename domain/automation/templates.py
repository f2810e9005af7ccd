"""Rules that are ready to be used, in the languages that we keep words in. A table."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from domain.automation.actions import Action
from domain.automation.conditions import Comparison, Conditions, Group
from domain.automation.upsert_rule import RuleDraft
from domain.automation.vocabulary import AutomationActionKind as Do
from domain.automation.vocabulary import AutomationEvent as Event
from domain.automation.vocabulary import AutomationField as Field
from domain.automation.vocabulary import AutomationMatch as Match
from domain.automation.vocabulary import AutomationOperator as Op
from domain.automation.vocabulary import AutomationTemplateKind as Template
from domain.notifications.kinds import NotificationKind
from domain.orders.states import HoldReason
from domain.shared.context import DEFAULT_LOCALE

DAY: Final = 24 * 60  # minutes


@dataclass(frozen=True, slots=True)
class Ready:
    """A rule that is ready: all but its name, and a promotion where it `needs_promotion`."""

    rule: RuleDraft
    words: Mapping[str, tuple[str, str]]

    @property
    def needs_promotion(self) -> bool:
        """Whether somebody must say of which promotion its coupons are."""
        return any(action.kind is Do.ISSUE_COUPON for action in self.rule.actions)

    def said(self, locale: str) -> tuple[str, str]:
        """Its name, and what it does, in a language; in English where we have no words in it."""
        return self.words.get(locale, self.words[DEFAULT_LOCALE])

    def draft(self, locale: str, name: str | None, promotion_id: UUID | None) -> RuleDraft:
        """The rule, to be kept."""
        own = self.said(locale)[0] if name is None else name
        return replace(self.rule, name=own, promotion_id=promotion_id)


def _all(*comparisons: Comparison) -> Conditions:
    return Conditions(Match.ALL, [Group(Match.ALL, list(comparisons))])


TEMPLATES: Final[Mapping[Template, Ready]] = {
    Template.AUTO_CONFIRM: Ready(
        RuleDraft(
            name="",
            event=Event.ORDER_PAID,
            conditions=_all(
                Comparison(Field.STATUS, Op.ANY_OF, ["PENDING"]),
                Comparison(Field.TAGS, Op.NONE_OF, ["risk"]),
            ),
            actions=[Action(kind=Do.CONFIRM)],
        ),
        {
            "en": (
                "Confirm what is paid",
                "An order that is paid is confirmed, unless it carries the tag risk.",
            ),
            "zh-CN": ("付款后自动确认", "已付清且没有 risk 标签的订单自动确认。"),
        },
    ),
    Template.HOLD_ON_RISK: Ready(
        RuleDraft(
            name="",
            event=Event.ORDER_PLACED,
            conditions=_all(
                Comparison(Field.STATUS, Op.ANY_OF, ["PENDING", "CONFIRMED"]),
                Comparison(Field.CUSTOMER_ORDERS, Op.AT_MOST, ["0"]),
                Comparison(
                    Field.TOTAL,
                    Op.AT_LEAST,
                    [
                        "5000.00 CNY",
                        "700.00 EUR",
                        "600.00 GBP",
                        "5500.00 HKD",
                        "100000 JPY",
                        "1000000 KRW",
                        "200.000 KWD",
                        "700.00 USD",
                    ],
                ),
            ),
            actions=[
                Action(kind=Do.ADD_TAGS, tags=["risk"]),
                Action(kind=Do.HOLD, hold_reason=HoldReason.FRAUD),
            ],
        ),
        {
            "en": (
                "Hold a large first order",
                "The first order of somebody, when it is large, is tagged risk and held until a"
                " person has looked.",
            ),
            "zh-CN": (
                "首单大额暂挂",
                "首次下单且金额较大的订单加上 risk 标签并暂挂，等待人工核查。",
            ),
        },
    ),
    Template.REVIEW_REMINDER: Ready(
        RuleDraft(
            name="",
            event=Event.ORDER_COMPLETED,
            delay_minutes=7 * DAY,
            conditions=_all(
                Comparison(Field.HAS_CUSTOMER, Op.EQUALS, ["true"]),
                Comparison(Field.RETURN_STATUS, Op.ANY_OF, ["NONE"]),
            ),
            actions=[Action(kind=Do.NOTIFY, notification=NotificationKind.REVIEW_REMINDER)],
        ),
        {
            "en": (
                "Ask for a review",
                "A week after an order was completed, of which nothing comes back, its customer is"
                " asked what they think of it.",
            ),
            "zh-CN": ("邀请评价", "订单完成一周且没有退货时，邀请客户评价。"),
        },
    ),
    Template.DELAY_APOLOGY: Ready(
        RuleDraft(
            name="",
            event=Event.DELIVERY_DELAYED,
            conditions=_all(
                Comparison(Field.HAS_CUSTOMER, Op.EQUALS, ["true"]),
                Comparison(Field.TAGS, Op.NONE_OF, ["delayed"]),
            ),
            actions=[
                Action(kind=Do.ISSUE_COUPON, valid_days=30),
                Action(kind=Do.NOTIFY, notification=NotificationKind.DELAY_APOLOGY),
                Action(kind=Do.ADD_TAGS, tags=["delayed"]),
            ],
        ),
        {
            "en": (
                "Apologize for a delay",
                "The first time that a carrier reports a problem with an order, its customer gets a"
                " coupon and an apology, and the order carries the tag delayed.",
            ),
            "zh-CN": (
                "延误致歉",
                "承运商首次报告订单有问题时，向客户发放优惠券并致歉，订单加上 delayed 标签。",
            ),
        },
    ),
}
