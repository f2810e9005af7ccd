"""Pictures, films and papers of products, as clients see them."""

from datetime import datetime
from typing import Annotated

import strawberry

from domain.catalog.media import models, queries
from domain.catalog.media.kinds import WHOLE, MediaFormat, MediaSize
from domain.catalog.media.states import MediaFailure, MediaKind, MediaStatus
from schema.shared.context import Info
from schema.shared.enums import describe
from schema.shared.fields import Backed, Node, column, row_key
from schema.shared.scalars import LocaleCode

describe(
    MediaKind,
    "What sort of thing it is.",
    IMAGE="A picture: JPEG, PNG, WebP or GIF; 20 MB at most.",
    VIDEO="A film: MP4 or WebM; 200 MB at most.",
    DOCUMENT="A paper: PDF; 20 MB at most.",
)
describe(
    MediaStatus,
    "How far a file is.",
    PENDING="Its bytes are here and wait for their turn.",
    PROCESSING="Somebody looks into it.",
    READY="It can be shown.",
    FAILED="It cannot be shown; `failure` says why.",
)
describe(
    MediaFailure,
    "Why a file cannot be shown. Treat a value you do not know as UNREADABLE.",
    UNREADABLE="It is not what it seems to be, it is damaged, or it is encrypted.",
    TOO_MANY_PIXELS="It has more than 50 million pixels, or a side of more than 20,000.",
    ACTIVE_CONTENT="It would do something: scripts, programs or files inside a paper.",
    TOO_HARD="To open it takes more time or memory than there is for it.",
    LOST="Its bytes are gone. Bring it again.",
)
describe(
    MediaSize,
    "The longer side that a picture has at most. None is made larger than it came.",
    THUMB="At most 160 pixels.",
    CARD="At most 480 pixels.",
    PAGE="At most 1,200 pixels.",
    ZOOM="At most 2,400 pixels.",
)
describe(
    MediaFormat,
    "How a picture is written.",
    WEBP="As WebP, the smallest.",
    NATIVE="As it came: JPEG, PNG or WebP; a GIF as PNG.",
)

Locale = Annotated[
    LocaleCode | None,
    strawberry.argument(description="The language wanted; the asker's own if nothing is said."),
]
Size = Annotated[
    MediaSize, strawberry.argument(description="How large a picture; others have one size.")
]
Format = Annotated[
    MediaFormat, strawberry.argument(description="How a picture is written; others keep theirs.")
]


@strawberry.type(description="What is said of a picture, film or paper in one language.")
class MediaTranslation(Backed[models.ProductMediaTranslation]):
    """A translation."""

    locale: LocaleCode = column("The language.")
    alt: str = column("What is to be seen, in it.")


@strawberry.type(
    description="A picture, film or paper of a product. Customers see it once it is ready."
)
class ProductMedia(Node, Backed[models.ProductMedia]):
    """One of a product's media."""

    kind: MediaKind = column("What sort of thing it is.")
    status: MediaStatus = column("How far it is.")
    failure: MediaFailure | None = column("Why it cannot be shown, where that is so.")
    position: int = column("Its place among the product's media; smaller comes first.")
    width: int | None = column("Pixels from side to side, upright; of pictures, once known.")
    height: int | None = column("Pixels from top to bottom, upright; of pictures, once known.")
    byte_size: int = column("How many bytes came in.")
    created_at: datetime = column("When it was added.")

    @strawberry.field(
        description="Where it is shown, from the root of this host; none until it is ready. What"
        " stands there never changes. The address is hard to guess, and whoever has it needs no"
        " permission."
    )
    def url(self, size: Size = MediaSize.PAGE, format: Format = MediaFormat.WEBP) -> str | None:
        row = self.row
        if row.status is not MediaStatus.READY:
            return None
        if row.kind is not MediaKind.IMAGE:
            return f"/media/{row.hash}/{WHOLE}.{row.extension}"
        extension = "webp" if format is MediaFormat.WEBP else row.extension
        return f"/media/{row.hash}/{size.value}.{extension}"

    @strawberry.field(
        description="What is to be seen, for those who do not see it, in the language asked for if"
        " it is said in that."
    )
    async def alt(self, info: Info, locale: Locale = None) -> str:
        wanted = locale or info.context.domain.locale
        words = await info.context.many(queries.translations_of_media, row_key(self))
        said = next((word.alt for word in words if word.locale == wanted), None)
        return said or self.row.alt

    @strawberry.field(description="What is said of it in all other languages there are.")
    async def translations(self, info: Info) -> list[MediaTranslation]:
        return MediaTranslation.each(
            await info.context.many(queries.translations_of_media, row_key(self))
        )
