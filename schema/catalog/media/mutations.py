"""Bringing pictures, films and papers of products, ordering them and taking them off."""

from datetime import datetime
from uuid import UUID

import strawberry

from domain.catalog.media.create_upload import create_upload
from domain.catalog.media.errors import TooManyMedia
from domain.catalog.media.models import MediaUpload as Upload
from domain.catalog.media.remove_media import remove_media
from domain.catalog.media.reorder_media import reorder_media
from domain.catalog.media.set_variant_media import set_variant_media
from domain.catalog.media.states import MediaKind
from domain.catalog.media.tokens import token_of
from domain.catalog.media.update_media import update_media
from domain.catalog.revisions.errors import ApprovalRequired
from domain.shared import inputs
from domain.shared.inputs import KEEP
from schema.catalog.media.types import ProductMedia
from schema.catalog.mutations import ProductPayload, VariantPayload
from schema.catalog.types import Product, ProductVariant
from schema.shared.context import Info
from schema.shared.ids import key_of
from schema.shared.mutations import (
    KEY_DESCRIPTION,
    Input,
    Payload,
    changed,
    expected_version,
    mutation,
    optional,
)
from schema.shared.scalars import LocaleCode

PRODUCT_VERSION = "Refuse if the product's version is not this one any more."


@strawberry.input(description="A file to bring.")
class MediaUploadCreateInput:
    """What is about to come."""

    product_id: strawberry.ID = strawberry.field(description="To which product.")
    kind: MediaKind = strawberry.field(description="What sort of thing it is.")
    byte_size: int = strawberry.field(description="How many bytes it has, exactly.")
    alt: str = optional("What is to be seen, up to 500 characters.", default="")
    idempotency_key: str | None = optional(KEY_DESCRIPTION)


@strawberry.type(
    description="A way in for one file: PUT its bytes to `url` with the same Authorization. Good"
    " once, for whoever asked for it. The product has the file when the answer is 201."
)
class MediaUpload:
    """A way in."""

    url: str = strawberry.field(description="Where to, from the root of this host.")
    byte_size: int = strawberry.field(description="How many bytes are taken, no more and no less.")
    expires_at: datetime = strawberry.field(description="Until when the file must set out.")

    @classmethod
    def of(cls, upload: Upload, secret: str) -> "MediaUpload":
        """The way in that an upload is."""
        return cls(
            url=f"/media/uploads/{token_of(secret, upload.id)}",
            byte_size=upload.byte_size,
            expires_at=upload.expires_at,
        )


@strawberry.type(description="The way in.")
class MediaUploadPayload(Payload):
    """What came of it."""

    upload: MediaUpload | None = changed("The way in.")


@strawberry.input(description="Another order of a product's media.")
class ProductMediaReorderInput:
    """An order."""

    product_id: strawberry.ID = strawberry.field(description="Which product.")
    media_ids: list[strawberry.ID] = strawberry.field(
        description="All of its media, each once, the first first."
    )
    expected_version: int | None = expected_version()


@strawberry.input(description="What is to be seen, in one language.")
class MediaTranslationInput:
    """Words."""

    locale: LocaleCode = strawberry.field(description="The language.")
    alt: str = strawberry.field(
        description="What is to be seen, up to 500 characters; empty takes the language back."
    )


@strawberry.input(description="What to say of a picture, film or paper; what is left out stays.")
class ProductMediaUpdateInput:
    """A change."""

    id: strawberry.ID = strawberry.field(description="Which.")
    alt: str | None = optional("What is to be seen, up to 500 characters.")
    translations: list[MediaTranslationInput] | None = optional(
        "The same in other languages; those that are not named stay."
    )
    expected_version: int | None = strawberry.field(description=PRODUCT_VERSION, default=None)


@strawberry.input(description="A picture, film or paper to take off its product.")
class ProductMediaRemoveInput:
    """Which."""

    id: strawberry.ID = strawberry.field(description="Which.")
    expected_version: int | None = strawberry.field(description=PRODUCT_VERSION, default=None)


@strawberry.input(description="On which of its product's media a variant is to be seen.")
class VariantMediaSetInput:
    """A choice."""

    variant_id: strawberry.ID = strawberry.field(description="Which variant.")
    media_ids: list[strawberry.ID] = strawberry.field(
        description="On which, the first first, in place of those before; none takes them all off."
    )
    expected_version: int | None = strawberry.field(description=PRODUCT_VERSION, default=None)


@strawberry.type(description="The picture, film or paper as it is now.")
class MediaPayload(Payload):
    """What came of it."""

    media: ProductMedia | None = changed("The picture, film or paper.")


@strawberry.type(description="Changing what is to be seen of products.")
class MediaMutations:
    """Media of products. All need catalog:write."""

    @mutation(
        "Ask for a way in for a picture, film or paper of a product. Needs catalog:write.",
        ApprovalRequired,
        TooManyMedia,
    )
    async def media_upload_create(
        self, info: Info, input: Input[MediaUploadCreateInput]
    ) -> MediaUploadPayload:
        upload = await create_upload(
            info.context.domain,
            key_of("Product", input.product_id),
            kind=input.kind,
            byte_size=input.byte_size,
            alt=input.alt,
            idempotency_key=input.idempotency_key,
        )
        return MediaUploadPayload(upload=MediaUpload.of(upload, info.context.secret))

    @mutation("Put all media of a product in another order. Needs catalog:write.", ApprovalRequired)
    async def product_media_reorder(
        self, info: Info, input: Input[ProductMediaReorderInput]
    ) -> ProductPayload:
        product = await reorder_media(
            info.context.domain,
            key_of("Product", input.product_id),
            _keys(input.media_ids),
            expected_version=input.expected_version,
        )
        return ProductPayload(product=Product.of(product))

    @mutation(
        "Say what is to be seen on a picture, film or paper. Needs catalog:write.", ApprovalRequired
    )
    async def product_media_update(
        self, info: Info, input: Input[ProductMediaUpdateInput]
    ) -> MediaPayload:
        said = inputs.items(input.translations or [], "translations")
        inputs.distinct([words.locale for words in said], "translations")
        media = await update_media(
            info.context.domain,
            key_of("ProductMedia", input.id),
            alt=KEEP if input.alt is None else input.alt,
            translations={words.locale: words.alt for words in said},
            expected_version=input.expected_version,
        )
        return MediaPayload(media=ProductMedia.of(media))

    @mutation(
        "Take a picture, film or paper off its product. Needs catalog:write.", ApprovalRequired
    )
    async def product_media_remove(
        self, info: Info, input: Input[ProductMediaRemoveInput]
    ) -> ProductPayload:
        ctx, key = info.context.domain, key_of("ProductMedia", input.id)
        product = await remove_media(ctx, key, expected_version=input.expected_version)
        return ProductPayload(product=Product.of(product))

    @mutation(
        "Say on which of its product's media a variant is to be seen. Needs catalog:write.",
        ApprovalRequired,
    )
    async def variant_media_set(
        self, info: Info, input: Input[VariantMediaSetInput]
    ) -> VariantPayload:
        variant = await set_variant_media(
            info.context.domain,
            key_of("ProductVariant", input.variant_id),
            _keys(input.media_ids),
            expected_version=input.expected_version,
        )
        return VariantPayload(variant=ProductVariant.of(variant))


def _keys(ids: list[strawberry.ID]) -> list[UUID]:
    return [key_of("ProductMedia", each) for each in inputs.items(ids, "mediaIds")]
