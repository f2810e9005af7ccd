"""What an order owes of taxes: worked out when it is placed, and written beside its lines."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self
from uuid import UUID

from tortoise.expressions import Q

from domain.orders.models import OrderTaxLine
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.ids import new_id
from domain.taxes.arithmetic import TaxLine, taxes_of, total
from domain.taxes.in_force import Place, TaxRules
from domain.taxes.queries import assigned_classes

OF_ORDERS = """
SELECT order_id, name, rate_ppm, sum(base_minor)::bigint AS base_minor,
    sum(tax_minor)::bigint AS tax_minor
FROM order_tax_line WHERE order_id = ANY($1::uuid[])
GROUP BY order_id, name, rate_ppm ORDER BY order_id, name, rate_ppm
"""


@dataclass(frozen=True, slots=True)
class OrderTaxes:
    """The taxes of each line, in the lines' order, and of sending. `is_included` says whether the
    amounts contain them; it is None where nothing is owed anywhere, and nothing was worked out.
    """

    is_included: bool | None = None
    lines: Sequence[Sequence[TaxLine]] = ()
    shipping: Sequence[TaxLine] = ()

    @property
    def shipping_tax_minor(self) -> int:
        """What of it is for sending."""
        return total(self.shipping)

    @property
    def tax_minor(self) -> int:
        """All of it: the sum of the lines and of sending, to the last minor unit."""
        return sum(map(total, self.lines)) + self.shipping_tax_minor

    @property
    def on_top_minor(self) -> int:
        """What is to pay beside the amounts."""
        return self.tax_minor if self.is_included is False else 0

    def of_line(self, place: int) -> int:
        """The tax of a line, by its place."""
        return total(self.lines[place]) if self.lines else 0

    def summed(self) -> list[TaxLine]:
        """Tax by tax, for the whole order, by name and rate."""
        found: dict[tuple[str, int], TaxLine] = {}
        for part in (*self.lines, self.shipping):
            for line in part:
                before = found.get((line.name, line.rate_ppm))
                found[line.name, line.rate_ppm] = TaxLine(
                    line.name,
                    line.rate_ppm,
                    line.base_minor + (before.base_minor if before else 0),
                    line.tax_minor + (before.tax_minor if before else 0),
                )
        return [found[key] for key in sorted(found)]

    @classmethod
    def of(
        cls,
        rules: TaxRules,
        now: datetime,
        channel: str,
        place: Place,
        amounts: Sequence[int],
        classes: Sequence[UUID | None],
        shipping: tuple[int, UUID | None] | None = None,
    ) -> Self:
        """Work it out: `amounts` are what lines cost after discounts, `classes` theirs, None for
        the default one; `shipping` is what sending costs and its class.
        """
        is_included = rules.is_included(channel)

        def taxes(minor: int, tax_class: UUID | None) -> list[TaxLine]:
            rates = rules.rates_at(now, place, tax_class or rules.default_class)
            return taxes_of(minor, rates, is_included=is_included)

        return cls(
            is_included,
            [taxes(minor, of) for minor, of in zip(amounts, classes, strict=True)],
            taxes(*shipping) if shipping else [],
        )


NO_TAXES = OrderTaxes()


async def assess(
    rules: TaxRules,
    now: datetime,
    *,
    channel: str,
    place: Place | None,
    lines: Sequence[tuple[UUID, int]],
    shipping: tuple[int, UUID | None] | None = None,
) -> OrderTaxes:
    """The taxes of lines (variant, what it costs after discounts) that go somewhere, and of sending
    them (what it costs, and its class). No statement where nothing can be owed.
    """
    if not rules.may_apply(now, channel, place.country if place else None):
        return NO_TAXES
    where = rules.place_of(channel, place)
    assert where is not None, "rates apply somewhere"
    classes = await assigned_classes({variant_id for variant_id, _ in lines})
    return OrderTaxes.of(
        rules,
        now,
        channel,
        where,
        [minor for _, minor in lines],
        [classes.get(variant_id) for variant_id, _ in lines],
        shipping,
    )


async def write_taxes(order_id: UUID, taxes: OrderTaxes, line_ids: Sequence[UUID]) -> None:
    """Write down the taxes of an order that is there, with its lines."""
    if taxes.is_included is None:
        return
    of_lines: list[tuple[UUID | None, TaxLine]] = [
        (line_id, line)
        for line_id, found in zip(line_ids, taxes.lines, strict=True)
        for line in found
    ]
    await OrderTaxLine.bulk_create(
        tax_line(order_id, line_id, line)
        for line_id, line in [*of_lines, *((None, line) for line in taxes.shipping)]
    )


async def replace_taxes(order_id: UUID, taxes: Mapping[UUID | None, Sequence[TaxLine]]) -> None:
    """Let these lines of an order, and None for sending it, owe these taxes instead."""
    if not taxes:
        return
    of_order = OrderTaxLine.filter(order_id=order_id)
    line_ids = [line_id for line_id in taxes if line_id]
    sending = Q(order_line_id__isnull=True) if None in taxes else Q(pk__in=[])
    await of_order.filter(Q(order_line_id__in=line_ids) | sending).delete()
    await OrderTaxLine.bulk_create(
        tax_line(order_id, line_id, line) for line_id, each in taxes.items() for line in each
    )


def tax_line(order_id: UUID, line_id: UUID | None, line: TaxLine) -> OrderTaxLine:
    """A tax as its row."""
    return OrderTaxLine(
        id=new_id(),
        order_id=order_id,
        order_line_id=line_id,
        name=line.name,
        rate_ppm=line.rate_ppm,
        base_minor=line.base_minor,
        tax_minor=line.tax_minor,
    )


async def taxes_of_orders(order_ids: Collection[UUID]) -> Mapping[UUID, list[TaxLine]]:
    """Tax by tax, for each order that has any, by name and rate."""
    found: dict[UUID, list[TaxLine]] = {}
    for row in await sql.rows(OF_ORDERS, list(order_ids)):
        found.setdefault(row.pop("order_id"), []).append(TaxLine(**row))
    return found


async def taxes_by_orders(
    ctx: Context, order_ids: Collection[UUID]
) -> Mapping[UUID, list[TaxLine]]:
    """The same, for whoever was shown the orders."""
    return await taxes_of_orders(order_ids)
