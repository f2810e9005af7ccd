"""The words of routing."""

from enum import StrEnum


class RoutingRuleKind(StrEnum):
    """By what warehouses are put in order."""

    PREFERRED = "preferred"
    NEAREST = "nearest"
    FEWEST_PARCELS = "fewest_parcels"
    HIGHEST_STOCK = "highest_stock"
    CHEAPEST = "cheapest"


class RoutingReason(StrEnum):
    """What a rule says of a warehouse, and what its value counts."""

    LISTED = "listed"  # its place in the list, from 1
    NOT_LISTED = "not_listed"
    DISTANCE = "distance"  # kilometres
    NO_COORDINATES = "no_coordinates"
    NO_DESTINATION = "no_destination"
    PARCELS = "parcels"  # of the whole order, if this warehouse sends one
    UNITS_SERVED = "units_served"  # where there are too many ways to count parcels
    FREE_UNITS = "free_units"  # of what is asked for
    COST = "cost"  # minor units of the rule's currency
    NO_COST = "no_cost"


class RoutingOutcome(StrEnum):
    """What became of a warehouse in one step."""

    CHOSEN = "chosen"
    BEHIND = "behind"  # another came first, by a rule or by the warehouses' own order
    NOTHING_FREE = "nothing_free"  # it has none of what is still asked for
    LEFT_OUT = "left_out"  # it has just said that it lacks the goods


class RoutingCause(StrEnum):
    """Why a route was decided."""

    CONFIRMATION = "confirmation"
    SHORTAGE = "shortage"
    ARRIVAL = "arrival"  # goods came that somebody waited for
    PREVIEW = "preview"  # a dry run; never kept
