"""Whether what the terms of a promotion name is there."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

from tortoise.models import Model

from domain.catalog.models import Brand, Category, Product, ProductVariant
from domain.customers.models import Customer
from domain.promotions.terms import (
    BundlePrice,
    Condition,
    CustomerIn,
    Effect,
    GiftOf,
    LineKey,
    Target,
)
from domain.shared.errors import NotFound

KINDS: Mapping[str, type[Model]] = {
    "variant": ProductVariant,
    "product": Product,
    "category": Category,
    "brand": Brand,
    "customer": Customer,
}


async def check_references(conditions: Sequence[Condition], effects: Sequence[Effect]) -> None:
    """Refuse terms that name something that is not there; one statement for each kind named.

    Raises:
        NotFound: no such variant, product, category, brand or customer.
    """
    named: dict[str, set[UUID]] = defaultdict(set)
    for part in (*conditions, *effects):
        for name in ("target", "buy", "get"):
            _lines(getattr(part, name, ()), named)
        if isinstance(part, GiftOf):
            named["variant"].add(part.variant_id)
        elif isinstance(part, BundlePrice):
            named["variant"].update(each.variant_id for each in part.parts)
        elif isinstance(part, CustomerIn):
            named["customer"].update(part.customers)
    for kind, ids in named.items():
        known = await KINDS[kind].filter(id__in=ids).values_list("id", flat=True)
        for missing in sorted(ids - set(known)):
            raise NotFound(kind, missing)


def _lines(target: Target, named: dict[str, set[UUID]]) -> None:
    for chosen in target:
        if chosen.key is not LineKey.TAG:
            named[chosen.key.value].update(map(UUID, chosen.values))
