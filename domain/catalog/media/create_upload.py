"""Asking for a way in: for one file of one kind and size, to one product, for a few minutes."""

from datetime import timedelta
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.catalog.media.errors import TooManyMedia
from domain.catalog.media.kinds import PER_PRODUCT_MAX, SIZE_MAX
from domain.catalog.media.models import MediaUpload, ProductMedia
from domain.catalog.media.states import MediaKind
from domain.catalog.revisions.policy import hold_to_edit
from domain.identity.scopes import Scope
from domain.shared import inputs
from domain.shared.context import Context
from domain.shared.idempotency import claim

OPEN = timedelta(minutes=15)
ALT_LENGTH_MAX = 500  # characters


async def create_upload(
    ctx: Context,
    product_id: UUID,
    *,
    kind: MediaKind,
    byte_size: int,
    alt: str = "",
    idempotency_key: str | None = None,
) -> MediaUpload:
    """Open a way in. It is the actor's alone, takes just so many bytes, and takes them once.

    Raises:
        NotPermitted: the actor may not change the catalog.
        InvalidInput: no bytes, more than a file of this kind may have, or too much said of it.
        NotFound: no such product.
        TooManyMedia: the product has as many as it may have.
        ApprovalRequired: it is shown, or being looked at, and the shop insists.
        IdempotencyKeyReused, IdempotencyInProgress: see `claim`.
    """
    ctx.require(Scope.CATALOG_WRITE)
    byte_size = inputs.count(byte_size, "byteSize", highest=SIZE_MAX[kind])
    alt = inputs.text(alt, "alt", longest=ALT_LENGTH_MAX, required=False)
    async with in_transaction():
        request = [product_id, kind, byte_size, alt]
        claimed = await claim(ctx, "catalog.create_upload", idempotency_key, request)
        if claimed.replay_of:
            return await MediaUpload.get(id=claimed.replay_of)
        product = await hold_to_edit(ctx, product_id)
        if await ProductMedia.filter(product_id=product.id).count() >= PER_PRODUCT_MAX:
            raise TooManyMedia(PER_PRODUCT_MAX)
        upload = await MediaUpload.create(
            product_id=product.id,
            actor=ctx.actor.key,
            kind=kind,
            byte_size=byte_size,
            alt=alt,
            created_at=ctx.now,
            expires_at=ctx.now + OPEN,
        )
        await claimed.settle(upload.id)
        return upload
