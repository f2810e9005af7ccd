"""The words of routing and of waiting, described."""

from domain.fulfillment.routing.vocabulary import (
    RoutingCause,
    RoutingOutcome,
    RoutingReason,
    RoutingRuleKind,
)
from domain.inventory.backorders.states import BackorderKind, BackorderStatus, SellingPolicy
from schema.shared.enums import describe

describe(
    RoutingRuleKind,
    "By what warehouses are put in order.",
    PREFERRED="A list: the first of it first.",
    NEAREST="The shortest way to where the order goes.",
    FEWEST_PARCELS="As few parcels as it can be sent in.",
    HIGHEST_STOCK="Who has the most of it, so that shelves empty evenly.",
    CHEAPEST="The lowest cost of a parcel to there.",
)
describe(
    RoutingReason,
    "What a rule says of a warehouse, and what its value counts.",
    LISTED="It is in the list: its place, from 1.",
    NOT_LISTED="It is not in the list.",
    DISTANCE="How far it is, in kilometres as the crow flies.",
    NO_COORDINATES="Nobody has said where it stands.",
    NO_DESTINATION="The order has no address, or one in a place we do not know.",
    PARCELS="In how many parcels all is sent, if it sends one.",
    UNITS_SERVED="How many units it can send; there are too many ways to count parcels.",
    FREE_UNITS="How many units of what is asked for it has free.",
    COST="What a parcel costs, in minor units of the rule's currency.",
    NO_COST="No cost is known for it to there.",
)
describe(
    RoutingOutcome,
    "What became of a warehouse in one step of a route.",
    CHOSEN="It came first and sends all it can.",
    BEHIND="Another came first: by a rule, or by the warehouses' own priority.",
    NOTHING_FREE="It has nothing of what is still asked for.",
    LEFT_OUT="It has just said that it lacks the goods.",
)
describe(
    RoutingCause,
    "Why a route was decided.",
    CONFIRMATION="The order was confirmed.",
    SHORTAGE="A warehouse found less than it should have had.",
    ARRIVAL="Goods came that the order waited for.",
    PREVIEW="Somebody asked; nothing was done.",
)
describe(
    SellingPolicy,
    "Whether a variant is sold beyond what lies in stock.",
    DENY="No.",
    BACKORDER="Up to a limit; it is sent when it comes.",
    PREORDER="Up to a limit, until the day it appears; it is sent from then on.",
)
describe(
    BackorderKind,
    "Why somebody waits for units.",
    BACKORDER="They were sold beyond the stock.",
    PREORDER="They were sold before they appeared.",
    SHORTAGE="They were promised, and not on the shelf.",
)
describe(
    BackorderStatus,
    "What became of units that somebody waits for.",
    WAITING="They are not there.",
    FILLED="They came and are the order's.",
    CANCELED="Nobody waits for them any more.",
)
