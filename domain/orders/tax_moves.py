"""Taxes that go with their lines: when an order is split, when orders are merged or unmerged."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from domain.orders.models import OrderTaxLine
from domain.orders.split_plan import TaxPart
from domain.orders.taxing import tax_line
from domain.shared import sql
from domain.taxes.arithmetic import TaxLine

ShippingTaxes = Mapping[UUID, Sequence[TaxLine]]  # those of sending each order

# Whoever has a line has its taxes.
FOLLOW = """
UPDATE order_tax_line AS tax SET order_id = line.order_id
FROM order_line AS line
WHERE line.id = tax.order_line_id AND tax.order_id = ANY($1::uuid[])
    AND tax.order_id <> line.order_id
"""
LESSEN = """
UPDATE order_tax_line AS tax
SET base_minor = tax.base_minor - part.base_minor, tax_minor = tax.tax_minor - part.tax_minor
FROM unnest($1::uuid[], $2::bigint[], $3::bigint[]) AS part (id, base_minor, tax_minor)
WHERE tax.id = part.id
"""


async def move_taxes(order_id: UUID, sibling_id: UUID, parts: Sequence[TaxPart]) -> None:
    """Let the taxes of lines that went to another order follow, and what leaves of others."""
    await sql.execute(FOLLOW, [order_id])
    await sql.execute(
        LESSEN,
        [part.row.id for part in parts],
        [part.base_minor for part in parts],
        [part.tax_minor for part in parts],
    )
    await OrderTaxLine.bulk_create(
        tax_line(
            sibling_id,
            part.new_line_id,
            TaxLine(part.row.name, part.row.rate_ppm, part.base_minor, part.tax_minor),
        )
        for part in parts
    )


async def gather_taxes(
    target_id: UUID, source_ids: Sequence[UUID], keeps_shipping_of: Collection[UUID]
) -> ShippingTaxes:
    """Let the taxes of lines that went into the target follow, and of the shipping that is still
    charged; what all were of shipping before.
    """
    await sql.execute(FOLLOW, list(source_ids))
    before = await _of_shipping([target_id, *source_ids])
    if before:
        kept = [line for one, lines in before.items() if one in keeps_shipping_of for line in lines]
        await _replace([target_id, *source_ids], {target_id: kept})
    return before


async def scatter_taxes(target_id: UUID, before: ShippingTaxes) -> None:
    """The same taken back: the taxes of lines follow, those of shipping are what they were."""
    await sql.execute(FOLLOW, [target_id])
    if any(before.values()):
        await _replace([target_id], before)


async def _of_shipping(order_ids: Sequence[UUID]) -> dict[UUID, list[TaxLine]]:
    found: dict[UUID, list[TaxLine]] = {}
    rows = OrderTaxLine.filter(order_id__in=list(order_ids), order_line_id=None)
    for row in await rows.order_by("name", "rate_ppm", "id"):
        line = TaxLine(row.name, row.rate_ppm, row.base_minor, row.tax_minor)
        found.setdefault(row.order_id, []).append(line)
    return found


async def _replace(order_ids: Sequence[UUID], lines: ShippingTaxes) -> None:
    await OrderTaxLine.filter(order_id__in=list(order_ids), order_line_id=None).delete()
    await OrderTaxLine.bulk_create(
        tax_line(order_id, None, line) for order_id, each in lines.items() for line in each
    )
