"""Settling a file: it can be shown, or it cannot; and all products that show it are told."""

from tortoise.transactions import in_transaction

from domain.catalog.media.claim_files import Claimed
from domain.catalog.media.events import MediaFailed, MediaReady
from domain.catalog.media.models import MediaFile, ProductMedia
from domain.catalog.media.rendering import Rendered
from domain.catalog.media.states import MEDIA, MediaAction
from domain.catalog.queries import lock_product
from domain.shared.context import Context
from domain.shared.outbox import Event, append
from domain.shared.states import raise_version


async def settle_file(ctx: Context, claimed: Claimed, rendered: Rendered) -> bool:
    """Write down what came of a file that was taken up. False where the lease was over and
    another took it up meanwhile: then what that one says is what counts.

    Locks go from the file to the products in order of their ids, as those of `complete_upload` do:
    whoever adds this file to one more product comes before and is told, or after and knows.
    """
    async with in_transaction():
        file = await MediaFile.select_for_update().get_or_none(
            id=claimed.id, lease_id=claimed.lease_id
        )
        if file is None:
            return False
        outcome = MediaAction.FAIL if rendered.failure else MediaAction.FINISH
        found = {
            "width": rendered.width,
            "height": rendered.height,
            "failure": rendered.failure,
        }
        await MEDIA.move(file, outcome, at=ctx.now, lease_id=None, lease_until=None, **found)
        for media in await ProductMedia.filter(file_id=file.id).order_by("product_id"):
            product = await lock_product(ctx, media.product_id)
            await ProductMedia.filter(id=media.id).update(status=file.status, **found)
            await raise_version(product, "product", at=ctx.now)
            place = {"aggregate_id": product.id, "media_id": media.id}
            if rendered.failure:
                fact: Event = MediaFailed(
                    **place, version=product.version, failure=rendered.failure
                )
            else:
                fact = MediaReady(**place, version=product.version)
            await append(ctx, fact)
        return True
