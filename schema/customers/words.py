"""The words of groups on the wire: the domain's enum, described."""

from domain.customers.states import GroupKind
from schema.shared.enums import describe

__all__ = ["GroupKind"]

describe(
    GroupKind,
    "What binds a group of customers together.",
    GROUP="Somebody put them there.",
    TIER="A step of loyalty; everybody is on one at most.",
    SEGMENT="They have something in common.",
)
