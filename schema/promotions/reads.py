"""How what orders were placed with is read: a table."""

from typing import Any

from domain.promotions import queries
from schema.engine.mapping import Computed, Read
from schema.engine.values import loaded
from schema.promotions.types import LineDiscount
from schema.shared.context import GraphContext
from schema.shared.reads import money


def _lines(context: GraphContext, lines: Any, currency: str) -> list[LineDiscount]:
    return LineDiscount.each(loaded(lines), currency)


READS = (
    Read(
        "AppliedDiscount",
        queries.all_uses,
        {"amount": money("discount_minor"), "lines": Computed(("lines", "currency"), _lines)},
    ),
)
