"""The life of an edit, and what can be in the way of one."""

from enum import StrEnum

from domain.shared.states import StateMachine, move


class OrderEditStatus(StrEnum):
    """Where an edit stands."""

    OPEN = "open"
    COMMITTED = "committed"
    ABANDONED = "abandoned"
    CONFLICTED = "conflicted"


class OrderEditAction(StrEnum):
    """What becomes of an edit."""

    COMMIT = "commit"
    ABANDON = "abandon"
    CONFLICT = "conflict"


ORDER_EDIT = StateMachine(
    "order edit",
    OrderEditStatus,
    initial={OrderEditStatus.OPEN, OrderEditStatus.COMMITTED},  # committed: made at once
    moves=[
        move(OrderEditAction.COMMIT, OrderEditStatus.OPEN, OrderEditStatus.COMMITTED),
        move(OrderEditAction.ABANDON, OrderEditStatus.OPEN, OrderEditStatus.ABANDONED),
        move(OrderEditAction.CONFLICT, OrderEditStatus.OPEN, OrderEditStatus.CONFLICTED),
    ],
)


class EditProblemKind(StrEnum):
    """Why an edit cannot be committed as it is."""

    NOTHING_CHANGED = "nothing_changed"
    ORDER_CHANGED = "order_changed"
    NOT_OPEN = "not_open"
    MONEY_HELD = "money_held"
    OUT_OF_STOCK = "out_of_stock"
    NOT_FOR_SALE = "not_for_sale"
    NO_PRICE = "no_price"
    UNITS_NOT_FREE = "units_not_free"
    LINE_ON_ITS_WAY = "line_on_its_way"
    RETURN_OPEN = "return_open"
    DISCOUNT_TOO_HIGH = "discount_too_high"
    NOTHING_LEFT = "nothing_left"
    TOO_MANY_LINES = "too_many_lines"
    WORTH_TOO_MUCH = "worth_too_much"
    ALREADY_SENT = "already_sent"
    TAXED_OTHERWISE = "taxed_otherwise"
