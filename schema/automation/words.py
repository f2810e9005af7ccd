"""The words of rules, described."""

from domain.automation.states import AutomationRunStatus
from domain.automation.vocabulary import (
    AutomationActionKind,
    AutomationEvent,
    AutomationField,
    AutomationMatch,
    AutomationOperator,
    AutomationTemplateKind,
)
from schema.notifications import words as notifications  # noqa: F401  # describes its enums
from schema.orders import words as orders  # noqa: F401  # the same
from schema.shared.enums import describe

describe(
    AutomationEvent,
    "What happens to an order.",
    ORDER_PLACED="It was placed.",
    ORDER_PAID="Money came, and all of it is paid.",
    ORDER_REFUNDED="Money went back.",
    ORDER_EXPIRES_SOON="Nobody paid, and it expires soon.",
    ORDER_CONFIRMED="It will be sent.",
    ORDER_HELD="It waits.",
    ORDER_RELEASED="It waits no more.",
    ORDER_EDITED="It was changed after it was placed.",
    ORDER_TAGGED="It carries more words.",
    ORDER_SHIPPED="A parcel of it left.",
    DELIVERY_DELAYED="The carrier reports a problem with a parcel.",
    ORDER_DELIVERED="A parcel of it arrived.",
    ORDER_COMPLETED="All of it arrived and is paid.",
    ORDER_CANCELED="It will not be sent: canceled, or never paid.",
)
describe(
    AutomationField,
    "What can be asked of an order. Money is written as 500.00 USD, once for each currency; whole"
    " numbers in digits; flags as true or false; statuses by their names.",
    TOTAL="Money: what it comes to.",
    SUBTOTAL="Money: the goods, before discounts.",
    DISCOUNT="Money: what was taken off.",
    SHIPPING="Money: what is charged for sending.",
    BALANCE_DUE="Money: what is still to pay; below zero when too much was paid.",
    CURRENCY="A word: its currency.",
    STATUS="A word: an OrderStatus.",
    PAYMENT_STATUS="A word: an OrderPaymentStatus.",
    FULFILLMENT_STATUS="A word: an OrderFulfillmentStatus.",
    RETURN_STATUS="A word: an OrderReturnStatus.",
    HOLD_REASON="A word: a HoldReason, or NONE.",
    CHANNEL="A word: the code of its channel.",
    COUNTRY="A word: where it goes, two capital letters; none without an address.",
    REGION="A word: the province or region where it goes, by any of its names.",
    SHIPPING_METHOD="A word: what the way of sending is called.",
    TAGS="Words: those that it carries.",
    SKUS="Words: what was ordered and not canceled.",
    UNITS="A number: units, without canceled ones.",
    LINES="A number: lines that are not canceled.",
    IS_ASSIGNED="A flag: whether a colleague sees to it.",
    IS_GIFT="A flag: whether there is a gift message.",
    HAS_CUSTOMER="A flag: whether we know whose it is.",
    CUSTOMER_ORDERS="A number: the customer's orders before it, without canceled and expired ones.",
    CUSTOMER_GROUPS="Words: the codes of the customer's groups, such as tiers.",
)
describe(
    AutomationOperator,
    "How a field is compared with values.",
    EQUALS="It is this number or flag.",
    NOT_EQUALS="It is another number.",
    AT_LEAST="It is this number or more; of money, the amount of the order's own currency.",
    AT_MOST="It is this number or less; of money, the amount of the order's own currency.",
    ANY_OF="It is one of these words, or has one of them.",
    ALL_OF="It has all of these words.",
    NONE_OF="It is, or has, none of these words.",
)
describe(
    AutomationMatch,
    "How many of several must hold.",
    ALL="Every one.",
    ANY="At least one.",
)
describe(
    AutomationActionKind,
    "What a rule does.",
    CONFIRM="Confirm the order.",
    HOLD="Hold it, for a reason.",
    RELEASE="Let it go on.",
    CANCEL="Cancel it, for a reason.",
    ADD_TAGS="Have it carry words.",
    REMOVE_TAGS="Take words off it.",
    ASSIGN="Give it to the rule's colleague.",
    ADD_NOTE="Write a note for the house.",
    ISSUE_COUPON="Make a coupon of the rule's promotion, for the customer alone.",
    NOTIFY="Tell the customer.",
)
describe(
    AutomationTemplateKind,
    "Rules that are ready to be used.",
    AUTO_CONFIRM="What is paid is confirmed.",
    HOLD_ON_RISK="A large first order is held.",
    REVIEW_REMINDER="A week after all is done, the customer is asked for a review.",
    DELAY_APOLOGY="A delay is apologized for, with a coupon.",
)
describe(
    AutomationRunStatus,
    "What came of a rule that matched.",
    WAITING="Its time has not come, or it is tried again.",
    DONE="All of its actions were taken.",
    REFUSED="One of its actions was refused, or failed; none was taken.",
    SKIPPED="The rule was gone, or its conditions held no more.",
    GUARDED="It was stopped, for rules went round in circles.",
)
