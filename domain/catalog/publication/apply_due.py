"""What was scheduled comes true: the timers call this, again and again."""

from uuid import UUID

from tortoise.expressions import Q
from tortoise.queryset import QuerySet
from tortoise.transactions import in_transaction

from domain.catalog.models import Product
from domain.catalog.publication.channels import hide_in, show_in
from domain.catalog.publication.models import ProductPublication
from domain.catalog.states import ChannelPublicationStatus
from domain.identity.scopes import Scope
from domain.shared.context import Context

BATCH = 100  # publications in one sweep


async def apply_due(ctx: Context, *, limit: int = BATCH) -> int:
    """Show and hide what is due; how many did.

    Each goes in a transaction of its own. One that somebody else is at work on waits for the next
    time; one that is called off at this very moment stays as it is.

    Raises:
        NotPermitted: the actor may not change the catalog.
    """
    ctx.require(Scope.CATALOG_WRITE)
    due = await _due(ctx).order_by("updated_at", "id").limit(limit).only("id", "product_id")
    return sum([await _apply(ctx, row.id, row.product_id) for row in due])


def _due(ctx: Context) -> QuerySet[ProductPublication]:
    shown = Q(status=ChannelPublicationStatus.SCHEDULED, publish_at__lte=ctx.now)
    hidden = Q(status=ChannelPublicationStatus.PUBLISHED, unpublish_at__lte=ctx.now)
    return ProductPublication.filter(shown | hidden)


async def _apply(ctx: Context, row_id: UUID, product_id: UUID) -> bool:
    async with in_transaction():
        free = Product.filter(id=product_id).select_for_update(no_key=True, skip_locked=True)
        product = await free.first()
        row = await _due(ctx).get_or_none(id=row_id)
        if product is None or row is None:
            return False
        if row.status is ChannelPublicationStatus.SCHEDULED:
            await show_in(ctx, product, row)
        if row.unpublish_at is not None and row.unpublish_at <= ctx.now:  # slept through both
            await hide_in(ctx, product, row)
        return True
