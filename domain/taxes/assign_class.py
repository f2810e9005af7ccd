"""Saying of which class goods are."""

from collections.abc import Sequence
from uuid import UUID

from tortoise.transactions import in_transaction

from domain.catalog.models import Product, ProductVariant
from domain.identity.scopes import Scope
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.errors import InvalidInput, NotFound
from domain.shared.ids import new_id
from domain.shared.inputs import distinct, items
from domain.shared.outbox import append
from domain.shared.states import expect_version, raise_version
from domain.taxes.events import TaxClassAssigned
from domain.taxes.models import TaxClass
from domain.taxes.writing import hold_taxes, lock_class

ASSIGN = """
INSERT INTO tax_assignment (id, tax_class_id, product_id, variant_id)
SELECT given.id, $1, given.product_id, given.variant_id
FROM unnest($2::uuid[], $3::uuid[], $4::uuid[]) AS given (id, product_id, variant_id)
ON CONFLICT ({column}) DO UPDATE SET tax_class_id = excluded.tax_class_id
"""


async def assign_class(
    ctx: Context,
    class_id: UUID,
    *,
    product_ids: Sequence[UUID] = (),
    variant_ids: Sequence[UUID] = (),
    expected_version: int | None = None,
) -> TaxClass:
    """Let products, or single variants of them, be of a class. A variant's own class comes before
    its product's. What was of another class is of this one from now on.

    Raises:
        NotPermitted: the actor may not decide what things cost.
        InvalidInput: nothing is named, too much, or one twice.
        NotFound: no such class, product or variant.
        VersionConflict: the class changed since `expected_version`.
    """
    ctx.require(Scope.PRICING_WRITE)
    for ids, name in ((product_ids, "productIds"), (variant_ids, "variantIds")):
        items(list(ids), name)
        distinct([str(each) for each in ids], name)
    if not product_ids and not variant_ids:
        raise InvalidInput("Say which products or variants.", "productIds")
    async with in_transaction():
        await hold_taxes()
        row = await lock_class(class_id)
        expect_version(row, "tax class", expected_version)
        await _seen(product_ids, variant_ids)
        await _assign(class_id, "product_id", product_ids)
        await _assign(class_id, "variant_id", variant_ids)
        await raise_version(row, "tax class", at=ctx.now)
        await append(
            ctx,
            TaxClassAssigned(
                aggregate_id=row.id,
                version=row.version,
                products=len(product_ids),
                variants=len(variant_ids),
            ),
        )
        return row


async def _seen(product_ids: Sequence[UUID], variant_ids: Sequence[UUID]) -> None:
    if product_ids:
        known = await Product.filter(id__in=list(product_ids)).values_list("id", flat=True)
        for product_id in product_ids:
            if product_id not in known:
                raise NotFound("product", product_id)
    if variant_ids:
        known = await ProductVariant.filter(id__in=list(variant_ids)).values_list("id", flat=True)
        for variant_id in variant_ids:
            if variant_id not in known:
                raise NotFound("variant", variant_id)


async def _assign(class_id: UUID, column: str, ids: Sequence[UUID]) -> None:
    if not ids:
        return
    nothing: list[UUID | None] = [None] * len(ids)
    given = [list(ids), nothing] if column == "product_id" else [nothing, list(ids)]
    await sql.execute(ASSIGN.format(column=column), class_id, [new_id() for _ in ids], *given)
