"""Adding a variant: one more size or pack of a product, with a stock-keeping unit of its own."""

from uuid import UUID

from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from domain.catalog.events import VariantAdded
from domain.catalog.models import ProductVariant
from domain.catalog.queries import get_variant, lock_product
from domain.identity.scopes import Scope
from domain.shared import inputs
from domain.shared.context import Context
from domain.shared.errors import AlreadyTaken
from domain.shared.idempotency import claim
from domain.shared.outbox import append
from domain.shared.states import expect_version, raise_version

SKU_LENGTH_MAX = 64  # characters
NAME_LENGTH_MAX = 120  # characters


async def add_variant(
    ctx: Context,
    product_id: UUID,
    *,
    sku: str,
    name: str,
    pack_units: int = 1,
    expected_version: int | None = None,
    idempotency_key: str | None = None,
) -> ProductVariant:
    """Add a variant behind those a product has. It cannot be bought until it has a price.

    Raises:
        NotPermitted: the actor may not change the catalog.
        InvalidInput: no SKU or name, one too long, or a pack of nothing.
        NotFound: no such product.
        VersionConflict: the product changed since `expected_version`.
        AlreadyTaken: another variant has this SKU.
        IdempotencyKeyReused, IdempotencyInProgress: see `claim`.
    """
    ctx.require(Scope.CATALOG_WRITE)
    sku = inputs.text(sku, "sku", longest=SKU_LENGTH_MAX)
    name = inputs.text(name, "name", longest=NAME_LENGTH_MAX)
    pack_units = inputs.count(pack_units, "packUnits")
    request = [product_id, sku, name, pack_units]
    try:
        async with in_transaction():
            claimed = await claim(ctx, "catalog.add_variant", idempotency_key, request)
            if claimed.replay_of:
                return await get_variant(ctx, claimed.replay_of)
            product = await lock_product(ctx, product_id)
            expect_version(product, "product", expected_version)

            variant = await ProductVariant.create(
                product_id=product.id,
                sku=sku,
                name=name,
                pack_units=pack_units,
                position=await ProductVariant.filter(product_id=product.id).count(),
                created_at=ctx.now,
            )
            await raise_version(product, "product", at=ctx.now)
            await append(
                ctx,
                VariantAdded(
                    aggregate_id=product.id, version=product.version, variant_id=variant.id
                ),
            )
            await claimed.settle(variant.id)
            return variant
    except IntegrityError:
        raise AlreadyTaken("Another variant has this SKU.", "sku") from None
