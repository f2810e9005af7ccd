"""Saying what is to be seen, to those who do not see it."""

from collections.abc import Mapping
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.catalog.media.create_upload import ALT_LENGTH_MAX
from domain.catalog.media.events import MediaUpdated
from domain.catalog.media.models import ProductMedia, ProductMediaTranslation
from domain.catalog.media.queries import get_media
from domain.catalog.revisions.policy import hold_to_edit
from domain.identity.scopes import Scope
from domain.shared import inputs
from domain.shared.context import DEFAULT_LOCALE, Context
from domain.shared.inputs import KEEP, Keep
from domain.shared.outbox import append
from domain.shared.states import raise_version


async def update_media(
    ctx: Context,
    media_id: UUID,
    *,
    alt: str | Keep = KEEP,
    translations: Mapping[str, str] | Keep = KEEP,
    expected_version: int | None = None,
) -> ProductMedia:
    """Say it anew, first of all and in other languages; an empty text takes a language back.

    Languages that are not named stay. Where nothing changes, nothing is told.

    Raises:
        NotPermitted: the actor may not change the catalog.
        InvalidInput: a text is too long, or in a language we do not keep.
        NotFound: no such media.
        VersionConflict: the product changed since `expected_version`.
        ApprovalRequired: it is shown, or being looked at, and the shop insists.
    """
    ctx.require(Scope.CATALOG_WRITE)
    first = KEEP if alt is KEEP else _said(alt, "alt")
    said = {} if translations is KEEP else _checked(translations)
    async with in_transaction():
        media = await get_media(ctx, media_id)
        product = await hold_to_edit(ctx, media.product_id, expected_version=expected_version)
        media = await get_media(ctx, media_id)  # whoever held the product may have changed it

        known = {
            row.locale: row.alt for row in await ProductMediaTranslation.filter(media_id=media.id)
        }
        changes = {locale: text for locale, text in said.items() if known.get(locale, "") != text}
        changed = sorted(changes)
        if first is not KEEP and first != media.alt:
            media.alt = first
            await media.save(update_fields=["alt"])
            changed.insert(0, DEFAULT_LOCALE)
        if not changed:
            return media
        await ProductMediaTranslation.filter(media_id=media.id, locale__in=list(changes)).delete()
        await ProductMediaTranslation.bulk_create(
            ProductMediaTranslation(media_id=media.id, locale=locale, alt=text)
            for locale, text in changes.items()
            if text
        )
        await raise_version(product, "product", at=ctx.now)
        await append(
            ctx,
            MediaUpdated(
                aggregate_id=product.id,
                version=product.version,
                media_id=media.id,
                locales=list(dict.fromkeys(changed)),
            ),
        )
        return media


def _checked(translations: Mapping[str, str]) -> dict[str, str]:
    return {
        inputs.locale(locale, "translations", str(place), "locale"): _said(
            text, "translations", str(place), "alt"
        )
        for place, (locale, text) in enumerate(translations.items())
    }


def _said(value: str, *field: str) -> str:
    return inputs.text(value, *field, longest=ALT_LENGTH_MAX, required=False)
