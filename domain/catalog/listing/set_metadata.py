"""Setting what other systems keep on a product: words under keys of their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.catalog.events import ProductUpdated
from domain.catalog.listing.models import ProductMetadata
from domain.catalog.models import Product
from domain.catalog.queries import lock_product
from domain.catalog.revisions.policy import hold_to_edit
from domain.identity.scopes import Scope
from domain.shared import inputs
from domain.shared.context import Context
from domain.shared.errors import InvalidInput
from domain.shared.outbox import append
from domain.shared.states import expect_version, raise_version

KEY_LENGTH_MAX = 64  # characters
VALUE_LENGTH_MAX = 2_000  # characters
ITEMS_MAX = 250  # on one product, of those for everybody and of the private ones


@dataclass(frozen=True, slots=True)
class Item:
    """A word under a key; None takes it away."""

    key: str
    value: str | None


async def set_metadata(
    ctx: Context,
    product_id: UUID,
    items: Sequence[Item],
    *,
    is_private: bool = False,
    expected_version: int | None = None,
) -> Product:
    """Set these words and keep the others. What is not private, everybody reads. The same again
    tells nobody.

    Raises:
        NotPermitted: the actor may not change the catalog.
        InvalidInput: a key is empty, too long or there twice, a value too long, or too many.
        NotFound: no such product.
        VersionConflict: the product changed since `expected_version`.
        ApprovalRequired: it is shown, or being looked at, and the shop insists; of what is not
            private.
    """
    ctx.require(Scope.CATALOG_WRITE)
    wanted = [
        (
            inputs.text(item.key, "items", str(place), "key", longest=KEY_LENGTH_MAX),
            item.value
            if item.value is None
            else inputs.text(
                item.value, "items", str(place), "value", longest=VALUE_LENGTH_MAX, required=False
            ),
        )
        for place, item in enumerate(inputs.items(items, "items"))
    ]
    inputs.distinct([key for key, _ in wanted], "items")
    async with in_transaction():
        hold = lock_product if is_private else hold_to_edit  # what only staff see needs no review
        product = await hold(ctx, product_id)
        expect_version(product, "product", expected_version)
        rows = ProductMetadata.filter(product_id=product.id, is_private=is_private)
        had = {row.key: row.value for row in await rows}
        changes = {key: value for key, value in wanted if value != had.get(key)}
        if not changes:
            return product
        left = {key: value for key, value in {**had, **changes}.items() if value is not None}
        if len(left) > ITEMS_MAX:
            raise InvalidInput(f"A product keeps at most {ITEMS_MAX} words of metadata.", "items")
        await rows.filter(key__in=list(changes)).delete()
        await ProductMetadata.bulk_create(
            ProductMetadata(product_id=product.id, is_private=is_private, key=key, value=value)
            for key, value in changes.items()
            if value is not None
        )
        await raise_version(product, "product", at=ctx.now)
        await append(
            ctx,
            ProductUpdated(
                aggregate_id=product.id,
                version=product.version,
                changed=["private_metadata" if is_private else "metadata"],
            ),
        )
        return product
