"""The words of notifications, described."""

from domain.notifications.kinds import NotificationKind
from domain.notifications.states import (
    Medium,
    NotificationAction,
    NotificationStatus,
    SendingError,
)
from schema.shared.enums import describe

describe(
    NotificationKind,
    "What a customer is told of.",
    ORDER_PLACED="We have the order.",
    ORDER_CONFIRMED="It will be sent.",
    ORDER_PAID="Money came.",
    PAYMENT_ACTION_REQUIRED="The bank waits for the customer.",
    ORDER_SHIPPED="A parcel left.",
    ORDER_DELIVERED="A parcel arrived.",
    DELIVERY_DELAYED="The carrier reports a problem.",
    ORDER_CANCELED="It will not be sent: canceled, or never paid.",
    ORDER_REFUNDED="Money went back.",
    RETURN_APPROVED="Goods may be sent back.",
    REVIEW_REMINDER="A week after all is done; advertising, so it needs consent.",
    DELAY_APOLOGY="A rule apologizes for a delay, with a coupon.",
)
describe(
    Medium,
    "How a customer is told.",
    EMAIL="By a letter to the mailbox.",
    FEED="In the list in the shop.",
    SMS="By a text message to the phone.",
    WEBHOOK="By a signed message to an endpoint of their own.",
)
describe(
    NotificationStatus,
    "How far a notification has come.",
    PENDING="It is to be sent, now or later.",
    SENT="Whoever carries it has taken it; in a feed, it is shown.",
    SUPPRESSED="It was not wanted any more when its time came.",
    DEAD="It was given up. It can be retried.",
)
describe(
    NotificationAction,
    "What can be done with a notification.",
    REPEAT="Try again later; happens by itself.",
    SEND="Say that it was taken; happens by itself.",
    SUPPRESS="Do not send it; happens by itself.",
    GIVE_UP="Try no more; happens by itself.",
    RETRY="Have it sent after all.",
)
describe(
    SendingError,
    "Why an attempt failed.",
    NO_ADDRESS="The customer has no such address any more.",
    NO_SENDER="Nobody carries messages here.",
    UNREACHABLE="The carrier could not be reached, or the connection broke off.",
    TIMED_OUT="It took too long.",
    BUSY="The carrier asks to try again later.",
    REFUSED="The carrier will not take it.",
    UNREADABLE="What was written, or where to, cannot be read here any more.",
)
