"""Reads: what bundles are made of, and how many can be made, for whoever sees the variant."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from tortoise.expressions import Subquery
from tortoise.queryset import QuerySet

from domain.catalog.bundles.models import BundleComponent
from domain.catalog.queries import visible_variants
from domain.shared.context import Context


def all_components(ctx: Context) -> QuerySet[BundleComponent]:
    """What is in what, for whoever sees that."""
    return BundleComponent.all()


async def components_for_sale(variant_ids: Iterable[UUID]) -> dict[UUID, list[BundleComponent]]:
    """What each variant is made of, for whoever takes it off the shelves: whoever may buy it."""
    found: dict[UUID, list[BundleComponent]] = defaultdict(list)
    for row in await BundleComponent.filter(bundle_id__in=set(variant_ids)).order_by("id"):
        found[row.bundle_id].append(row)
    return found


async def components_of_variants(
    ctx: Context, variant_ids: Iterable[UUID]
) -> dict[UUID, list[BundleComponent]]:
    """What each variant is made of, in order; nothing if it is no bundle."""
    seen = visible_variants(ctx).filter(id__in=set(variant_ids)).values("id")
    found: dict[UUID, list[BundleComponent]] = defaultdict(list)
    for row in await BundleComponent.filter(bundle_id__in=Subquery(seen)).order_by(
        "position", "id"
    ):
        found[row.bundle_id].append(row)
    return found
