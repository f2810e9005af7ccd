"""The words of rules: what they wait for, what they ask, and what they do."""

from enum import StrEnum


class AutomationEvent(StrEnum):
    """Something that happens to an order."""

    ORDER_PLACED = "order_placed"
    ORDER_PAID = "order_paid"
    ORDER_REFUNDED = "order_refunded"
    ORDER_EXPIRES_SOON = "order_expires_soon"
    ORDER_CONFIRMED = "order_confirmed"
    ORDER_HELD = "order_held"
    ORDER_RELEASED = "order_released"
    ORDER_EDITED = "order_edited"
    ORDER_TAGGED = "order_tagged"
    ORDER_SHIPPED = "order_shipped"
    DELIVERY_DELAYED = "delivery_delayed"
    ORDER_DELIVERED = "order_delivered"
    ORDER_COMPLETED = "order_completed"
    ORDER_CANCELED = "order_canceled"


class AutomationField(StrEnum):
    """What can be asked about an order and its customer."""

    TOTAL = "total"
    SUBTOTAL = "subtotal"
    DISCOUNT = "discount"
    SHIPPING = "shipping"
    BALANCE_DUE = "balance_due"
    CURRENCY = "currency"
    STATUS = "status"
    PAYMENT_STATUS = "payment_status"
    FULFILLMENT_STATUS = "fulfillment_status"
    RETURN_STATUS = "return_status"
    HOLD_REASON = "hold_reason"
    CHANNEL = "channel"
    COUNTRY = "country"
    REGION = "region"
    SHIPPING_METHOD = "shipping_method"
    TAGS = "tags"
    SKUS = "skus"
    UNITS = "units"
    LINES = "lines"
    IS_ASSIGNED = "is_assigned"
    IS_GIFT = "is_gift"
    HAS_CUSTOMER = "has_customer"
    CUSTOMER_ORDERS = "customer_orders"
    CUSTOMER_GROUPS = "customer_groups"


class FieldType(StrEnum):
    """How a field is compared."""

    MONEY = "money"
    NUMBER = "number"
    WORD = "word"
    WORDS = "words"
    FLAG = "flag"


class AutomationOperator(StrEnum):
    """How a field is compared with values."""

    EQUALS = "equals"
    NOT_EQUALS = "not_equals"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    ANY_OF = "any_of"
    ALL_OF = "all_of"
    NONE_OF = "none_of"


class AutomationMatch(StrEnum):
    """How many of several conditions must hold."""

    ALL = "all"
    ANY = "any"


class AutomationActionKind(StrEnum):
    """What a rule does; each is a verb that people have too."""

    CONFIRM = "confirm"
    HOLD = "hold"
    RELEASE = "release"
    CANCEL = "cancel"
    ADD_TAGS = "add_tags"
    REMOVE_TAGS = "remove_tags"
    ASSIGN = "assign"
    ADD_NOTE = "add_note"
    ISSUE_COUPON = "issue_coupon"
    NOTIFY = "notify"


class AutomationTemplateKind(StrEnum):
    """Rules that are ready to be used."""

    AUTO_CONFIRM = "auto_confirm"
    HOLD_ON_RISK = "hold_on_risk"
    REVIEW_REMINDER = "review_reminder"
    DELAY_APOLOGY = "delay_apology"
