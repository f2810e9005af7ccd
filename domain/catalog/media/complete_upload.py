"""Completing an upload: the bytes lie there, and the product shows them once they are ready."""

from dataclasses import dataclass
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.catalog.media.begin_upload import begin_upload
from domain.catalog.media.errors import TooManyMedia
from domain.catalog.media.events import MediaAdded
from domain.catalog.media.kinds import PER_PRODUCT_MAX
from domain.catalog.media.models import MediaFile, MediaUpload, ProductMedia
from domain.catalog.media.states import MEDIA, MediaAction, MediaStatus
from domain.catalog.revisions.policy import hold_to_edit
from domain.shared.context import Context
from domain.shared.outbox import append
from domain.shared.states import raise_version


@dataclass(frozen=True, slots=True)
class Completed:
    """What the product shows, and whether the bytes that were put are those it is made of; if they
    are not, somebody else brought the same, and nobody needs these."""

    media: ProductMedia
    takes_source: bool


async def complete_upload(
    ctx: Context, upload_id: UUID, file_id: UUID, *, source: str | None
) -> Completed:
    """Put the file behind the product's other media, and use the upload up.

    `source` is where its bytes were put, where they were needed. A file that failed is tried again,
    for it was brought again. The same picture twice is one. Locks go from the upload to the file
    to the product, as those of `settle_file` do.

    Raises:
        NotPermitted: the actor may not change the catalog any more.
        NotFound: the upload is not theirs, or the product is gone.
        UploadUsed: another came first.
        TooManyMedia: the product has as many as it may have.
        ApprovalRequired: it is shown, or being looked at, by now, and the shop insists.
    """
    async with in_transaction():
        upload = await begin_upload(ctx, upload_id, lock=True, late=True)
        file = await MediaFile.filter(retired_at__isnull=True).select_for_update().get(id=file_id)
        if file.status is MediaStatus.FAILED and source is not None:
            await MEDIA.move(
                file,
                MediaAction.RETRY,
                at=ctx.now,
                source=source,
                attempts=0,
                failure=None,
            )
            await ProductMedia.filter(file_id=file.id).update(status=file.status, failure=None)
        elif file.source is None and source is not None and file.status is MediaStatus.PENDING:
            file.source = source
            await file.save(update_fields=["source"])
        media = await _add(ctx, upload, file)
        await MediaUpload.filter(id=upload.id).update(media_id=media.id)
        return Completed(media, takes_source=source is not None and file.source == source)


async def _add(ctx: Context, upload: MediaUpload, file: MediaFile) -> ProductMedia:
    product = await hold_to_edit(ctx, upload.product_id)
    shown = await ProductMedia.filter(product_id=product.id).order_by("position", "id")
    for media in shown:
        if media.file_id == file.id:
            return media
    if len(shown) >= PER_PRODUCT_MAX:
        raise TooManyMedia(PER_PRODUCT_MAX)
    media = await ProductMedia.create(
        product_id=product.id,
        file_id=file.id,
        position=shown[-1].position + 1 if shown else 0,
        alt=upload.alt,
        hash=file.hash,
        kind=file.kind,
        extension=file.extension,
        byte_size=file.byte_size,
        width=file.width,
        height=file.height,
        status=file.status,
        failure=file.failure,
        created_at=ctx.now,
    )
    await raise_version(product, "product", at=ctx.now)
    await append(
        ctx,
        MediaAdded(
            aggregate_id=product.id,
            version=product.version,
            media_id=media.id,
            kind=media.kind,
            status=media.status,
        ),
    )
    return media
