"""Goods for tests, as rows; the verbs have tests of their own."""

from datetime import datetime

from domain.catalog.media.models import MediaFile, ProductMedia
from domain.catalog.media.states import MediaFailure, MediaKind, MediaStatus
from domain.catalog.models import Brand, Category, Product, ProductVariant, VariantPrice
from domain.catalog.states import PublicationStatus
from domain.shared.ids import new_id


class CatalogWorld:
    """Products with a variant and a price."""

    now: datetime

    async def category(self, name: str = "Tea", parent: Category | None = None) -> Category:
        slug = f"{name.lower()}-{new_id().hex[-6:]}"
        return await Category.create(
            name=name,
            slug=slug,
            parent=parent,
            path=f"{parent.path}/{slug}" if parent else slug,
            depth=parent.depth + 1 if parent else 0,
            created_at=self.now,
            updated_at=self.now,
        )

    async def brand(self, name: str = "Leaf & Co") -> Brand:
        return await Brand.create(name=name, slug=f"{name.lower()}-{new_id().hex[-6:]}")

    async def product(
        self,
        name: str = "Green tea",
        *,
        published: bool = True,
        category: Category | None = None,
        brand: Brand | None = None,
    ) -> Product:
        return await Product.create(
            slug=f"p-{new_id().hex}",
            name=name,
            status=PublicationStatus.PUBLISHED if published else PublicationStatus.UNPUBLISHED,
            category=category,
            brand=brand,
            created_at=self.now,
            updated_at=self.now,
            published_at=self.now if published else None,
        )

    async def variant(
        self,
        product: Product | None = None,
        *,
        sku: str | None = None,
        price_minor: int | None = 1250,
        currency: str = "USD",
        published: bool = True,
    ) -> ProductVariant:
        """A variant with a price; of a new published product unless one is given."""
        product = product or await self.product(published=published)
        variant = await ProductVariant.create(
            product=product,
            sku=sku or f"SKU-{new_id().hex[-12:]}",
            name="100 g",
            created_at=self.now,
        )
        if price_minor is not None:
            await VariantPrice.create(
                variant=variant, currency=currency, amount_minor=price_minor, updated_at=self.now
            )
        return variant

    async def media(
        self,
        product: Product | None = None,
        *,
        kind: MediaKind = MediaKind.IMAGE,
        extension: str = "jpg",
        status: MediaStatus = MediaStatus.READY,
        position: int = 0,
    ) -> ProductMedia:
        """A picture that can be shown, of a new published product unless one is given."""
        product = product or await self.product()
        failure = MediaFailure.UNREADABLE if status is MediaStatus.FAILED else None
        of_both = {
            "hash": new_id().hex * 2,
            "kind": kind,
            "extension": extension,
            "byte_size": 4_000,
            "width": 600,
            "height": 400,
            "status": status,
            "failure": failure,
            "created_at": self.now,
        }
        file = await MediaFile.create(
            type="JPEG", wanted_at=self.now, updated_at=self.now, **of_both
        )
        return await ProductMedia.create(
            product_id=product.id, file_id=file.id, position=position, alt="A tin", **of_both
        )
