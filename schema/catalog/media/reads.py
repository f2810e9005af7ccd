"""How pictures, films and papers are read: a table for each type."""

from domain.catalog.media import queries
from domain.catalog.media.kinds import WHOLE, MediaFormat, MediaSize
from domain.catalog.media.states import MediaKind, MediaStatus
from schema.catalog.words import words
from schema.engine.mapping import Args, Expression, Many, Pages, Read
from schema.shared.context import GraphContext


def _size(context: GraphContext, args: Args) -> str:
    return MediaSize(args.get("size", MediaSize.PAGE)).value


def _is_native(context: GraphContext, args: Args) -> bool:
    return MediaFormat(args.get("format", MediaFormat.WEBP)) is MediaFormat.NATIVE


URL = Expression(
    f"CASE WHEN {{row}}.\"status\" = '{MediaStatus.READY.value}' THEN '/media/' || {{row}}.\"hash\""
    f" || '/' || CASE WHEN {{row}}.\"kind\" = '{MediaKind.IMAGE.value}' THEN {{size}}::text || '.'"
    " || CASE WHEN {is_native}::boolean THEN {row}.\"extension\" ELSE 'webp' END"
    f" ELSE '{WHOLE}.' || {{row}}.\"extension\" END END",
    {"size": _size, "is_native": _is_native},
    columns=("status", "hash", "kind", "extension"),
)
MEDIA = Pages("ProductMedia", by="product_id", order=queries.BY_POSITION)
READS = (
    Read(
        "ProductMedia",
        queries.visible_media,
        {
            "url": URL,
            "alt": words("product_media_translation", "media_id", "alt"),
            "translations": Many("MediaTranslation", by="media_id", order=("locale",)),
        },
    ),
    Read("MediaTranslation", queries.all_media_translations, {}),
)
