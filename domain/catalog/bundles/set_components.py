"""Setting what a bundle is made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from tortoise.expressions import Q
from tortoise.transactions import in_transaction

from domain.catalog.attributes.values import not_found
from domain.catalog.bundles.errors import BundleInBundle
from domain.catalog.bundles.models import BundleComponent
from domain.catalog.events import ProductUpdated
from domain.catalog.models import ProductVariant
from domain.catalog.queries import get_variant, variants_by_ids
from domain.catalog.revisions.policy import hold_to_edit
from domain.identity.scopes import Scope
from domain.shared import inputs, sql
from domain.shared.context import Context
from domain.shared.outbox import append
from domain.shared.states import raise_version

COMPONENTS_MAX = 50  # of one bundle
QUANTITY_MAX = 10_000  # units of one component
LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('catalog.bundles', 0))"


@dataclass(frozen=True, slots=True)
class Component:
    """So many units of a variant."""

    variant_id: UUID
    quantity: int


async def set_components(
    ctx: Context,
    variant_id: UUID,
    components: Sequence[Component],
    *,
    expected_version: int | None = None,
) -> ProductVariant:
    """Let a variant be made of these, in place of what it was made of; of nothing it is no bundle.
    The same again tells nobody. `expected_version` is the product's.

    Bundles are changed one after the other, so that of two that would contain each other the
    second sees the first.

    Raises:
        NotPermitted: the actor may not change the catalog.
        InvalidInput: too many components, one twice, or a quantity below 1.
        NotFound: no such variant, or no such component.
        VersionConflict: the product changed since `expected_version`.
        BundleInBundle: a component is a bundle, or the variant is in one.
        ApprovalRequired: it is shown, or being looked at, and the shop insists.
    """
    ctx.require(Scope.CATALOG_WRITE)
    wanted = [
        (
            each.variant_id,
            inputs.count(each.quantity, "components", str(place), "quantity", highest=QUANTITY_MAX),
        )
        for place, each in enumerate(inputs.items(components, "components", most=COMPONENTS_MAX))
    ]
    keys = [key for key, _ in wanted]
    inputs.distinct([str(key) for key in keys], "components")
    async with in_transaction():
        await sql.value(LOCK)
        variant = await get_variant(ctx, variant_id)
        product = await hold_to_edit(ctx, variant.product_id, expected_version=expected_version)
        known = await variants_by_ids(ctx, keys)
        for place, key in enumerate(keys):
            if key not in known:
                raise not_found("variant", key, "components", str(place), "variantId")
        rows = BundleComponent.filter(bundle_id=variant.id)
        had = [(row.variant_id, row.quantity) for row in await rows.order_by("position", "id")]
        if had == wanted:
            return variant
        if wanted and await _would_nest(variant.id, keys):
            raise BundleInBundle
        await rows.delete()
        await BundleComponent.bulk_create(
            BundleComponent(bundle_id=variant.id, variant_id=key, quantity=quantity, position=place)
            for place, (key, quantity) in enumerate(wanted)
        )
        await ProductVariant.filter(id=variant.id).update(is_bundle=bool(wanted))
        await raise_version(product, "product", at=ctx.now)
        await append(
            ctx,
            ProductUpdated(
                aggregate_id=product.id, version=product.version, changed=["components"]
            ),
        )
        return variant


async def _would_nest(bundle_id: UUID, keys: Sequence[UUID]) -> bool:
    if bundle_id in keys:
        return True
    nested = Q(bundle_id__in=list(keys)) | Q(variant_id=bundle_id)
    return await BundleComponent.filter(nested).exists()
