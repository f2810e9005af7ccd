"""Reading what channels say of products. It is for whoever may see what is not on the shelf."""

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from tortoise.queryset import QuerySet

from domain.catalog.publication.models import ProductPublication
from domain.identity.scopes import Scope
from domain.shared.context import Context


def visible_publications(ctx: Context) -> QuerySet[ProductPublication]:
    """What somebody may know of it."""
    everything = ProductPublication.all()
    return everything if ctx.allows(Scope.CATALOG_READ) else everything.filter(pk__in=[])


async def publications_of_products(
    ctx: Context, product_ids: Collection[UUID]
) -> dict[UUID, list[ProductPublication]]:
    """What channels say of each product, by the channel's code."""
    found: dict[UUID, list[ProductPublication]] = defaultdict(list)
    rows = visible_publications(ctx).filter(product_id__in=list(product_ids))
    for row in await rows.order_by("channel__code"):
        found[row.product_id].append(row)
    return found
