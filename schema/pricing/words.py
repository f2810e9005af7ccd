"""The words of prices on the wire: the domain's enums, described."""

from domain.catalog.states import PriceCause
from domain.pricing.states import (
    AnomalyKind,
    AnomalyStatus,
    DecisionOutcome,
    DownwardMode,
    PriceListStatus,
    ProposalStatus,
    ScheduledPriceStatus,
    Strategy,
)
from schema.shared.enums import describe

__all__ = [
    "AnomalyKind",
    "AnomalyStatus",
    "DecisionOutcome",
    "DownwardMode",
    "PriceCause",
    "PriceListStatus",
    "ProposalStatus",
    "ScheduledPriceStatus",
    "Strategy",
]

describe(
    PriceCause,
    "Why a price changed.",
    MANUAL="Somebody set it.",
    RULE="A pricing rule, or somebody who approved what it proposed.",
    SCHEDULE="It was planned for that moment.",
    PROMOTION="A promotion.",
    IMPORT="It came in a file.",
)
describe(
    PriceListStatus,
    "Whether a price list counts.",
    DRAFT="Not yet.",
    SCHEDULED="From its first moment on.",
    ACTIVE="Now.",
    INACTIVE="Not any more.",
)
describe(
    ScheduledPriceStatus,
    "The life of a planned price.",
    PENDING="Its moment has not come.",
    APPLIED="It was set.",
    CANCELED="Somebody gave it up.",
    FAILED="It was refused when its moment came, as of a currency that was given up.",
)
describe(
    Strategy,
    "What a pricing rule wants of a price.",
    MATCH_COMPETITOR="As low as the lowest that others ask.",
    UNDERCUT_COMPETITOR="Lower than that, by the rule's share.",
    FOLLOW_DEMAND="Up where more was sold than the week before, down where less; a doubling moves"
    " it by the rule's share.",
    CLEAR_STOCK="Lower by the rule's share, where stock lasts longer than 60 days.",
    KEEP_MARGIN="What it costs us and the rule's margin on top.",
)
describe(
    DownwardMode,
    "What becomes of a price that would fall.",
    FOLLOW_DOWN="It falls.",
    PROMOTE="It stays; a promotion is suggested instead.",
)
describe(
    DecisionOutcome,
    "What a pricing rule came to.",
    SET="The price was changed.",
    PROPOSED="Somebody must agree first.",
    PROMOTE="The price stays, and a promotion to this price is suggested.",
    KEPT="The price stays.",
)
describe(
    ProposalStatus,
    "The life of a proposed price.",
    PENDING="It waits for somebody to agree.",
    APPROVED="Somebody agreed, and the price was set.",
    REJECTED="Somebody did not.",
    WITHDRAWN="Somebody took it back, or the rule came to something else.",
)
describe(
    AnomalyKind,
    "What is odd about a price.",
    LOST_DECIMAL="About ten times what it was, or a tenth: a decimal was lost, or one too many.",
    AGAINST_HISTORY="Far from what it used to be.",
    BELOW_COST="Less than it costs us.",
    OUTSIDE_MARKET="Far from what others ask.",
)
describe(
    AnomalyStatus,
    "The life of a price anomaly.",
    OPEN="Nobody has seen to it.",
    RESOLVED="The price was put right.",
    DISMISSED="The price is meant so.",
)
