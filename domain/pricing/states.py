"""The lives of price lists, planned prices, proposals and anomalies, and the words of rules."""

from enum import StrEnum

from domain.shared.states import StateMachine, move


class PriceListStatus(StrEnum):
    """Whether a list counts. What is scheduled counts from its first moment on."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    ACTIVE = "active"
    INACTIVE = "inactive"


class PriceListAction(StrEnum):
    """What happens to a list. It begins and ends by the clock, or by somebody."""

    SCHEDULE = "schedule"
    ACTIVATE = "activate"
    BEGIN = "begin"
    END = "end"
    DEACTIVATE = "deactivate"


_AT_REST = {PriceListStatus.DRAFT, PriceListStatus.INACTIVE}
_AT_WORK = {PriceListStatus.SCHEDULED, PriceListStatus.ACTIVE}
PRICE_LIST = StateMachine(
    "price list",
    PriceListStatus,
    initial={PriceListStatus.DRAFT},
    moves=[
        move(PriceListAction.SCHEDULE, _AT_REST, PriceListStatus.SCHEDULED),
        move(PriceListAction.ACTIVATE, _AT_REST, PriceListStatus.ACTIVE),
        move(PriceListAction.BEGIN, PriceListStatus.SCHEDULED, PriceListStatus.ACTIVE),
        move(PriceListAction.END, _AT_WORK, PriceListStatus.INACTIVE),
        move(PriceListAction.DEACTIVATE, _AT_WORK, PriceListStatus.INACTIVE),
    ],
)


class ScheduledPriceStatus(StrEnum):
    """The life of a price that is planned."""

    PENDING = "pending"
    APPLIED = "applied"
    CANCELED = "canceled"
    FAILED = "failed"


class ScheduledPriceAction(StrEnum):
    """What happens to it."""

    APPLY = "apply"
    CANCEL = "cancel"
    FAIL = "fail"


SCHEDULED_PRICE = StateMachine(
    "scheduled price",
    ScheduledPriceStatus,
    initial={ScheduledPriceStatus.PENDING},
    moves=[
        move(
            ScheduledPriceAction.APPLY,
            ScheduledPriceStatus.PENDING,
            ScheduledPriceStatus.APPLIED,
        ),
        move(
            ScheduledPriceAction.CANCEL,
            ScheduledPriceStatus.PENDING,
            ScheduledPriceStatus.CANCELED,
        ),
        move(
            ScheduledPriceAction.FAIL,
            ScheduledPriceStatus.PENDING,
            ScheduledPriceStatus.FAILED,
        ),
    ],
)


class Strategy(StrEnum):
    """What a rule wants of a price."""

    MATCH_COMPETITOR = "match_competitor"
    UNDERCUT_COMPETITOR = "undercut_competitor"
    FOLLOW_DEMAND = "follow_demand"
    CLEAR_STOCK = "clear_stock"
    KEEP_MARGIN = "keep_margin"


class DownwardMode(StrEnum):
    """What becomes of a price that would fall."""

    FOLLOW_DOWN = "follow_down"
    PROMOTE = "promote"  # the price stays; somebody is told to make a promotion instead


class DecisionOutcome(StrEnum):
    """What came of a rule for one variant."""

    SET = "set"
    PROPOSED = "proposed"
    PROMOTE = "promote"
    KEPT = "kept"


class ProposalStatus(StrEnum):
    """The life of a price that somebody must agree to."""

    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class ProposalAction(StrEnum):
    """What happens to it. It is withdrawn by somebody, or by the rule's next decision."""

    APPROVE = "approve"
    REJECT = "reject"
    WITHDRAW = "withdraw"


PRICE_PROPOSAL = StateMachine(
    "price proposal",
    ProposalStatus,
    initial={ProposalStatus.PENDING},
    moves=[
        move(ProposalAction.APPROVE, ProposalStatus.PENDING, ProposalStatus.APPROVED),
        move(ProposalAction.REJECT, ProposalStatus.PENDING, ProposalStatus.REJECTED),
        move(ProposalAction.WITHDRAW, ProposalStatus.PENDING, ProposalStatus.WITHDRAWN),
    ],
)


class AnomalyKind(StrEnum):
    """What is odd about a price."""

    LOST_DECIMAL = "lost_decimal"
    AGAINST_HISTORY = "against_history"
    BELOW_COST = "below_cost"
    OUTSIDE_MARKET = "outside_market"


class AnomalyStatus(StrEnum):
    """The life of an anomaly."""

    OPEN = "open"
    RESOLVED = "resolved"
    DISMISSED = "dismissed"


class AnomalyAction(StrEnum):
    """What happens to it: the price was put right, or it is meant so."""

    RESOLVE = "resolve"
    DISMISS = "dismiss"


PRICE_ANOMALY = StateMachine(
    "price anomaly",
    AnomalyStatus,
    initial={AnomalyStatus.OPEN},
    moves=[
        move(AnomalyAction.RESOLVE, AnomalyStatus.OPEN, AnomalyStatus.RESOLVED),
        move(AnomalyAction.DISMISS, AnomalyStatus.OPEN, AnomalyStatus.DISMISSED),
    ],
)
