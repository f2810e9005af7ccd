"""Coming in: whether a way is there, open, not used, and whoever comes the one it was made for."""

from uuid import UUID

from domain.catalog.media.errors import UploadExpired, UploadUsed
from domain.catalog.media.models import MediaUpload
from domain.identity.scopes import Scope
from domain.shared.context import Context
from domain.shared.errors import NotFound


async def begin_upload(
    ctx: Context, upload_id: UUID, *, lock: bool = False, late: bool = False
) -> MediaUpload:
    """An upload that may go on; with `lock` it is held until the transaction ends. What was begun
    in time may be `late` when it is done.

    Raises:
        NotPermitted: the actor may not change the catalog, or may no longer.
        NotFound: there is no such upload, or it is somebody else's.
        UploadUsed: a file came in this way.
        UploadExpired: it was open for some minutes, and they are over.
    """
    ctx.require(Scope.CATALOG_WRITE)
    rows = MediaUpload.filter(actor=ctx.actor.key)
    upload = await (rows.select_for_update() if lock else rows).get_or_none(id=upload_id)
    if upload is None:
        raise NotFound("upload", upload_id)
    if upload.media_id is not None:
        raise UploadUsed(upload.media_id)
    if upload.expires_at <= ctx.now and not late:
        raise UploadExpired
    return upload
