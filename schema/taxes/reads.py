"""How classes and rates are read: a table for each type."""

from collections.abc import Mapping

from domain.shared.context import Context
from domain.taxes import queries
from schema.engine.mapping import Args, Computed, Listed, One, Read, Root, Rows
from schema.taxes.lines import fraction

READS = (
    Read("TaxClass", queries.visible_classes, {}),
    Read(
        "TaxRate",
        queries.visible_rates,
        {
            "rate": Computed(("rate_ppm",), lambda context, rate_ppm: fraction(rate_ppm)),
            "taxClass": One("TaxClass", key="tax_class_id"),
        },
    ),
)


async def _rates(ctx: Context, args: Args) -> Rows:
    return queries.rates_matching(ctx, args.get("country"))


ROOTS: Mapping[str, Root] = {
    "taxClasses": Listed("TaxClass", lambda args: queries.CLASSES_BY_CODE),
    "taxRates": Listed("TaxRate", lambda args: queries.RATES_BY_PLACE, ("country",), _rates),
}
