"""How a held product moves into a channel and out of it, with its facts. Internal to the verbs."""

from datetime import datetime
from typing import Any
from uuid import UUID

from domain.catalog.events import ProductPublished, ProductUnpublished
from domain.catalog.models import Product
from domain.catalog.publication.events import ChannelPublicationChanged
from domain.catalog.publication.models import ProductPublication
from domain.catalog.states import (
    CHANNEL_PUBLICATION,
    PUBLICATION,
    ChannelPublicationAction,
    ChannelPublicationStatus,
    PublicationAction,
    PublicationStatus,
)
from domain.channels.models import SalesChannel
from domain.shared.context import Context
from domain.shared.errors import NotFound
from domain.shared.outbox import append
from domain.shared.states import raise_version


async def rows_of(product: Product) -> dict[UUID, ProductPublication]:
    """What is said of a product for single channels, by the channel."""
    return {row.channel_id: row for row in await ProductPublication.filter(product_id=product.id)}


async def row_of(product: Product, channel_id: UUID) -> ProductPublication:
    """How things stand in one channel, as a row; where nothing is said, as the product stands.

    Raises:
        NotFound: no such channel.
    """
    if not await SalesChannel.exists(id=channel_id):
        raise NotFound("channel", channel_id)
    row = await ProductPublication.get_or_none(product_id=product.id, channel_id=channel_id)
    return row or ProductPublication(
        product_id=product.id,
        channel_id=channel_id,
        status=ChannelPublicationStatus(product.status.value),
        published_at=product.published_at,
    )


async def show_in(ctx: Context, product: Product, row: ProductPublication) -> None:
    """Show a product in a channel; it is published then, and in no other by that.

    Raises:
        InvalidTransition: the channel shows it already.
    """
    if product.status is PublicationStatus.UNPUBLISHED:
        said = set(await rows_of(product)) | {row.channel_id}
        await ProductPublication.bulk_create(
            ProductPublication(
                product_id=product.id,
                channel_id=channel.id,
                status=ChannelPublicationStatus.UNPUBLISHED,
                updated_at=ctx.now,
            )
            for channel in await SalesChannel.all().order_by("id")
            if channel.id not in said
        )
    await move_in(
        ctx,
        product,
        row,
        ChannelPublicationAction.PUBLISH,
        publish_at=None,
        published_at=ctx.now,
    )
    if product.status is PublicationStatus.UNPUBLISHED:
        await put_on_the_shelf(ctx, product)


async def hide_in(ctx: Context, product: Product, row: ProductPublication) -> None:
    """Hide a product in a channel; if no other shows it, it is published no more.

    Raises:
        InvalidTransition: the channel does not show it, and is not going to.
    """
    await move_in(
        ctx,
        product,
        row,
        ChannelPublicationAction.UNPUBLISH,
        publish_at=None,
        unpublish_at=None,
        published_at=None,
    )
    if product.status is PublicationStatus.PUBLISHED:
        codes = await SalesChannel.all().values_list("code", flat=True)
        if set(codes) <= set(product.hidden_in or ()):
            await take_off_the_shelf(ctx, product)


async def move_in(
    ctx: Context,
    product: Product,
    row: ProductPublication,
    action: ChannelPublicationAction,
    **columns: Any,
) -> None:
    """One step in one channel: the row, the product's copy of it, and the fact.

    Raises:
        InvalidTransition: the table has no such arrow from here.
    """
    source = row.status
    row.update_from_dict(
        {**columns, "status": CHANNEL_PUBLICATION.target(source, action), "updated_at": ctx.now}
    )
    await row.save()
    hidden = ProductPublication.filter(product_id=product.id).exclude(
        status=ChannelPublicationStatus.PUBLISHED
    )
    codes = await hidden.order_by("channel__code").values_list("channel__code", flat=True)
    await raise_version(product, "product", at=ctx.now, hidden_in=list(codes) or None)
    await append(
        ctx,
        ChannelPublicationChanged(
            aggregate_id=product.id,
            version=product.version,
            channel_id=row.channel_id,
            source=source,
            status=row.status,
            action=action,
            publish_at=_written(row.publish_at),
            unpublish_at=_written(row.unpublish_at),
        ),
    )


async def put_on_the_shelf(ctx: Context, product: Product) -> None:
    """Publish a product, whatever its channels say, and tell of it.

    Raises:
        InvalidTransition: it is published.
    """
    action = PublicationAction.PUBLISH
    source = await PUBLICATION.move(product, action, at=ctx.now, published_at=ctx.now)
    await append(
        ctx,
        ProductPublished(
            aggregate_id=product.id,
            version=product.version,
            source=source,
            status=product.status,
            action=action,
        ),
    )


async def take_off_the_shelf(ctx: Context, product: Product) -> None:
    """Unpublish a product, whatever its channels say, and tell of it.

    Raises:
        InvalidTransition: it is not published.
    """
    action = PublicationAction.UNPUBLISH
    source = await PUBLICATION.move(product, action, at=ctx.now, published_at=None)
    await append(
        ctx,
        ProductUnpublished(
            aggregate_id=product.id,
            version=product.version,
            source=source,
            status=product.status,
            action=action,
        ),
    )


def _written(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
