"""Which groups, tiers and segments a customer is in: the one place that reads it."""

from collections import defaultdict
from collections.abc import Mapping
from uuid import UUID

from domain.customers.groups import CustomerGroupMember
from domain.customers.states import GroupKind


async def memberships(customer_id: UUID | None) -> Mapping[GroupKind, frozenset[str]]:
    """The codes of the customer's groups, by kind; nobody in particular is in none."""
    if customer_id is None:
        return {}
    theirs = CustomerGroupMember.filter(customer_id=customer_id)
    codes: dict[GroupKind, set[str]] = defaultdict(set)
    for kind, code in await theirs.values_list("group__kind", "group__code"):
        codes[kind].add(code)
    return {kind: frozenset(each) for kind, each in codes.items()}
